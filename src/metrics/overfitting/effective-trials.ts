import { deviationOf, invariant, momentsOf, Random } from '../../base/index.ts';
import { MIN_RETURNS } from '../keys.ts';
import { hasGap, known, missing, type Statistic } from '../statistic.ts';

/** Trials whose pairs are all compared; above it pairs of different dates are sampled. */
const ALL_PAIRS = 2000;
const SAMPLED_PAIRS = 100_000;

interface Trials {
  /** Returns of trials. */
  readonly series: readonly Float64Array[];
  /** Close times of each trial's returns, rising; absent: all trials have the same periods. */
  readonly times?: readonly Float64Array[] | undefined;
  /** Number of trials, also of those without a series. */
  readonly trials: number;
  /** Of the sample of pairs, default 0. */
  readonly seed?: number;
}

/**
 * Number of independent trials that N related ones are worth: ρ̄ + (1 − ρ̄)·N, ρ̄ the mean correlation of their returns on common dates, 0 … 1.
 *
 * Series that are shorter than 30, have a gap or hardly vary, and pairs with fewer than 30 common dates, count among the N and say nothing of the
 * correlation; where no pair is left it is 0, so that the Sharpe ratio is deflated by more, not by less. Among trials of the same dates the
 * mean is exact; above 2,000 trials pairs of different dates are a sample of 100,000. Missing below 1 trial.
 */
export function effectiveTrials({ series, times, trials, seed = 0 }: Trials): Statistic {
  if (!(trials >= 1)) return missing('needs 1 trial');
  const groups = dateGroups(series, times);
  const within = groups.map(withinGroup);
  let sum = within.reduce((total, one) => total + one.sum, 0);
  let pairs = within.reduce((total, one) => total + one.pairs, 0);
  const across = series.length > ALL_PAIRS ? sampledAcross(groups, seed) : allAcross(groups);
  sum += across.sum;
  pairs += across.pairs;
  if (pairs === 0) return known(trials);
  const mean = Math.min(1, Math.max(0, sum / pairs));
  return known(mean + (1 - mean) * trials);
}

/**
 * Variance (n − 1) of the trials' Sharpe ratios per period; with fewer than two that have one 1/(T − 1), the variance of one worthless trial of
 * `n` returns. Missing where that is not known either.
 */
export function trialVariance({ sharpes, n }: { readonly sharpes: readonly number[]; readonly n: number }): Statistic {
  const finite = Float64Array.from(sharpes.filter((value) => Number.isFinite(value)));
  if (finite.length >= 2) {
    const moments = momentsOf(finite)!;
    return known(moments.squares / (moments.n - 1));
  }
  return n >= 2 ? known(1 / (n - 1)) : missing('needs 2 returns');
}

/** Trials of the same dates. */
interface DateGroup {
  /** Undefined: the dates that all share. */
  readonly times: Float64Array | undefined;
  /** Standardised returns. */
  readonly rows: readonly Float64Array[];
}

interface PairSum {
  readonly sum: number;
  readonly pairs: number;
}

function dateGroups(series: readonly Float64Array[], times: readonly Float64Array[] | undefined): readonly DateGroup[] {
  invariant(times === undefined || times.length === series.length, 'each series of a trial has its dates');
  invariant(
    series.every(({ length }, k) => length === (times?.[k] ?? series[0]!).length),
    times === undefined ? 'series of trials have one length' : 'each return of a trial has a date',
  );
  const groups: { times: Float64Array | undefined; rows: Float64Array[] }[] = [];
  const byDates = new Map<string, { times: Float64Array | undefined; rows: Float64Array[] }[]>();
  for (const [k, returns] of series.entries()) {
    const row = returns.length < MIN_RETURNS || hasGap(returns) ? undefined : standardised(returns);
    if (row === undefined) continue;
    const own = times?.[k];
    const key = own === undefined ? '' : `${own.length} ${own[0]} ${own.at(-1)}`;
    const alike = byDates.get(key) ?? [];
    byDates.set(key, alike);
    const group = alike.find((one) => same(one.times, own));
    if (group !== undefined) group.rows.push(row);
    else {
      const made = { times: own, rows: [row] };
      alike.push(made);
      groups.push(made);
    }
  }
  return groups;
}

function same(a: Float64Array | undefined, b: Float64Array | undefined): boolean {
  if (a === b || a === undefined || b === undefined) return a === b;
  return a.length === b.length && a.every((time, i) => time === b[i]);
}

/** (x − mean) / sd of the population; undefined where the values hardly vary. */
function standardised(values: Float64Array): Float64Array | undefined {
  const moments = momentsOf(values)!;
  if (deviationOf(moments) === undefined) return undefined;
  const deviation = Math.sqrt(moments.squares / moments.n);
  return values.map((value) => (value - moments.mean) / deviation);
}

/** Σ of all pairs of standardised rows without going through them: (var Σz − N) / 2. */
function withinGroup({ rows }: DateGroup): PairSum {
  const n = rows.length;
  if (n < 2) return { sum: 0, pairs: 0 };
  const total = new Float64Array(rows[0]!.length);
  for (const row of rows) for (let i = 0; i < row.length; i += 1) total[i]! += row[i]!;
  const moments = momentsOf(total)!;
  return { sum: (moments.squares / moments.n - n) / 2, pairs: (n * (n - 1)) / 2 };
}

/** Σ of the rows standardised anew, and how many of them vary. */
function totalOf(rows: readonly Float64Array[]): { readonly total: Float64Array; readonly count: number } {
  const total = new Float64Array(rows[0]!.length);
  let count = 0;
  for (const row of rows) {
    const z = standardised(row);
    if (z === undefined) continue;
    count += 1;
    for (let i = 0; i < z.length; i += 1) total[i]! += z[i]!;
  }
  return { total, count };
}

/** Pairs of trials of different dates, on the dates they share; of two groups at once, as Σz of one times Σz of the other. */
function allAcross(groups: readonly DateGroup[]): PairSum {
  let sum = 0;
  let pairs = 0;
  for (let a = 0; a < groups.length; a += 1) {
    for (let b = a + 1; b < groups.length; b += 1) {
      const common = commonPlaces(groups[a]!.times!, groups[b]!.times!);
      if (common.first.length < MIN_RETURNS) continue;
      const one = totalOf(groups[a]!.rows.map((row) => at(row, common.first)));
      const other = totalOf(groups[b]!.rows.map((row) => at(row, common.second)));
      sum += meanProduct(one.total, other.total);
      pairs += one.count * other.count;
    }
  }
  return { sum, pairs };
}

/** Pairs of trials of different dates: the mean of a seeded sample stands for all. */
function sampledAcross(groups: readonly DateGroup[], seed: number): PairSum {
  if (groups.length < 2) return { sum: 0, pairs: 0 };
  const trials = groups.flatMap((group, index) => group.rows.map((row) => ({ index, values: row, times: group.times! })));
  const inside = groups.reduce((total, { rows }) => total + (rows.length * (rows.length - 1)) / 2, 0);
  const all = (trials.length * (trials.length - 1)) / 2 - inside;
  const random = new Random(seed, 'pairs of trials');
  let sum = 0;
  let drawn = 0;
  let usable = 0;
  // Pairs of one group are drawn again; the limit ends a loop over groups that are almost one.
  for (let tries = 0; drawn < SAMPLED_PAIRS && tries < 50 * SAMPLED_PAIRS; tries += 1) {
    const one = trials[random.below(trials.length)]!;
    const other = trials[random.below(trials.length)]!;
    if (one.index === other.index) continue;
    drawn += 1;
    const value = correlationOnCommon(one, other);
    if (value === undefined) continue;
    sum += value;
    usable += 1;
  }
  if (usable === 0) return { sum: 0, pairs: 0 };
  const pairs = (all * usable) / drawn;
  return { sum: (sum / usable) * pairs, pairs };
}

/** A standardised series and its dates. */
interface Dated {
  readonly values: Float64Array;
  readonly times: Float64Array;
}

/** Correlation on the dates that both have, in one pass; undefined below 30 and where one hardly varies on them. */
function correlationOnCommon(one: Dated, other: Dated): number | undefined {
  const a = one.values;
  const b = other.values;
  const s = one.times;
  const t = other.times;
  let n = 0;
  let sumA = 0;
  let sumB = 0;
  let squareA = 0;
  let squareB = 0;
  let product = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const gap = s[i]! - t[j]!;
    if (gap === 0) {
      const x = a[i]!;
      const y = b[j]!;
      n += 1;
      sumA += x;
      sumB += y;
      squareA += x * x;
      squareB += y * y;
      product += x * y;
    }
    if (gap <= 0) i += 1;
    if (gap >= 0) j += 1;
  }
  if (n < MIN_RETURNS) return undefined;
  const meanA = sumA / n;
  const meanB = sumB / n;
  const spread = (squareA / n - meanA * meanA) * (squareB / n - meanB * meanB);
  return spread > 1e-20 ? (product / n - meanA * meanB) / Math.sqrt(spread) : undefined;
}

function meanProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum / a.length;
}

function at(row: Float64Array, places: readonly number[]): Float64Array {
  return Float64Array.from(places, (place) => row[place]!);
}

/** Places of the dates that both have; dates rise. */
function commonPlaces(
  a: Float64Array,
  b: Float64Array,
): { readonly first: readonly number[]; readonly second: readonly number[] } {
  const first: number[] = [];
  const second: number[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) {
      first.push(i);
      second.push(j);
      i += 1;
      j += 1;
    } else if (a[i]! < b[j]!) i += 1;
    else j += 1;
  }
  return { first, second };
}
