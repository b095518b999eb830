export { type FeatureDefinition, type FeaturesSection, featureDefinitionSchema, featuresSection } from './config.ts';
export {
  type BarFeature,
  BLOCK_ROWS,
  type BlockFeature,
  type BoundFeature,
  type Feature,
  type FeatureContext,
  type FeatureProcess,
  type FeatureState,
  type InputRef,
} from './contract.ts';
