import { CompensatedSum, deviationOf, invariant, log, momentsOf, pow, quantileOfSorted, Random } from '../../base/index.ts';
import { MIN_RETURNS } from '../keys.ts';
import { known, type Missing, missing, ofReturns, type Statistic } from '../statistic.ts';

/** Draws of an interval, and its level. */
const DRAWS = 2000;
const LEVEL = 0.95;

/** Cube root of the number of periods, rounded up: the default mean block. */
export function defaultBlock(n: number): number {
  let block = 1;
  while (block * block * block < n) block += 1;
  return block;
}

/**
 * Draws of the stationary bootstrap of D. Politis and J. Romano (1994): places 0 … n − 1 in blocks of geometric length with the mean given,
 * in a circle. Every draw overwrites the array that it gives.
 */
export class StationaryBootstrap {
  readonly #places: Int32Array;
  readonly #random: Random;
  readonly #ends: number;

  constructor({ n, meanBlock, seed }: { readonly n: number; readonly meanBlock: number; readonly seed: number }) {
    invariant(n >= 1 && meanBlock >= 1, 'a bootstrap has periods and blocks of at least one');
    this.#places = new Int32Array(n);
    this.#random = new Random(seed, 'stationary bootstrap');
    this.#ends = 1 / meanBlock;
  }

  /** The next draw. */
  draw(): Int32Array {
    const places = this.#places;
    const n = places.length;
    let place = 0;
    for (let i = 0; i < n; i += 1) {
      if (i === 0 || this.#random.uniform() < this.#ends) place = this.#random.below(n);
      else place = place + 1 === n ? 0 : place + 1;
      places[i] = place;
    }
    return places;
  }
}

export interface Interval {
  readonly low: number;
  readonly high: number;
}

/**
 * A percentile interval (type-7 quantiles) of a statistic by the stationary bootstrap. Series of one length are resampled together, so that
 * what happened in one period stays together.
 *
 * `meanBlock`: ⌈n^⅓⌉ by default, `automatic` for {@link automaticBlock} of the first series, or a number of periods. The same seed gives the
 * same interval. Missing below `minimum` periods (default 30) and where the statistic is missing for the series or for more than a tenth of the draws, which
 * an interval would hide; the others are left out.
 */
export function bootstrapInterval(input: {
  readonly series: readonly Float64Array[];
  readonly statistic: (series: readonly Float64Array[]) => Statistic;
  readonly seed: number;
  readonly draws?: number;
  readonly level?: number;
  readonly minimum?: number;
  readonly meanBlock?: number | 'automatic';
}): Interval | Missing {
  const { series, statistic, seed, draws = DRAWS, level = LEVEL, minimum = MIN_RETURNS } = input;
  const whole = ofReturns(series, minimum, () => statistic(series));
  if ('missing' in whole) return { missing: whole.missing };
  const n = series[0]!.length;
  const bootstrap = new StationaryBootstrap({ n, meanBlock: blockOf(input, n), seed });
  const copies = series.map(() => new Float64Array(n));
  const values = new Float64Array(draws);
  let count = 0;
  for (let draw = 0; draw < draws; draw += 1) {
    const places = bootstrap.draw();
    for (let one = 0; one < series.length; one += 1) {
      const from = series[one]!;
      const to = copies[one]!;
      for (let i = 0; i < n; i += 1) to[i] = from[places[i]!]!;
    }
    const value = statistic(copies);
    if ('missing' in value) continue;
    values[count] = value.value;
    count += 1;
  }
  if (count < 0.9 * draws) return { missing: 'more than a tenth of the draws have no value' };
  const sorted = values.subarray(0, count).sort();
  return { low: quantileOfSorted(sorted, (1 - level) / 2), high: quantileOfSorted(sorted, (1 + level) / 2) };
}

function blockOf(
  input: { readonly series: readonly Float64Array[]; readonly meanBlock?: number | 'automatic' },
  n: number,
): number {
  const { meanBlock } = input;
  if (typeof meanBlock === 'number') return meanBlock;
  if (meanBlock === undefined) return defaultBlock(n);
  const block = automaticBlock({ returns: input.series[0]! });
  return 'value' in block ? block.value : defaultBlock(n);
}

/**
 * Mean block of the stationary bootstrap that makes the error of a mean's variance smallest, from the autocorrelation of the series:
 * D. Politis, H. White (2004) with the correction of A. Patton, D. Politis, H. White (2009).
 *
 * b = (2G²/D)^⅓·n^⅓ with G = Σλ(k/M)|k|R(k), D = 2·(Σλ(k/M)R(k))², λ the flat-top window and M twice the lag from which on K = max(5,
 * √log₁₀ n) autocorrelations lie within 2·√(log₁₀ n / n); 1 … ⌈min(3√n, n/3)⌉. Missing below 9 returns and where they do not vary.
 */
export function automaticBlock({ returns }: { readonly returns: Float64Array }): Statistic {
  return ofReturns([returns], 9, () => {
    const n = returns.length;
    const covariances = autocovariances(returns, lagsLookedAt(n));
    if (covariances === undefined) return missing('the returns do not vary');
    const lags = Math.min(2 * Math.max(1, lastLag(covariances, n)), covariances.length - 1);
    let g = 0;
    let spectrum = covariances[0]!;
    for (let k = 1; k <= lags; k += 1) {
      const weight = flatTop(k / lags) * 2 * covariances[k]!;
      g += weight * k;
      spectrum += weight;
    }
    if (!(spectrum > 0)) return missing('the autocorrelations have no sum');
    const most = Math.ceil(Math.min(3 * Math.sqrt(n), n / 3));
    return known(Math.min(most, Math.max(1, pow((g / spectrum) * (g / spectrum) * n, 1 / 3))));
  });
}

/** How many autocorrelations in a row must be small: K. */
function smallOnes(n: number): number {
  return Math.max(5, Math.ceil(Math.sqrt(log(n) / Math.LN10)));
}

/** ⌈√n⌉ + K, less where the series is shorter. */
function lagsLookedAt(n: number): number {
  return Math.min(n - 1, Math.ceil(Math.sqrt(n)) + smallOnes(n));
}

/** R(0) … R(lags), each divided by n; undefined where the values hardly vary. */
function autocovariances(values: Float64Array, lags: number): Float64Array | undefined {
  const moments = momentsOf(values);
  if (moments === undefined || deviationOf(moments) === undefined) return undefined;
  return Float64Array.from({ length: lags + 1 }, (_, lag) => {
    const sum = new CompensatedSum();
    for (let i = lag; i < values.length; i += 1) sum.add((values[i]! - moments.mean) * (values[i - lag]! - moments.mean));
    return sum.value / values.length;
  });
}

/** The smallest lag behind which K autocorrelations in a row are small; else the last one that is not. */
function lastLag(covariances: Float64Array, n: number): number {
  const small = 2 * Math.sqrt(log(n) / Math.LN10 / n) * covariances[0]!;
  const needed = smallOnes(n);
  let last = 0;
  for (let lag = 1; lag < covariances.length; lag += 1) {
    if (Math.abs(covariances[lag]!) >= small) last = lag;
    else if (lag - last === needed) return last;
  }
  return last;
}

/** 1 up to ½, then straight to 0 at 1. */
function flatTop(share: number): number {
  return share <= 0.5 ? 1 : Math.max(0, 2 * (1 - share));
}
