import { rollingMoments } from './rolling.ts';
import { scratch } from './scratch.ts';

/** (x − mean) / population standard deviation of the last n values; NaN while they are all equal. */
export function rollingZscore(x: Float64Array, out: Float64Array, from: number, to: number, n: number): void {
  const mean = scratch(0);
  const variance = scratch(1);
  rollingMoments(x, mean, variance, from, to, n, 0, from);
  for (let i = from; i < to; i += 1) {
    const v = variance[i - from]!;
    out[i] = v === 0 ? NaN : (x[i]! - mean[i - from]!) / Math.sqrt(v);
  }
}
