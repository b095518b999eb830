import { kernelsFor } from '../../kernels/index.ts';
import { squaresBefore, sumsBefore, sumsOfSquaresBefore } from './rolling.ts';

const before1 = sumsBefore;
const before2 = sumsOfSquaresBefore;

/**
 * (x − mean) / population standard deviation of the last n values; NaN while they are all equal. One pass, so that roots and
 * divisions run beside the sums; the sums are those of `rollingMoments`.
 */
export function rollingZscore(x: Float64Array, out: Float64Array, from: number, to: number, n: number): void {
  const fast = x.buffer === out.buffer ? kernelsFor(out) : undefined;
  if (fast === undefined) scoreByRow(x, out, from, to, n);
  else fast.rollingZscore(x.byteOffset + 8 * from, out.byteOffset + 8 * from, fast.work, Math.min(from, n - 1), to - from, n);
}

function scoreByRow(x: Float64Array, out: Float64Array, from: number, to: number, n: number): void {
  const share = 1 / n;
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
      // A flat window gives 0 / 0: every d is exactly 0 then.
      out[i] = (d - m) / Math.sqrt(Math.abs((squares + before2[k]! - s * m) * share));
    }
  }
}
