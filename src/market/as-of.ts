/**
 * The one way in which data of another clock is joined: for each time asked, the last row that was known by then.
 *
 * @param known when each row could be known, rising (the close of a bar, `available_at` of a series)
 * @param asked rising times
 * @returns row of `known` for each time asked, -1 where nothing was known yet
 */
export function asOfRows(known: Float64Array, asked: Float64Array): Int32Array {
  const rows = new Int32Array(asked.length);
  let row = -1;
  for (let i = 0; i < asked.length; i += 1) {
    while (row + 1 < known.length && known[row + 1]! <= asked[i]!) row += 1;
    rows[i] = row;
  }
  return rows;
}

/** Last row that was known at one time, or -1. */
export function asOfRow(known: Float64Array, asked: number): number {
  let low = -1;
  let high = known.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (known[middle]! <= asked) low = middle;
    else high = middle - 1;
  }
  return low;
}
