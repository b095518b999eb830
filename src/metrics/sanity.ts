import { currencyDecimals } from '../base/index.ts';
import type { MetricsInput } from './input.ts';
import type { MetricKey } from './keys.ts';
import { netPnlOf, totalCosts } from './money-totals.ts';
import type { Statistic } from './statistic.ts';

/** A number that cannot be: a bug in the data, in the engine or here, never a good strategy. */
export interface Impossible {
  /** A key of the metrics, or the name of the sum that does not add up. */
  readonly metric: string;
  readonly value: number;
  /** The rule it breaks, as a sentence's end: `must be between 0 and 1`. */
  readonly rule: string;
}

const FRACTIONS: readonly MetricKey[] = ['max_drawdown', 'time_under_water', 'win_rate'];
const NOT_NEGATIVE: readonly MetricKey[] = ['volatility', 'exposure', 'turnover', 'profit_factor'];

/**
 * Every impossible number of a run, in the order of the checks; empty when there is none.
 *
 * After equity fell below zero (a short position overtaken by a gap) a dip above 100 % is the truth and is left alone.
 */
export function impossibleNumbers(statistics: Partial<Record<MetricKey, Statistic>>, input: MetricsInput): readonly Impossible[] {
  const found: Impossible[] = [];
  const dip = statistics.max_drawdown;
  const ruined = dip !== undefined && 'value' in dip && dip.value >= 1;
  for (const [metric, statistic] of Object.entries(statistics)) {
    if ('value' in statistic && !Number.isFinite(statistic.value)) {
      found.push({ metric, value: statistic.value, rule: 'must be a finite number' });
    }
  }
  const check = (metric: MetricKey, ok: (value: number) => boolean, rule: string): void => {
    const statistic = statistics[metric];
    if (statistic === undefined || 'missing' in statistic || !Number.isFinite(statistic.value)) return;
    if (!ok(statistic.value)) found.push({ metric, value: statistic.value, rule });
  };
  for (const key of FRACTIONS) {
    if (key === 'max_drawdown' && ruined) continue;
    check(key, (value) => value >= 0 && value <= 1, 'must be between 0 and 1');
  }
  for (const key of NOT_NEGATIVE) check(key, (value) => value >= 0 || ruined, 'must not be negative');
  const limit = input.exposureLimit;
  if (limit !== undefined) check('exposure', (value) => value <= limit * (1 + 1e-9), `must not exceed the limit ${limit}`);
  return [...found, ...costProblems(input), ...accountingProblems(input)];
}

/** Rounding of fill prices to ticks can gain a little: only slippage may be negative, by at most 1 % of what was traded. */
function costProblems({ costs, tradedNotional }: MetricsInput): readonly Impossible[] {
  const rows = [
    ['transaction_costs', costs.transaction, 0],
    ['slippage_costs', costs.slippage, -0.01 * tradedNotional],
    ['impact_costs', costs.impact, 0],
    ['borrow_costs', costs.borrow, 0],
  ] as const;
  return rows
    .filter(([, value, least]) => !(value >= least && Number.isFinite(value)))
    .map(([metric, value]) => ({ metric, value, rule: 'must not be negative' }));
}

/** Change of equity = closed + open results − costs, to one smallest unit or the rounding of float64 at this level. */
function accountingProblems(input: MetricsInput): readonly Impossible[] {
  const { accounting } = input;
  if (accounting === undefined) return [];
  const change = netPnlOf(input);
  const explained = accounting.realised + accounting.open - totalCosts(input.costs);
  const level = Math.max(input.capital, Math.abs(accounting.realised), input.tradedNotional);
  const unit = Number(`1e-${currencyDecimals(input.currency)}`);
  const difference = change - explained;
  if (Math.abs(difference) <= Math.max(unit, level * 1e-12)) return [];
  return [{ metric: 'equity change', value: difference, rule: 'must equal closed and open results less costs' }];
}
