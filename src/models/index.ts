export {
  checkModelFeatures,
  type LoadOptions,
  MAX_MODEL_BYTES,
  type ModelArtifact,
  type ModelMember,
  memberAt,
  modelText,
  parseModel,
  readModelDocument,
  readModelText,
} from './artifact.ts';
export { type Calibration, type Curve, calibrateClasses, curveAt, shareOfGains } from './calibration.ts';
export {
  COMPOSITES,
  type FamilyChoice,
  familyNames,
  familyOf,
  LINEAR,
  ofPart,
  partsOf,
  readParams,
  spaceOf,
  tunedSpace,
} from './composite.ts';
export type {
  FitContext,
  FittedModel,
  Matrix,
  ModelFamily,
  ModelKind,
  Space,
  SpaceEntry,
  TrainingRows,
} from './contract.ts';
export {
  defineModel,
  isModel,
  type ModelDefinition,
  type ModelFitContext,
  type ModelRows,
  type OwnFittedModel,
} from './define.ts';
export type { ModelDocument, ModelFeature } from './document.ts';
export {
  CustomModelError,
  ModelArtifactError,
  ModelFeatureMismatchError,
  ModelParamsError,
  UnknownModelError,
} from './errors.ts';
export { type EstimatorJson, type EstimatorPart, FittedEstimator, loadEstimator } from './estimator.ts';
export { modelContract, outputProblems } from './model-contract.ts';
export { type OnnxScores, type OnnxSettings, onnxFamily } from './onnx.ts';
export {
  FittedPipeline,
  MISSING,
  type MissingCells,
  type PipelineColumn,
  type PipelineState,
  prepare,
  rowsWithGaps,
  SCALES,
} from './pipeline.ts';
export { sideOfRank } from './ranked-side.ts';
export { FAMILIES } from './registry.ts';
export { type SignalColumns, type SignalRequest, signalsOf } from './signals.ts';
export { takeRows } from './take-rows.ts';
export { type WeightRule, weightsOfSignals } from './weights.ts';
