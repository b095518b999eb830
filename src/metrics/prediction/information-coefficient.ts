import { averageRanks, meanOf, momentsOf, pearson, spearman, standardDeviation } from '../../base/index.ts';
import { dayOf } from '../returns.ts';
import { known, orMissing, quotient, type Statistic, tooFew } from '../statistic.ts';
import { calendarPeriod } from '../statistics/series.ts';
import { type Comparison, type Group, groupsOf, pick, rowsBySymbol, type ScoredRows } from './groups.ts';
import { neweyWestT } from './newey-west.ts';

/** Correlation of scores with what followed: of the values (Pearson) or of their ranks (Spearman). */
export type CorrelationOf = 'values' | 'ranks';

/** One coefficient per period, oldest first. */
export interface CoefficientSeries {
  readonly comparison: Comparison;
  /** Close time of the date, or number of the calendar month. */
  readonly period: Float64Array;
  readonly values: Float64Array;
}

export interface CoefficientSummary {
  readonly comparison: Comparison;
  readonly periods: number;
  /** Mean of the periods, −1 … 1. */
  readonly mean: Statistic;
  /** Standard deviation (n − 1) of the periods. */
  readonly deviation: Statistic;
  /** Mean / deviation, the information ratio of the coefficient; not annualised. */
  readonly ratio: Statistic;
  /** {@link neweyWestT} of the periods, lag horizon − 1. */
  readonly t: Statistic;
}

/**
 * Information coefficient by period. R. Grinold, R. Kahn (1999).
 *
 * - From 10 symbols on: the correlation across symbols at each time.
 * - Fewer: each symbol's correlation over all its rows, told by calendar month: the month's mean of z(score)·z(outcome), z by mean and
 *   deviation of all rows of the symbol, months averaged over symbols. Their mean is the correlation of the whole; a month's part may
 *   lie beyond ±1. See `groupsOf` for why no month is measured by its own mean.
 *
 * Times and symbols whose scores or outcomes do not vary have none.
 */
export function coefficientSeries(rows: ScoredRows, of: CorrelationOf): CoefficientSeries {
  const { comparison, groups } = groupsOf(rows);
  if (comparison === 'over_time') return { comparison, ...byMonth(rows, groups, of) };
  const correlate = of === 'ranks' ? spearman : pearson;
  const periods: number[] = [];
  const values: number[] = [];
  for (const { period, rows: members } of groups) {
    const value = correlate(pick(rows.score, members), pick(rows.outcome, members));
    if (value === undefined) continue;
    periods.push(period);
    values.push(value);
  }
  return { comparison, period: Float64Array.from(periods), values: Float64Array.from(values) };
}

interface MonthSum {
  readonly month: number;
  sum: number;
  count: number;
}

function byMonth(
  rows: ScoredRows,
  groups: readonly Group[],
  of: CorrelationOf,
): { readonly period: Float64Array; readonly values: Float64Array } {
  const months = new Map<number, { sum: number; count: number }>();
  for (const { rows: members } of groups) {
    const [score, outcome] = [rows.score, rows.outcome].map((column) => standardised(pick(column, members), of));
    if (score === undefined || outcome === undefined) continue;
    const own: MonthSum[] = [];
    for (const [i, row] of members.entries()) {
      const month = calendarPeriod(dayOf(rows.time[row]!), 'month');
      if (own.at(-1)?.month !== month) own.push({ month, sum: 0, count: 0 });
      const last = own.at(-1)!;
      last.sum += score[i]! * outcome[i]!;
      last.count += 1;
    }
    for (const { month, sum, count } of own) {
      const all = months.get(month) ?? { sum: 0, count: 0 };
      all.sum += sum / count;
      all.count += 1;
      months.set(month, all);
    }
  }
  const sorted = [...months].sort(([a], [b]) => a - b);
  return {
    period: Float64Array.from(sorted, ([month]) => month),
    values: Float64Array.from(sorted, ([, { sum, count }]) => sum / count),
  };
}

/** (x − mean) / population deviation, of the values or their average ranks; undefined where they do not vary. */
function standardised(values: Float64Array, of: CorrelationOf): Float64Array | undefined {
  const taken = of === 'ranks' ? averageRanks(values) : values;
  const { mean, squares, n } = momentsOf(taken)!;
  if (standardDeviation(taken) === undefined) return undefined;
  const deviation = Math.sqrt(squares / n);
  return taken.map((value) => (value - mean) / deviation);
}

/** Mean, spread and t of {@link coefficientSeries}. `horizonBars`: how many bars an outcome covers, so that neighbours overlap. */
export function informationCoefficient(
  rows: ScoredRows,
  { of, horizonBars }: { readonly of: CorrelationOf; readonly horizonBars: number },
): CoefficientSummary {
  const { comparison, values } = coefficientSeries(rows, of);
  const none = tooFew(1, 'periods', 0);
  const mean = meanOf(values);
  const deviation = values.length < 2 ? tooFew(2, 'periods', values.length) : deviationOfPeriods(values);
  return {
    comparison,
    periods: values.length,
    mean: mean === undefined ? none : known(mean),
    deviation,
    ratio: 'missing' in deviation ? deviation : quotient(mean!, deviation.value, FLAT),
    t: neweyWestT({ values, lag: Math.max(0, horizonBars - 1) }),
  };
}

const FLAT = 'the coefficients do not vary';

function deviationOfPeriods(values: Float64Array): Statistic {
  return orMissing(standardDeviation(values), FLAT);
}

/** The same scores beside the outcome that the same symbol has `lag` rows later; NaN where there is none. */
export function delayed(rows: ScoredRows, lag: number): ScoredRows {
  const outcome = new Float64Array(rows.outcome.length).fill(Number.NaN);
  for (const own of rowsBySymbol(rows)) {
    for (let i = 0; i + lag < own.length; i += 1) outcome[own[i]!] = rows.outcome[own[i + lag]!]!;
  }
  return { ...rows, outcome };
}

const LAST_LAG = 20;

/** Mean coefficient with outcomes 0 … `lastLag` (default 20) rows of the symbol later: how long a score stays worth something. */
export function coefficientDecay(
  rows: ScoredRows,
  { of, lastLag = LAST_LAG }: { readonly of: CorrelationOf; readonly lastLag?: number },
): readonly Statistic[] {
  return Array.from({ length: lastLag + 1 }, (_, lag) => {
    const mean = meanOf(coefficientSeries(delayed(rows, lag), of).values);
    return mean === undefined ? tooFew(1, 'periods', 0) : known(mean);
  });
}

const PAIRS = 30;

/**
 * Correlation of each score with that of the same symbol one row before, mean over symbols: near 1, positions hardly change.
 * Symbols with fewer than 30 pairs or scores that do not vary are left out; missing where none is left.
 */
export function scoreAutocorrelation(rows: ScoredRows): Statistic {
  const found: number[] = [];
  for (const own of rowsBySymbol(rows)) {
    const said = Float64Array.from(own, (row) => rows.score[row]!);
    const both = Array.from(said.subarray(1), (_, i) => i).filter((i) => !Number.isNaN(said[i]!) && !Number.isNaN(said[i + 1]!));
    if (both.length < PAIRS) continue;
    const value = pearson(
      Float64Array.from(both, (i) => said[i]!),
      Float64Array.from(both, (i) => said[i + 1]!),
    );
    if (value !== undefined) found.push(value);
  }
  return orMissing(meanOf(Float64Array.from(found)), `no symbol has ${PAIRS} pairs of scores that vary`);
}
