export { type FeatureDefinition, type FeaturesSection, featureDefinitionSchema, featuresSection } from './config.ts';
export {
  compareReferences,
  REFERENCE_DIFFERENCES,
  REFERENCE_FOLDER,
  REFERENCE_SERIES,
  REFERENCE_TOLERANCE,
  type ReferenceDifference,
  type ReferenceResult,
  type ReferenceSeries,
} from './conformance.ts';
export {
  type BarFeature,
  BLOCK_ROWS,
  type BlockFeature,
  type BoundFeature,
  type CrossBlock,
  type CrossFeature,
  type Feature,
  type FeatureContext,
  type FeatureProcess,
  type FeatureState,
  type InputRef,
  type ProcessColumns,
  type SeriesView,
  type WarmUp,
} from './contract.ts';
export { CORE40, type CoreColumn, coreDefinitions } from './core40.ts';
export { defineFeature, isFeature } from './define.ts';
export { FeatureBarsMissingError, FeaturePlaceError, FeatureSeriesMissingError, UnknownFeatureError } from './errors.ts';
export { mergePlans, type ReadyColumn, type ReadyColumns, readyColumns, runOverReady } from './merge-plans.ts';
export {
  cacheKeys,
  definitionText,
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
export { type PublishedResult, publishedFeatures } from './published.ts';
export { FEATURES } from './registry.ts';
export {
  type FeatureProblem,
  featureNames,
  isStartDependent,
  type ParameterOrigin,
  type ResolvedFeature,
  type ResolvedFeatures,
  type ResolveOptions,
  readsOf,
  resolveFeatures,
} from './resolve.ts';
export { type FeatureBars, type FeatureRun, type FeatureRunOptions, startFeatures } from './run.ts';
export { warmUpOf } from './warm-up.ts';
export type { FeatureSeries } from './workers/series-worker.ts';
