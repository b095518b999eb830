export { CHART_TERMS, type ChartTerm, definitionOf } from './chart-terms.ts';
export { computeMetrics, type MetricsResult } from './compute.ts';
export { type MetricsConfig, metricsSection } from './config.ts';
export {
  METRIC_REFERENCE_SHAPES,
  METRIC_REFERENCE_TABLES,
  type MetricReferences,
  metricConformance,
} from './conformance/references.ts';
export type { ConformanceRow } from './conformance/row.ts';
export { CRISIS_WINDOWS, type CrisisResult, crisisResults } from './crisis-windows.ts';
export type { MetricsBasis, MetricsDocument, MetricValue } from './document.ts';
export { type Drawdown, type DrawdownSummary, drawdowns, underwater } from './drawdown.ts';
export { GLOSSARY, type GlossaryEntry, glossaryEntry, type MetricUnit } from './glossary.ts';
export { renderGlossaryPage } from './glossary-page.ts';
export type { Accounting, ClosedTrade, CostTotals, MetricsInput, RunColumns, SymbolTotals } from './input.ts';
export { METRIC_ALIASES, METRIC_KEYS, type MetricKey, MIN_RETURNS, MIN_TRADES, metricKey, NOT_COMPUTED } from './keys.ts';
export { deviationOf, downsideDeviation, type Moments, momentsOf, shapeOf, slopeOn, standardDeviation } from './moments.ts';
export { monthlyReturns, type PeriodReturn, yearlyReturns } from './periods.ts';
export { annualGrowth, compound, sharpeGeometric, sharpeOfCalendarDays } from './ratios.ts';
export { normalQuantilePairs, type QuantilePair } from './return-shape.ts';
export { calendarDayReturns, type EquityRows, grossReturns, sessionEnds, sessionReturns } from './returns.ts';
export { type Rolling, rollingStatistics } from './rolling.ts';
export { rollingBeta } from './rolling-beta.ts';
export type { Impossible } from './sanity.ts';
export { monthSeasonality, type SeasonalMean, weekdaySeasonality } from './seasonality.ts';
export type { Statistic } from './statistic.ts';
export { STATISTIC_GLOSSARY, type StatisticEntry } from './statistics/glossary.ts';
export { type StatisticName, statistics } from './statistics/library.ts';
export { CompensatedSum, meanOf, sumOf } from './sum.ts';
export { type TradeStatistics, tradeStatistics } from './trade-statistics.ts';
export { type Verdict, type VerdictFacts, verdictFacts, verdictOf } from './verdict.ts';
