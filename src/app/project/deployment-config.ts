import { z } from 'zod';
import { fields } from '../../base/index.ts';

/** The `deployment` section: where a bundle of one agent is meant to run. */
export const deploymentSection = z.strictObject({
  target: z.enum(['local', 'docker-compose', 'render']).default('local'),
  mode: z.enum(['paper', 'live']).optional(),
  output_dir: fields.path().default('reports/deployments'),
  region: z.string().min(1).default('oregon'),
  plan: z.string().min(1).default('starter'),
  restart: z.enum(['unless-stopped', 'always', 'no']).default('unless-stopped'),
  env: z.array(fields.env()).default([]),
});
