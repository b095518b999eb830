export { EVIDENCE_GATES, MODEL_FAMILIES, researchSection } from './config.ts';
export * as evaluation from './evaluation/index.ts';
export * as fitting from './fitting/index.ts';
export * as gates from './gates/index.ts';
export * as leaks from './leaks/index.ts';
export * as ledger from './ledger/index.ts';
export { type LuckEvidence, luckEvidence, monthsNeeded, type TrialCounts } from './luck.ts';
export * as rows from './rows/index.ts';
export {
  deflatedSharpe,
  effectiveTrials,
  expectedMaximum,
  minBacktestLengthYears,
  minTrackRecordLength,
  probabilisticSharpe,
  probabilityOfBacktestOverfitting,
  realityCheck,
  sharpe,
  sharpeRecord,
  sharpeStandardError,
  stationaryBootstrap,
  superiorPredictiveAbility,
  trialVariance,
} from './selection-statistics.ts';
export * as splits from './splits/index.ts';
export * as sweeps from './sweeps/index.ts';
export * as training from './training/index.ts';
export * as tuning from './tuning/index.ts';
export * as weights from './weights/index.ts';
