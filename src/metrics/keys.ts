/** Keys of `metrics.json` that every trading run has, in the order they are written. */
export const METRIC_KEYS = [
  'total_return',
  'annual_return',
  'volatility',
  'sharpe',
  'gross_sharpe',
  'sortino',
  'calmar',
  'max_drawdown',
  'max_drawdown_days',
  'mean_drawdown_days',
  'time_under_water',
  'exposure',
  'turnover',
  'win_rate',
  'profit_factor',
  'closed_trades',
  'days',
  'gross_pnl',
  'net_pnl',
  'total_costs',
  'transaction_costs',
  'slippage_costs',
  'impact_costs',
  'borrow_costs',
  'llm_costs',
  'cost_2x_net_pnl',
  'break_even_cost_bps',
  'ambiguous_trades',
  'psr',
  'dsr',
  'pbo',
  'spa_p',
  'mintrl_days',
  'trials',
  'looks',
  'correlation_with_portfolio',
  'max_pair_correlation',
  'beta',
] as const;
export type MetricKey = (typeof METRIC_KEYS)[number];

/** Keys that research runs have on top, of their out-of-sample predictions. */
export const RESEARCH_KEYS = [
  'accuracy',
  'balanced_accuracy',
  'f1',
  'mcc',
  'log_loss',
  'brier',
  'ic',
  'rank_ic',
  'icir',
  'baseline_folds_beaten',
] as const;
export type ResearchKey = (typeof RESEARCH_KEYS)[number];

/** Other names accepted everywhere. */
export const METRIC_ALIASES: ReadonlyMap<string, MetricKey> = new Map<string, MetricKey>([
  ['net_sharpe', 'sharpe'],
  ['cagr', 'annual_return'],
  ['hit_rate', 'win_rate'],
  ['mdd', 'max_drawdown'],
]);

/** The key that a name or alias means; undefined when there is none. */
export function metricKey(name: string): MetricKey | undefined {
  const alias = METRIC_ALIASES.get(name);
  return alias ?? METRIC_KEYS.find((key) => key === name);
}

/** Metrics of capabilities that come later: null with this reason. */
export const NOT_COMPUTED = 'not computed in this version';
export const LATER_KEYS = [
  'llm_costs',
  'pbo',
  'spa_p',
  'correlation_with_portfolio',
  'max_pair_correlation',
] as const satisfies readonly MetricKey[];

/** Smallest samples below which a metric says nothing. */
export const MIN_RETURNS = 30;
export const MIN_TRADES = 5;
