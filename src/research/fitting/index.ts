export { type EstimatorSettings, fitEstimator } from './estimator.ts';
export { fitPipeline, type PipelineOptions, type PreprocessSettings } from './pipeline.ts';
