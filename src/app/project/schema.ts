import { z } from 'zod';
import { agentsSection, sweepsSection } from '../../agents/index.ts';
import { fields } from '../../base/index.ts';
import { featuresSection } from '../../features/index.ts';
import { dataSection, newsSection } from '../../market/index.ts';
import { metricsSection } from '../../metrics/index.ts';
import { researchSection } from '../../research/index.ts';
import { executionSchema, positionManagerSection, riskSection } from '../../trading/index.ts';
import { worldsSection } from '../../worlds/index.ts';
import { deploymentSection } from './deployment-config.ts';
import { profilesSection, projectHead } from './head-config.ts';
import { operationsSection } from './operations-config.ts';

// A project is read once or twice in the life of a process: code generated for its objects costs more than it saves.
z.config({ jitless: true });

/** The whole of `config/project.yaml`, sections in the order in which the resolved config is written. */
export const projectSchema = z.strictObject({
  project: projectHead,
  profiles: profilesSection.default({}),
  include: z.array(fields.path()).default([]),
  data: dataSection,
  features: featuresSection.prefault({}),
  research: z.lazy(() => researchSection(executionSchema)).optional(),
  agents: agentsSection.default([]),
  worlds: worldsSection.default([]),
  sweeps: sweepsSection.default([]),
  risk: riskSection.prefault({}),
  position_manager: positionManagerSection.prefault({}),
  metrics: metricsSection.prefault({}),
  news: z.lazy(() => newsSection).optional(),
  operations: operationsSection.prefault({}),
  deployment: deploymentSection.prefault({}),
});

export type ParsedProject = z.output<typeof projectSchema>;

/** Sections a profile may change and an included file may hold. */
export const MERGED_SECTIONS: ReadonlySet<string> = new Set(
  Object.keys(projectSchema.shape).filter((key) => key !== 'project' && key !== 'profiles' && key !== 'include'),
);
