/**
 * The quantile at p (0 … 1) of values sorted upwards, linear between neighbours: type 7 of R. J. Hyndman, Y. Fan (1996).
 * The values are at least one and have no gap.
 */
export function quantileOfSorted(sorted: Float64Array, p: number): number {
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low === high ? low : low + (place - below) * (high - low);
}
