export { type MetricsConfig, metricsSection } from './config.ts';
export type { MetricsBasis, MetricsDocument, MetricValue } from './document.ts';
export type { ClosedTrade, CostTotals, MetricsInput, RunColumns, SymbolTotals } from './input.ts';
