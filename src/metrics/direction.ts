import type { MetricKey, ResearchKey } from './keys.ts';

/** Which way a metric is better; `neither` where more and less both can be. */
export type Direction = 'higher' | 'lower' | 'neither';

const DIRECTIONS: Readonly<Record<MetricKey | ResearchKey, Direction>> = {
  total_return: 'higher',
  annual_return: 'higher',
  volatility: 'lower',
  sharpe: 'higher',
  gross_sharpe: 'higher',
  sortino: 'higher',
  calmar: 'higher',
  max_drawdown: 'lower',
  max_drawdown_days: 'lower',
  mean_drawdown_days: 'lower',
  time_under_water: 'lower',
  exposure: 'neither',
  turnover: 'neither',
  win_rate: 'higher',
  profit_factor: 'higher',
  closed_trades: 'neither',
  days: 'neither',
  gross_pnl: 'higher',
  net_pnl: 'higher',
  total_costs: 'lower',
  transaction_costs: 'lower',
  slippage_costs: 'lower',
  impact_costs: 'lower',
  borrow_costs: 'lower',
  llm_costs: 'lower',
  cost_2x_net_pnl: 'higher',
  break_even_cost_bps: 'higher',
  ambiguous_trades: 'lower',
  psr: 'higher',
  dsr: 'higher',
  pbo: 'lower',
  spa_p: 'lower',
  mintrl_days: 'lower',
  trials: 'neither',
  looks: 'neither',
  correlation_with_portfolio: 'lower',
  max_pair_correlation: 'lower',
  beta: 'neither',
  accuracy: 'higher',
  balanced_accuracy: 'higher',
  f1: 'higher',
  mcc: 'higher',
  log_loss: 'lower',
  brier: 'lower',
  ic: 'higher',
  rank_ic: 'higher',
  icir: 'higher',
  baseline_folds_beaten: 'higher',
};

/** Which way a metric is better; `neither` for keys of later versions. */
export function directionOf(key: string): Direction {
  return (DIRECTIONS as Readonly<Record<string, Direction>>)[key] ?? 'neither';
}
