import { CompensatedSum, meanOf } from './sum.ts';

/**
 * Spread and shape of a sample. Two passes with compensated sums, the second corrected by the mean of the deviations
 * (T. F. Chan, G. H. Golub, R. J. LeVeque 1983), so that a level of 1e8 over a spread of 1e-6 costs no digits.
 */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Σ (x − mean)². */
  readonly squares: number;
  /** Largest |x|. */
  readonly largest: number;
}

/** Undefined for no values. */
export function momentsOf(values: Float64Array): Moments | undefined {
  const mean = meanOf(values);
  if (mean === undefined) return undefined;
  const squares = new CompensatedSum();
  const drift = new CompensatedSum();
  let largest = 0;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i]!;
    const deviation = value - mean;
    squares.add(deviation * deviation);
    drift.add(deviation);
    largest = Math.max(largest, Math.abs(value));
  }
  const n = values.length;
  return { n, mean, squares: Math.max(0, squares.value - (drift.value * drift.value) / n), largest };
}

/** Standard deviation with n − 1; undefined below 2 values and when the values hardly vary ({@link isNearlyConstant}). */
export function standardDeviation(values: Float64Array): number | undefined {
  const moments = momentsOf(values);
  return moments === undefined ? undefined : deviationOf(moments);
}

/** As {@link standardDeviation}, of moments already taken. */
export function deviationOf(moments: Moments): number | undefined {
  if (moments.n < 2) return undefined;
  const deviation = Math.sqrt(moments.squares / (moments.n - 1));
  return isNearlyConstant(deviation, moments.largest) ? undefined : deviation;
}

/** Whether a deviation is only rounding noise of the values: sd ≤ 1e-12 · max |x|. */
export function isNearlyConstant(deviation: number, largest: number): boolean {
  return deviation <= 1e-12 * largest;
}

/** √mean(min(x − target, 0)²) over all values, those above the target counting as 0; undefined for none. F. Sortino, L. Price (1994). */
export function downsideDeviation({
  values,
  target,
}: {
  readonly values: Float64Array;
  readonly target: number;
}): number | undefined {
  if (values.length === 0) return undefined;
  const squares = new CompensatedSum();
  for (let i = 0; i < values.length; i += 1) {
    const below = Math.min(values[i]! - target, 0);
    squares.add(below * below);
  }
  return Math.sqrt(squares.value / values.length);
}

/**
 * Slope of `values` on `of` by least squares: covariance / variance.
 * Undefined below 2 pairs and when `of` hardly varies.
 */
export function slopeOn({ values, of }: { readonly values: Float64Array; readonly of: Float64Array }): number | undefined {
  const own = momentsOf(values);
  const other = momentsOf(of);
  if (own === undefined || other === undefined || values.length !== of.length) return undefined;
  if (deviationOf(other) === undefined) return undefined;
  const products = new CompensatedSum();
  for (let i = 0; i < values.length; i += 1) products.add((values[i]! - own.mean) * (of[i]! - other.mean));
  return products.value / other.squares;
}

/** Population skewness g₃ and plain kurtosis g₄ (normal: 3); undefined below 2 values and when the values hardly vary. */
export function shapeOf(values: Float64Array): { readonly skewness: number; readonly kurtosis: number } | undefined {
  const moments = momentsOf(values);
  if (moments === undefined || deviationOf(moments) === undefined) return undefined;
  const deviation = Math.sqrt(moments.squares / moments.n);
  const third = new CompensatedSum();
  const fourth = new CompensatedSum();
  for (let i = 0; i < values.length; i += 1) {
    const z = (values[i]! - moments.mean) / deviation;
    third.add(z * z * z);
    fourth.add(z * z * z * z);
  }
  return { skewness: third.value / moments.n, kurtosis: fourth.value / moments.n };
}
