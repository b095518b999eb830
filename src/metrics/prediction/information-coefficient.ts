import { meanOf, pearson, spearman, standardDeviation } from '../../base/index.ts';
import { known, orMissing, quotient, type Statistic, tooFew } from '../statistic.ts';
import { type Comparison, groupsOf, pick, rowsBySymbol, type ScoredRows } from './groups.ts';
import { neweyWestT } from './newey-west.ts';

/** Correlation of scores with what followed: of the values (Pearson) or of their ranks (Spearman). */
export type CorrelationOf = 'values' | 'ranks';

/** One correlation per period, oldest first. */
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
 * Information coefficient by period: across symbols at each time where there are at least 10 symbols, else over time within each symbol and
 * calendar month, months averaged over symbols. Periods whose scores or outcomes do not vary have none. R. Grinold, R. Kahn (1999).
 */
export function coefficientSeries(rows: ScoredRows, of: CorrelationOf): CoefficientSeries {
  const { comparison, groups } = groupsOf(rows);
  const correlate = of === 'ranks' ? spearman : pearson;
  const periods: number[] = [];
  const sums: number[] = [];
  const counts: number[] = [];
  for (const { period, rows: members } of groups) {
    const value = correlate(pick(rows.score, members), pick(rows.outcome, members));
    if (value === undefined) continue;
    if (periods.at(-1) !== period) {
      periods.push(period);
      sums.push(0);
      counts.push(0);
    }
    sums[sums.length - 1]! += value;
    counts[counts.length - 1]! += 1;
  }
  const values = Float64Array.from(sums, (sum, i) => sum / counts[i]!);
  return { comparison, period: Float64Array.from(periods), values };
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
