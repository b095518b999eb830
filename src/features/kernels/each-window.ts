/** A number made of the n values from row `start` on; NaN among them must give NaN. */
export type WindowStatistic = (x: Float64Array, start: number, n: number) => number;

/**
 * A statistic of the last n values, each window by itself: nothing that left a window can leave an error behind. Row i is written to
 * `out[i - base]`; NaN while there are fewer than n rows.
 */
export function eachWindow(
  x: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  n: number,
  statistic: WindowStatistic,
  base = 0,
): void {
  for (let i = from; i < to; i += 1) out[i - base] = i < n - 1 ? NaN : statistic(x, i - n + 1, n);
}

/** Mean of the n values from `start` on: differences from the first one are averaged, so that a high level costs no digits. */
export function windowMean(x: Float64Array, start: number, n: number): number {
  const shift = x[start]!;
  let sum = 0;
  for (let i = start + 1; i < start + n; i += 1) sum += x[i]! - shift;
  return shift + sum / n;
}

/** What {@link centredSums} gives. */
export interface CentredSums {
  xx: number;
  yy: number;
  xy: number;
}

/** Σ(x − x̄)², Σ(y − ȳ)², Σ(x − x̄)(y − ȳ) of n pairs; two passes. @param into one object for all windows, so that none is made per row */
export function centredSums(
  x: Float64Array,
  xStart: number,
  y: Float64Array,
  yStart: number,
  n: number,
  into: CentredSums,
): CentredSums {
  const xMean = windowMean(x, xStart, n);
  const yMean = windowMean(y, yStart, n);
  let xx = 0;
  let yy = 0;
  let xy = 0;
  for (let k = 0; k < n; k += 1) {
    const a = x[xStart + k]! - xMean;
    const b = y[yStart + k]! - yMean;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  into.xx = xx;
  into.yy = yy;
  into.xy = xy;
  return into;
}
