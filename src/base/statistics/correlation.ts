import { deviationOf, momentsOf } from './moments.ts';
import { averageRanks } from './ranks.ts';
import { CompensatedSum } from './sum.ts';

/**
 * Correlation of pairs without gaps, -1 to 1: K. Pearson (1895). Undefined below 2 pairs, for different lengths and where one side hardly
 * varies.
 */
export function pearson(a: Float64Array, b: Float64Array): number | undefined {
  const first = momentsOf(a);
  const second = momentsOf(b);
  if (first === undefined || second === undefined || a.length !== b.length) return undefined;
  if (deviationOf(first) === undefined || deviationOf(second) === undefined) return undefined;
  const products = new CompensatedSum();
  for (let i = 0; i < a.length; i += 1) products.add((a[i]! - first.mean) * (b[i]! - second.mean));
  return Math.min(1, Math.max(-1, products.value / (Math.sqrt(first.squares) * Math.sqrt(second.squares))));
}

/** {@link pearson} of the average ranks: C. Spearman (1904). */
export function spearman(a: Float64Array, b: Float64Array): number | undefined {
  return pearson(averageRanks(a), averageRanks(b));
}
