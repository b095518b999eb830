import { z } from 'zod';
import { fields } from '../../base/index.ts';

export const SCHEMA_VERSION = 1;

/** The `project` section. */
export const projectHead = z.strictObject({
  name: fields.projectName(),
  description: z.string().default(''),
  profile: fields.name().optional(),
  seed: z.int().min(0).max(4_294_967_295).default(42),
  schema_version: z
    .int()
    .check((ctx) => {
      if (ctx.value === SCHEMA_VERSION) return;
      ctx.issues.push({
        code: 'custom',
        input: ctx.value,
        message: `schema_version ${ctx.value} is not known here, this program reads ${SCHEMA_VERSION}`,
        params: { code: 'CONFIG_VERSION', hint: 'a newer program may be needed' },
      });
    })
    .default(SCHEMA_VERSION),
  timezone: fields.zone().default('America/New_York'),
  currency: fields.currency().default('USD'),
  plugins: z
    .array(fields.path().refine((path) => /\.(ts|mts|js|mjs)$/.test(path), 'must end in .ts, .mts, .js or .mjs'))
    .default([]),
});

/** What a profile holds beside the sections that are merged over the file. */
export const profilesSection = z.record(
  fields.name(),
  z.strictObject({ mode: z.enum(['research', 'backtest', 'paper', 'live']).optional() }),
);
