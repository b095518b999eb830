import { DAY_MS, invariant, isoDate, slopeOn, sumOf } from '../base/index.ts';
import { bySymbolTable } from './by-symbol.ts';
import type { MetricsBasis, MetricsDocument, MetricValue } from './document.ts';
import { type DrawdownSummary, drawdowns } from './drawdown.ts';
import type { MetricsInput } from './input.ts';
import { LATER_KEYS, METRIC_KEYS, type MetricKey, MIN_RETURNS, MIN_TRADES, NOT_COMPUTED } from './keys.ts';
import { breakEvenBps, moneyTotals, netPnlOf, totalCosts } from './money-totals.ts';
import { annualGrowth } from './ratios.ts';
import { calendarDayReturns, dayOf, grossReturns, pairedReturns, sessionEnds, sessionReturns } from './returns.ts';
import { type Samples, sharpeRatio, sortinoRatio } from './risk-adjusted.ts';
import { type Impossible, impossibleNumbers } from './sanity.ts';
import { hasGap, known, missing, orMissing, type Statistic, tooFew } from './statistic.ts';
import { LOST, volatility } from './statistics/reward.ts';
import { type TradeStatistics, tradeStatistics } from './trade-statistics.ts';
import { type TrialEvidence, trialEvidence } from './trial-evidence.ts';

export interface MetricsResult {
  readonly document: MetricsDocument;
  /** Numbers that cannot be; not empty: the run has failed with `SANITY_IMPOSSIBLE`. */
  readonly impossible: readonly Impossible[];
  /** Growth of buy-and-hold of the same symbols over the evaluated bars; undefined without a benchmark. */
  readonly benchmarkReturn: number | undefined;
  /** Number of returns: one per session, or per bar above a day. */
  readonly returns: number;
  readonly evidence: TrialEvidence;
}

/** A session that ends without a finite equity: its returns have a gap, and no statistic of them has a value. */
const NO_EQUITY: Impossible = { metric: 'equity', value: NaN, rule: 'must be a finite number' };

/** Calendar days of a year, by the definition of the annual return. */
const YEAR = { days_365: 365, days_365_25: 365.25 } as const;

type Statistics = Partial<Record<MetricKey, Statistic>>;

/** All metrics of a run: `metrics.json` and what is impossible in it. Every value that is missing says why. */
export function computeMetrics(input: MetricsInput): MetricsResult {
  const { columns, capital } = input;
  const bars = columns.equity.length - columns.evaluateFrom;
  invariant(bars > 0 && capital > 0, 'metrics need at least one evaluated bar and a positive capital');
  const trades = tradeStatistics(input.trades);
  const ends = sessionEnds({ session: columns.session, from: columns.evaluateFrom });
  const sessions = sessionReturns({ equity: columns.equity, from: columns.evaluateFrom, capital, ends });
  const evidence = trialEvidence(sessions, input.trials);
  const { dsrAtCount: _, ...keyed } = evidence;
  const statistics: Statistics = {
    ...returnStatistics(input, sessions, bars),
    ...ratioStatistics(input, ends, sessions),
    ...tradeMetrics(trades),
    ...costStatistics(input),
    ...keyed,
    days: known(daysOf(input)),
  };
  for (const key of LATER_KEYS) statistics[key] = missing(NOT_COMPUTED);
  const selection = input.trials?.selection;
  if (selection !== undefined) Object.assign(statistics, { pbo: selection.pbo, spa_p: selection.spaP });
  const impossible = [...(hasGap(sessions) ? [NO_EQUITY] : []), ...impossibleNumbers(statistics, input)];
  return {
    document: documentOf(input, statistics, { bars, trades }),
    impossible,
    benchmarkReturn: benchmarkReturnOf(input),
    returns: sessions.length,
    evidence,
  };
}

function daysOf({ columns }: MetricsInput): number {
  return dayOf(columns.time[columns.time.length - 1]!) - dayOf(columns.time[columns.evaluateFrom]!);
}

function benchmarkReturnOf({ benchmarkAtSessionEnds: benchmark, capital }: MetricsInput): number | undefined {
  return benchmark === undefined ? undefined : benchmark[benchmark.length - 1]! / capital - 1;
}

function returnStatistics(input: MetricsInput, returns: Float64Array, bars: number): Statistics {
  const { columns, capital, returnsPerYear: perYear, grossExposure, tradedNotional, settings } = input;
  const rows = { equity: columns.equity, from: columns.evaluateFrom, capital };
  const totalReturn = netPnlOf(input) / capital;
  const dips = drawdowns({ ...rows, time: columns.time, atMost: 1 });
  const enough = (make: () => Statistic): Statistic =>
    returns.length < MIN_RETURNS ? tooFew(MIN_RETURNS, 'returns', returns.length) : make();
  const year =
    settings.annual_return === 'sessions'
      ? { periods: returns.length, perYear }
      : { periods: daysOf(input), perYear: YEAR[settings.annual_return] };
  const annual = enough(() => orMissing(annualGrowth({ totalReturn, ...year }), LOST));
  const isLongest = settings.drawdown_days === 'longest';
  return {
    total_return: known(totalReturn),
    annual_return: annual,
    volatility: enough(() => volatility({ returns, perYear })),
    calmar: calmarOf(annual, dips.maximum),
    max_drawdown: known(dips.maximum),
    max_drawdown_days: known(isLongest ? dips.longestDays : (dips.deepest[0]?.days ?? 0)),
    mean_drawdown_days: meanDays(dips, isLongest),
    time_under_water: known(dips.timeUnderWater),
    exposure: known(grossExposure.sum / bars),
    turnover: enough(() => {
      const meanEquity = sumOf(columns.equity.subarray(columns.evaluateFrom)) / bars;
      return meanEquity > 0
        ? known((tradedNotional / meanEquity) * (perYear / returns.length))
        : missing('mean equity is not positive');
    }),
  };
}

function meanDays({ totalDays, count }: DrawdownSummary, roundsUp: boolean): Statistic {
  if (count === 0) return missing('there was no dip');
  return known(roundsUp ? Math.ceil(totalDays / count) : totalDays / count);
}

function calmarOf(annual: Statistic, maxDrawdown: number): Statistic {
  if ('missing' in annual) return annual;
  return maxDrawdown === 0 ? missing('equity was never below its high') : known(annual.value / maxDrawdown);
}

function ratioStatistics(input: MetricsInput, ends: Int32Array, sessions: Float64Array): Statistics {
  const { columns, capital, returnsPerYear: perYear, settings, costsAtSessionEnds: costs } = input;
  const samples: Samples = {
    sessions,
    calendarDays: () =>
      calendarDayReturns({ equity: columns.equity, from: columns.evaluateFrom, capital, ends, time: columns.time }),
    perYear,
  };
  return {
    sharpe: sharpeRatio(samples, settings),
    sortino: sortinoRatio(samples, settings),
    gross_sharpe: grossSharpe(input, ends, costs),
    beta: betaOf(input, ends, sessions),
  };
}

/** The Sharpe ratio of session returns before costs; always one return per session, whatever `metrics.sharpe` says of the net one. */
function grossSharpe(input: MetricsInput, ends: Int32Array, costs: Float64Array | undefined): Statistic {
  if (costs === undefined) return missing('costs by session are not known');
  invariant(costs.length === ends.length, 'costs are given for each session end');
  const { columns, capital, returnsPerYear: perYear, settings } = input;
  const returns = grossReturns({ equity: columns.equity, from: columns.evaluateFrom, capital, ends, costs });
  return sharpeRatio({ sessions: returns, calendarDays: () => returns, perYear }, { ...settings, sharpe: 'sessions' });
}

function betaOf(input: MetricsInput, ends: Int32Array, returns: Float64Array): Statistic {
  const { columns, capital, benchmarkAtSessionEnds: benchmark } = input;
  if (benchmark === undefined) return missing('no benchmark');
  if (returns.length < MIN_RETURNS) return tooFew(MIN_RETURNS, 'returns', returns.length);
  const pair = pairedReturns({ equity: columns.equity, from: columns.evaluateFrom, capital, ends, benchmark });
  return orMissing(slopeOn({ values: pair.returns, of: pair.benchmark }), 'the benchmark does not vary');
}

function tradeMetrics(trades: TradeStatistics): Statistics {
  const enough = trades.closed >= MIN_TRADES;
  const few = tooFew(MIN_TRADES, 'closed trades', trades.closed);
  return {
    closed_trades: known(trades.closed),
    ambiguous_trades: known(trades.ambiguous),
    win_rate: enough ? known(trades.winners / trades.closed) : few,
    profit_factor: profitFactor(trades, few),
  };
}

function profitFactor({ closed, gains, losses }: TradeStatistics, few: Statistic): Statistic {
  if (closed < MIN_TRADES) return few;
  return losses === 0 ? missing('no closed trade lost') : known(gains / losses);
}

function costStatistics(input: MetricsInput): Statistics {
  return { break_even_cost_bps: orMissing(breakEvenBps(input), 'nothing was traded') };
}

function documentOf(
  input: MetricsInput,
  statistics: Statistics,
  { bars, trades }: { readonly bars: number; readonly trades: TradeStatistics },
): MetricsDocument {
  const metrics: Record<string, MetricValue> = {};
  const notAvailable: Record<string, string> = {};
  const money: Partial<Record<MetricKey, string>> = Number.isFinite(netPnlOf(input) + totalCosts(input.costs))
    ? moneyTotals({ ...input, netPnl: netPnlOf(input) })
    : {};
  for (const key of METRIC_KEYS) {
    const statistic = statistics[key] ?? missing('equity is not a number');
    const text = money[key];
    if (text !== undefined) metrics[key] = text;
    else if ('value' in statistic && Number.isFinite(statistic.value)) metrics[key] = statistic.value;
    else {
      metrics[key] = null;
      notAvailable[key] = 'missing' in statistic ? statistic.missing : `impossible: ${statistic.value}`;
    }
  }
  return {
    basis: basisOf(input, bars, trades.closed),
    currency: input.currency,
    metrics,
    not_available: notAvailable,
    intervals: {},
    by_symbol: bySymbolTable(input),
    segments: {},
  };
}

function basisOf(input: MetricsInput, bars: number, closedTrades: number): MetricsBasis {
  const { time, evaluateFrom } = input.columns;
  return {
    interval: input.interval,
    periods_per_year: input.periodsPerYear,
    bars,
    days: daysOf(input),
    closed_trades: closedTrades,
    from: isoDate(dayOf(time[evaluateFrom]!) * DAY_MS),
    to: isoDate(dayOf(time[time.length - 1]!) * DAY_MS),
  };
}
