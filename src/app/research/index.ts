export { type EvaluateRequest, evaluateModel, type ModelEvaluation } from './evaluate.ts';
export { prepareResearch } from './prepare.ts';
export { researchReport } from './report.ts';
export { type ResearchRun, type ResearchRunOptions, runResearch } from './run.ts';
export { repeatResearch } from './stored.ts';
export { TRAINING_WARNINGS, type TrainingWarningCode } from './warning-codes.ts';
