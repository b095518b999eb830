/** |x − x n rows earlier| / Σ |single changes between|; 0 for a flat window, NaN before row n. Source: P. J. Kaufman 1998. */
export function efficiency(x: Float64Array, row: number, n: number): number {
  if (row < n) return NaN;
  let way = 0;
  for (let i = row - n + 1; i <= row; i += 1) way += Math.abs(x[i]! - x[i - 1]!);
  // Rounding must not make the straight line longer than the way.
  return way === 0 ? 0 : Math.min(1, Math.abs(x[row]! - x[row - n]!) / way);
}
