export { CHART_TERMS, type ChartTerm, definitionOf } from './chart-terms.ts';
export { computeMetrics, type MetricsResult } from './compute.ts';
export { type MetricsConfig, metricsSection } from './config.ts';
export { type PublishedFigures, publishedMetrics } from './conformance/published.ts';
export { METRIC_REFERENCES, type ReferenceSet, type ReferenceTable } from './conformance/references.ts';
export { type ConformanceRow, rowOf as conformanceRow } from './conformance/row.ts';
export { CRISIS_WINDOWS, type CrisisResult, crisisResults } from './crisis-windows.ts';
export { type Direction, directionOf } from './direction.ts';
export type { MetricsBasis, MetricsDocument, MetricValue } from './document.ts';
export { type Drawdown, type DrawdownSummary, drawdowns, underwater } from './drawdown.ts';
export { GLOSSARY, type GlossaryEntry, glossaryEntry } from './glossary.ts';
export { renderGlossaryPage } from './glossary-page.ts';
export type { MetricUnit } from './glossary-terms.ts';
export type { Accounting, ClosedTrade, CostTotals, MetricsInput, RunColumns, SymbolTotals } from './input.ts';
export {
  METRIC_ALIASES,
  METRIC_KEYS,
  type MetricKey,
  MIN_RETURNS,
  MIN_TRADES,
  metricKey,
  NOT_COMPUTED,
  RESEARCH_KEYS,
  type ResearchKey,
} from './keys.ts';
export { type BlockSums, blockSums } from './overfitting/block-sums.ts';
export {
  type BacktestOverfitting,
  blocksFor,
  overfittingOfBlocks,
} from './overfitting/cross-validation.ts';
export { type Contest, type SnoopingTest, snoopingTests } from './overfitting/data-snooping.ts';
export { monthlyReturns, type PeriodReturn, yearlyReturns } from './periods.ts';
export {
  type Implausible,
  implausibleNumbers,
  impossibleScores,
  type PlausibilityFacts,
  plausibilityFacts,
} from './plausibility.ts';
export { type Classified, type Confusion, classShares, confusionOf, mostLikely } from './prediction/classifier.ts';
export type { Comparison, ScoredRows } from './prediction/groups.ts';
export { bestFeatureShare, dropColumnImportance, type Importance, permutationImportance } from './prediction/importance.ts';
export {
  type CoefficientSeries,
  type CoefficientSummary,
  type CorrelationOf,
  coefficientSeries,
} from './prediction/information-coefficient.ts';
export type { QuantileReturns } from './prediction/quantile-returns.ts';
export { type ReliabilityBin, reliability } from './prediction/reliability.ts';
export { type PredictionScores, type Predictions, predictionScores, type ScoreRow, scoreTable } from './prediction/tables.ts';
export { annualGrowth, compound, sharpeGeometric, sharpeOfCalendarDays } from './ratios.ts';
export { normalQuantilePairs, type QuantilePair } from './return-shape.ts';
export {
  calendarDayReturns,
  dayOf as closeDay,
  type EquityRows,
  grossReturns,
  pairedReturns,
  sessionEnds,
  sessionReturns,
} from './returns.ts';
export { COMPARISON_KEYS, type ComparisonKey, compareWithBenchmark } from './robustness/benchmark-comparison.ts';
export { type BootstrapFan, bootstrapFan, FAN_LEVELS } from './robustness/bootstrap-fan.ts';
export { type Place, placeAmong, type Spread, spreadOf } from './robustness/draws.ts';
export { type SameTurnover, sameTurnover } from './robustness/same-turnover.ts';
export { extraLagRatio, REGIMES, type RegimeRow, regimeTable, walkForwardEfficiency } from './robustness/stability.ts';
export { type TradeShuffle, tradeShuffle } from './robustness/trade-shuffle.ts';
export { netReturns, type WeightedRun } from './robustness/weighted-run.ts';
export { type Rolling, rollingStatistics } from './rolling.ts';
export { rollingBeta } from './rolling-beta.ts';
export type { Impossible } from './sanity.ts';
export { monthSeasonality, type SeasonalMean, weekdaySeasonality } from './seasonality.ts';
export { type LogitBins, logitBins } from './selection/logit-bins.ts';
export {
  type Better,
  type MapCell,
  type MapPlaces,
  mapCells,
  mapPlaces,
  type ParameterAxis,
} from './selection/parameter-map.ts';
export type { Missing, Statistic } from './statistic.ts';
export { defaultBlock, StationaryBootstrap } from './statistics/bootstrap.ts';
export type { DifferencesInput, DifferenceTest } from './statistics/bootstrap-differences.ts';
export { STATISTIC_GLOSSARY, type StatisticEntry } from './statistics/glossary.ts';
export { type StatisticName, statistics } from './statistics/library.ts';
export { type TradeStatistics, tradeStatistics } from './trade-statistics.ts';
export { type TrialFacts, type TrialSelection, trialEvidence } from './trial-evidence.ts';
export {
  type BaselineFolds,
  EVIDENCE_BOUNDS,
  type EvidenceBounds,
  type EvidenceFacts,
  probabilityText,
  type Verdict,
  type VerdictFacts,
  verdictFacts,
  verdictOf,
} from './verdict.ts';
