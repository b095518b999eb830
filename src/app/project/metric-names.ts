import { METRIC_ALIASES, METRIC_KEYS, RESEARCH_KEYS } from '../../metrics/index.ts';

/** Metrics of CONFIG 4.2 that only paper and language model runs have. */
const LATER_FAMILIES: readonly string[] = (
  'execution_count decision_count rejected_count realized_pnl unrealized_pnl total_pnl cash portfolio_value open_positions ' +
  'paper_sessions decision_parity slippage_vs_model llm_calls failure_rate flip_rate evidence_validity llm_value_added clean_share'
).split(' ');

/** Every metric and alias, for hints. */
export function metricNames(): readonly string[] {
  return [...METRIC_KEYS, ...RESEARCH_KEYS, ...LATER_FAMILIES, ...METRIC_ALIASES.keys()];
}

/** True for a metric or one of its aliases. */
export function isMetric(name: string): boolean {
  return metricNames().includes(name);
}
