import { windowMean } from './each-window.ts';

/** Mean of ((x − mean) / population deviation)³ or ⁴ of n values; NaN while they are all equal. Two passes around the window's mean. */
export function standardMoment(x: Float64Array, start: number, n: number, order: 3 | 4): number {
  const mean = windowMean(x, start, n);
  let squares = 0;
  let high = 0;
  for (let i = start; i < start + n; i += 1) {
    const d = x[i]! - mean;
    squares += d * d;
    high += order === 3 ? d * d * d : d * d * (d * d);
  }
  const variance = squares / n;
  if (variance === 0) return NaN;
  return high / n / (order === 3 ? variance * Math.sqrt(variance) : variance * variance);
}
