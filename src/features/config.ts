import { z } from 'zod';
import { fields } from '../base/index.ts';
import { featureName } from './feature-name.ts';

/** One entry of `features.definitions` (CONFIG 1.3, RESEARCH 3.1). */
export const featureDefinitionSchema = z.strictObject({
  name: fields.name(),
  /** `technical`, `custom` or a type of the registry. */
  type: z.string().min(1),
  kind: z.string().min(1).optional(),
  params: z.record(z.string(), z.unknown()).default({}),
  /** Another feature, or one output of it, fed in instead of the close. */
  input: featureName().optional(),
  symbol: fields.symbol().optional(),
  timeframe: fields.timeframe().optional(),
  module: fields.path().optional(),
});
export type FeatureDefinition = z.infer<typeof featureDefinitionSchema>;

/** The section `features` of project.yaml. */
export const featuresSection = z.strictObject({
  set: z.enum(['core40']).nullable().optional(),
  core40: z.strictObject({ cross_section: z.boolean().default(false) }).prefault({}),
  definitions: z.array(featureDefinitionSchema).default([]),
});
export type FeaturesSection = z.infer<typeof featuresSection>;
