import { rollingMax, rollingMin } from './rolling.ts';
import { scratch } from './scratch.ts';

/** Where x stands between the least and the greatest of its last n values, 0 to 100; 50 while they are equal. Uses scratch 0 and 1. */
export function positionInRange(x: Float64Array, out: Float64Array, from: number, to: number, n: number, base = 0): void {
  const top = scratch(0);
  const bottom = scratch(1);
  rollingMax(x, top, from, to, n, from);
  rollingMin(x, bottom, from, to, n, from);
  for (let i = from; i < to; i += 1) {
    const spread = top[i - from]! - bottom[i - from]!;
    out[i - base] = spread === 0 ? 50 : (100 * (x[i]! - bottom[i - from]!)) / spread;
  }
}
