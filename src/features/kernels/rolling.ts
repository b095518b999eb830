import { kernelsFor } from '../../kernels/index.ts';
import { MAX_PERIOD } from './scratch.ts';

/**
 * Sums over moving windows without subtraction.
 *
 * The rows of a block are cut into chunks of the window's length n, from the block's first row b on. A window that ends inside a
 * chunk is the chunk's rows so far plus the rows before the chunk that are still inside; the latter sums are made once per chunk,
 * backwards. So every sum adds exactly the window's own values, shifted by the value at the chunk's first row, which is always
 * one of them: nothing that left the window leaves an error behind, and a missing value spoils exactly the windows that hold it.
 * (The two-pass scheme of M. van Herk 1992 and J. Gil, M. Werman 1993 for extremes, applied to sums.)
 *
 * All kernels write row i to `out[i - base]`; rows from `from` on, `from` the first row of a block.
 */
const before1 = new Float64Array(MAX_PERIOD);
const before2 = new Float64Array(MAX_PERIOD);

/**
 * `before1` and `before2` for kernels in other files. The compiler builds a module's own constants into its code, but neither
 * imports nor exports: hence two names here, and a constant of its own where a kernel uses them.
 */
export const sumsBefore = before1;
export const sumsOfSquaresBefore = before2;

/** Arithmetic mean of the last n values. */
export function rollingMean(x: Float64Array, out: Float64Array, from: number, to: number, n: number, base = 0): void {
  const fast = x.buffer === out.buffer ? kernelsFor(out) : undefined;
  if (fast === undefined) meanByRow(x, out, from, to, n, base);
  else
    fast.rollingMean(x.byteOffset + 8 * from, out.byteOffset + 8 * (from - base), fast.work, Math.min(from, n - 1), to - from, n);
}

function meanByRow(x: Float64Array, out: Float64Array, from: number, to: number, n: number, base: number): void {
  const share = 1 / n;
  for (let b = from; b < to; b += n) {
    const end = Math.min(b + n, to);
    const shift = x[b]!;
    sumBefore(x, b, n, shift);
    let sum = 0;
    for (let i = b, k = 0; i < end; i += 1, k += 1) {
      sum += x[i]! - shift;
      out[i - base] = shift + (sum + before1[k]!) * share;
    }
  }
}

/** Sum of the last n values, each added as it is. */
export function rollingSum(x: Float64Array, out: Float64Array, from: number, to: number, n: number, base = 0): void {
  for (let b = from; b < to; b += n) {
    const end = Math.min(b + n, to);
    sumBefore(x, b, n, 0);
    let sum = 0;
    for (let i = b, k = 0; i < end; i += 1, k += 1) {
      sum += x[i]!;
      out[i - base] = sum + before1[k]!;
    }
  }
}

/** `before1[k]`: sum of (x − shift) over the rows before b that the window ending at b + k still holds. */
function sumBefore(x: Float64Array, b: number, n: number, shift: number): void {
  const first = b - n + 1;
  before1[n - 1] = 0;
  let sum = 0;
  let k = n - 2;
  const stop = Math.max(0, -first);
  for (; k >= stop; k -= 1) {
    sum += x[first + k]! - shift;
    before1[k] = sum;
  }
  for (; k >= 0; k -= 1) before1[k] = NaN;
}

/** Mean and variance of the last n values; the divisor of the variance is n − `less` (0: population, 1: sample). */
export function rollingMoments(
  x: Float64Array,
  mean: Float64Array,
  variance: Float64Array,
  from: number,
  to: number,
  n: number,
  less: number,
  base = 0,
): void {
  const share = 1 / n;
  const divide = 1 / (n - less);
  for (let b = from; b < to; b += n) {
    const end = Math.min(b + n, to);
    const shift = x[b]!;
    squaresBefore(x, b, n, shift);
    let sum = 0;
    let squares = 0;
    for (let i = b, k = 0; i < end; i += 1, k += 1) {
      const d = x[i]! - shift;
      sum += d;
      squares += d * d;
      const s = sum + before1[k]!;
      const m = s * share;
      mean[i - base] = shift + m;
      // Rounding can leave a variance of 0 a little below it: its size is the answer, and costs no branch.
      variance[i - base] = Math.abs((squares + before2[k]! - s * m) * divide);
    }
  }
}

/** Sums (`before1`) and squares (`before2`) of x − shift over the rows before b that the window ending at b + k still holds. */
export function squaresBefore(x: Float64Array, b: number, n: number, shift: number): void {
  const first = b - n + 1;
  before1[n - 1] = 0;
  before2[n - 1] = 0;
  let sum = 0;
  let squares = 0;
  let k = n - 2;
  const stop = Math.max(0, -first);
  for (; k >= stop; k -= 1) {
    const d = x[first + k]! - shift;
    sum += d;
    squares += d * d;
    before1[k] = sum;
    before2[k] = squares;
  }
  for (; k >= 0; k -= 1) {
    before1[k] = NaN;
    before2[k] = NaN;
  }
}

/** Mean of the last n values weighted 1 (oldest) … n (newest). */
export function rollingWeighted(x: Float64Array, out: Float64Array, from: number, to: number, n: number, base = 0): void {
  const total = 2 / (n * (n + 1));
  for (let b = from; b < to; b += n) {
    const end = Math.min(b + n, to);
    const shift = x[b]!;
    weightedBefore(x, b, n, shift);
    let sum = 0;
    let rising = 0;
    for (let i = b, k = 0; i < end; i += 1, k += 1) {
      const d = x[i]! - shift;
      sum += d;
      rising += (k + 1) * d;
      // Rows of the chunk weigh (k + 1 of their own) + (n − 1 − k); rows before it n − k − (distance to the chunk).
      out[i - base] = shift + (rising + (n - 1 - k) * sum + before2[k]!) * total;
    }
  }
}

/** `before2[k]`: weighted sum of the rows before b in the window ending at b + k, the oldest weighing 1. */
function weightedBefore(x: Float64Array, b: number, n: number, shift: number): void {
  const first = b - n + 1;
  before2[n - 1] = 0;
  let sum = 0;
  let weighted = 0;
  let k = n - 2;
  const stop = Math.max(0, -first);
  for (; k >= stop; k -= 1) {
    // One row older: every row already in gets one more, the new one weighs 1.
    sum += x[first + k]! - shift;
    weighted += sum;
    before2[k] = weighted;
  }
  for (; k >= 0; k -= 1) before2[k] = NaN;
}

/** Greatest of the last n values; a missing value makes its windows missing. */
export function rollingMax(x: Float64Array, out: Float64Array, from: number, to: number, n: number, base = 0): void {
  for (let b = from; b < to; b += n) {
    const end = Math.min(b + n, to);
    const first = b - n + 1;
    before1[n - 1] = -Infinity;
    let best = -Infinity;
    let k = n - 2;
    const stop = Math.max(0, -first);
    for (; k >= stop; k -= 1) {
      best = Math.max(best, x[first + k]!);
      before1[k] = best;
    }
    for (; k >= 0; k -= 1) before1[k] = NaN;
    best = -Infinity;
    for (let i = b, j = 0; i < end; i += 1, j += 1) {
      best = Math.max(best, x[i]!);
      out[i - base] = Math.max(best, before1[j]!);
    }
  }
}

/** Least of the last n values; a missing value makes its windows missing. */
export function rollingMin(x: Float64Array, out: Float64Array, from: number, to: number, n: number, base = 0): void {
  for (let b = from; b < to; b += n) {
    const end = Math.min(b + n, to);
    const first = b - n + 1;
    before1[n - 1] = Infinity;
    let best = Infinity;
    let k = n - 2;
    const stop = Math.max(0, -first);
    for (; k >= stop; k -= 1) {
      best = Math.min(best, x[first + k]!);
      before1[k] = best;
    }
    for (; k >= 0; k -= 1) before1[k] = NaN;
    best = Infinity;
    for (let i = b, j = 0; i < end; i += 1, j += 1) {
      best = Math.min(best, x[i]!);
      out[i - base] = Math.min(best, before1[j]!);
    }
  }
}
