export {
  type CalibrationSettings,
  calibrationsOf,
  fitCalibration,
  MIN_CALIBRATION_CLASS,
  MIN_CALIBRATION_ROWS,
  type OutOfFold,
} from './calibration.ts';
export { type EstimatorSettings, fitEstimator } from './estimator.ts';
export { type IsotonicFit, isotonic } from './isotonic.ts';
export { fitPipeline, type PipelineOptions, type PreprocessSettings } from './pipeline.ts';
export { type LadderChoice, type LadderScores, simplestWithin } from './simplest-within.ts';
