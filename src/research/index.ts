export { EVIDENCE_GATES, MODEL_FAMILIES, researchSection } from './config.ts';
export * as fitting from './fitting/index.ts';
export * as leaks from './leaks/index.ts';
export * as ledger from './ledger/index.ts';
export type { LabelSpans, ResearchRows } from './rows/contract.ts';
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
export type { Fold, PurgeProof } from './splits/contract.ts';
export * as splits from './splits/index.ts';
export { MedianPruner, PRUNED, TreeParzen, type TunedParams } from './tuning/index.ts';
export * as weights from './weights/index.ts';
