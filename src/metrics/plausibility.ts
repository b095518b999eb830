import type { MetricsResult } from './compute.ts';
import type { MetricsInput } from './input.ts';
import { monthlyReturns } from './periods.ts';
import type { PredictionScores } from './prediction/tables.ts';
import { sessionEnds } from './returns.ts';
import type { Impossible } from './sanity.ts';
import type { Statistic } from './statistic.ts';

/** A number that can be, but is more often a leak than a skill. */
export interface Implausible {
  readonly metric: string;
  readonly value: number;
  /** The bound that it is beyond. */
  readonly bound: { readonly above: number } | { readonly below: number };
  /** Where the bound applies, as a sentence's end: `on 250 bars and more`. */
  readonly where: string;
}

/** What is known of a run or a model; what is undefined is not checked. */
export interface PlausibilityFacts {
  /** Bars shorter than a day. */
  readonly intraday: boolean;
  /** Evaluated bars. */
  readonly bars: number;
  readonly annualSharpe?: number | undefined;
  /** A year, as a fraction. */
  readonly annualReturn?: number | undefined;
  /** Mean rank IC out of sample. */
  readonly rankIc?: number | undefined;
  /** Of two classes. */
  readonly balancedAccuracy?: number | undefined;
  readonly winRate?: number | undefined;
  readonly closedTrades?: number | undefined;
  /** Returns of calendar months. */
  readonly monthlyReturns?: Float64Array | undefined;
  /** Sharpe ratio with all signals one bar later over the Sharpe ratio. */
  readonly extraLagRatio?: number | undefined;
}

const SHARPE = 4;
const INTRADAY_SHARPE = 8;
const SHARPE_BARS = 250;
const TRADES = 30;
const MONTHS = 24;
const LAG_SHARPE = 2;

/**
 * Every implausible number, in the order of the checks: annual Sharpe ratio above 4 (bars shorter than a day: 8) on 250 bars and more; annual
 * return above 300 %; rank IC above 0.15 on bars of a day and more; balanced accuracy of two classes above 0.65; win rate of 90 % and more on
 * 30 trades; no losing month in 24 and more; a Sharpe ratio above 2 of which less than a quarter is left one bar later.
 */
export function implausibleNumbers(facts: PlausibilityFacts): readonly Implausible[] {
  const { intraday, bars, annualSharpe, monthlyReturns: months, extraLagRatio } = facts;
  const found: Implausible[] = [];
  const check = (
    metric: string,
    value: number | undefined,
    isBeyond: boolean,
    bound: Implausible['bound'],
    where: string,
  ): void => {
    if (value !== undefined && isBeyond) found.push({ metric, value, bound, where });
  };
  const most = intraday ? INTRADAY_SHARPE : SHARPE;
  check('sharpe', annualSharpe, bars >= SHARPE_BARS && annualSharpe! > most, { above: most }, `on ${SHARPE_BARS} bars and more`);
  check('annual_return', facts.annualReturn, facts.annualReturn! > 3, { above: 3 }, 'a year');
  check('rank_ic', facts.rankIc, !intraday && facts.rankIc! > 0.15, { above: 0.15 }, 'on bars of a day and more');
  check('balanced_accuracy', facts.balancedAccuracy, facts.balancedAccuracy! > 0.65, { above: 0.65 }, 'of two classes');
  const enoughTrades = (facts.closedTrades ?? 0) >= TRADES;
  check('win_rate', facts.winRate, enoughTrades && facts.winRate! >= 0.9, { above: 0.9 }, `on ${TRADES} trades and more`);
  const losing = months === undefined ? undefined : months.filter((value) => value < 0).length;
  check(
    'losing_months',
    losing,
    months !== undefined && months.length >= MONTHS && losing === 0,
    { below: 1 },
    `in ${MONTHS} months and more`,
  );
  const high = annualSharpe !== undefined && annualSharpe > LAG_SHARPE;
  check(
    'extra_lag_ratio',
    extraLagRatio,
    high && extraLagRatio! < 0.25,
    { below: 0.25 },
    `with a Sharpe ratio above ${LAG_SHARPE}`,
  );
  return found;
}

/** The facts of a computed run. */
export function plausibilityFacts(input: MetricsInput, { document }: Pick<MetricsResult, 'document'>): PlausibilityFacts {
  const value = (key: string): number | undefined => {
    const metric = document.metrics[key];
    return typeof metric === 'number' ? metric : undefined;
  };
  const { time, equity, session, evaluateFrom: from } = input.columns;
  const rows = { from, capital: input.capital, ends: sessionEnds({ session, from }) };
  return {
    intraday: input.periodsPerYear > 366,
    bars: document.basis.bars,
    annualSharpe: value('sharpe'),
    annualReturn: value('annual_return'),
    winRate: value('win_rate'),
    closedTrades: value('closed_trades'),
    monthlyReturns: Float64Array.from(monthlyReturns({ time, equity, ...rows }), (month) => month.return),
  };
}

/** Numbers of predictions that cannot be, in the order of the checks. */
export function impossibleScores(scores: PredictionScores): readonly Impossible[] {
  const rows: readonly (readonly [metric: string, statistic: Statistic, low: number, high: number])[] = [
    ['log_loss', scores.logLoss, 0, Infinity],
    ['brier', scores.brier, 0, 2],
    ['accuracy', scores.accuracy, 0, 1],
    ['balanced_accuracy', scores.balancedAccuracy, 0, 1],
    ['f1', scores.macroF1, 0, 1],
    ['mcc', scores.matthews, -1, 1],
    ['ic', scores.ic.mean, -1, 1],
    ['rank_ic', scores.rankIc.mean, -1, 1],
  ];
  return rows.flatMap(([metric, statistic, low, high]): readonly Impossible[] => {
    if ('missing' in statistic) return [];
    const { value } = statistic;
    if (!Number.isFinite(value)) return [{ metric, value, rule: 'must be a finite number' }];
    // One rounding beyond the end is the end.
    if (value >= low - 1e-12 && value <= high + 1e-12) return [];
    return [{ metric, value, rule: high === Infinity ? 'must not be negative' : `must be between ${low} and ${high}` }];
  });
}
