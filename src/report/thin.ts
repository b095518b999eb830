/** How the report thins curves: enough points for a wide screen, and never an extreme lost. */
const BUCKETS = 240;
/** So many rows are shown without thinning, unless said otherwise. */
const WHOLE = 1200;

/**
 * Rows from `from` to `to` (exclusive) to draw: all when they are few, else the first, the last, and of each of 240 stretches of
 * equal length the rows of the smallest and the largest value of each series (M4 without its edges), and of the first NaN, so that a
 * gap stays a gap.
 */
export function thinRows({
  from,
  to,
  series,
  whole = WHOLE,
  buckets = BUCKETS,
}: {
  readonly from: number;
  readonly to: number;
  readonly series: readonly Float64Array[];
  /** At most so many rows are all drawn. */
  readonly whole?: number;
  /** Stretches, where many series share the rows. */
  readonly buckets?: number;
}): Int32Array {
  const count = to - from;
  if (count <= whole) return Int32Array.from({ length: Math.max(0, count) }, (_, i) => from + i);
  const rows = new Set<number>([from, to - 1]);
  for (let bucket = 0; bucket < buckets; bucket += 1) {
    const start = from + Math.floor((bucket * count) / buckets);
    const end = from + Math.floor(((bucket + 1) * count) / buckets);
    for (const column of series) addExtremes({ rows, column, start, end });
  }
  return Int32Array.from(rows).sort();
}

function addExtremes({
  rows,
  column,
  start,
  end,
}: {
  readonly rows: Set<number>;
  readonly column: Float64Array;
  readonly start: number;
  readonly end: number;
}): void {
  let low = -1;
  let high = -1;
  let gap = -1;
  for (let row = start; row < end; row += 1) {
    const value = column[row]!;
    if (Number.isNaN(value)) {
      if (gap < 0) gap = row;
      continue;
    }
    if (low < 0 || value < column[low]!) low = row;
    if (high < 0 || value > column[high]!) high = row;
  }
  if (low >= 0) rows.add(low);
  if (high >= 0) rows.add(high);
  if (gap >= 0) rows.add(gap);
}
