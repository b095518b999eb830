import { rollingSum } from './rolling.ts';
import { scratch } from './scratch.ts';

/** √ of the mean of `term(row)` over the last n rows; terms are never below 0 but for rounding. Uses scratch 0. */
export function rootOfMean(out: Float64Array, from: number, to: number, n: number, term: (row: number) => number): void {
  const first = Math.max(0, from - n + 1);
  const terms = scratch(0);
  for (let i = first; i < to; i += 1) terms[i - first] = Math.max(0, term(i));
  rollingSum(terms, out, from - first, to - first, n, -first);
  for (let i = from; i < to; i += 1) out[i] = Math.sqrt(out[i]! / n);
}
