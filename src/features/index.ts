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
  type ProcessColumns,
  type WarmUp,
} from './contract.ts';
export { defineFeature, isFeature } from './define.ts';
export { FeatureBarsMissingError, FeatureNotAvailableError, UnknownFeatureError } from './errors.ts';
export {
  cacheKeys,
  expressionKey,
  type FeaturePlan,
  type FeatureReads,
  type NodeOutput,
  type PlanNode,
  type PlanOptions,
  type PlanPlace,
  placeKey,
  planFeatures,
} from './plan.ts';
export { type ConditionProgram, compileCondition, conditionParts, RowBytes } from './primitives/condition.ts';
export { FEATURES, LATER_TYPES } from './registry.ts';
export {
  type FeatureProblem,
  featureNames,
  type ParameterOrigin,
  type ResolvedFeature,
  type ResolvedFeatures,
  type ResolveOptions,
  readsOf,
  resolveFeatures,
} from './resolve.ts';
export { type FeatureBars, type FeatureRun, type FeatureRunOptions, startFeatures } from './run.ts';
