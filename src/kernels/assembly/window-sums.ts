import { gather } from './lanes';

/**
 * Sums and sums of squares of the rows before a chunk that its windows still hold, as `squaresBefore` of
 * features/kernels/rolling.ts makes them: sum and square of row k side by side in `work`. `have`: rows before the chunk.
 */
export function sumsBeforeOne(x: usize, work: usize, have: i32, n: i32, shift: f64): void {
  let sum: f64 = 0;
  let square: f64 = 0;
  let k = n - 1;
  v128.store(work + (k << 4), f64x2.splat(0));
  const stop = max(0, n - 1 - have);
  for (k = n - 2; k >= stop; k--) {
    const d = load<f64>(x - ((n - 1 - k) << 3)) - shift;
    sum += d;
    square += d * d;
    store<f64>(work + (k << 4), sum);
    store<f64>(work + (k << 4), square, 8);
  }
  for (; k >= 0; k--) v128.store(work + (k << 4), f64x2.splat(NaN));
}

/** As {@link sumsBeforeOne} of two chunks that follow each other, all of whose windows are full: the two sums, then the two squares. */
export function sumsBeforeTwo(x: usize, work: usize, n: i32, shift: v128): void {
  const next = n << 3;
  let sum = f64x2.splat(0);
  let square = f64x2.splat(0);
  let r = work + ((n - 1) << 5);
  v128.store(r, sum);
  v128.store(r, square, 16);
  let p = x - 8;
  for (r -= 32; r >= work; r -= 32) {
    const d = f64x2.sub(gather(p, p + next), shift);
    sum = f64x2.add(sum, d);
    square = f64x2.add(square, f64x2.mul(d, d));
    v128.store(r, sum);
    v128.store(r, square, 16);
    p -= 8;
  }
}
