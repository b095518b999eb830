import type { ResearchRows } from '../rows/contract.ts';

/** What uniqueness reads of a table. */
export type OwnSpans = Pick<ResearchRows, 'symbol' | 'ownBar' | 'ownEnd'>;

/**
 * Average uniqueness of each of these rows among themselves: with c_b labels of the same symbol covering bar b in (t0, t1], the mean of
 * 1 / c_b over the bars that the row's own label covers. In (0, 1], 1 where nothing overlaps.
 *
 * Source: M. López de Prado, Advances in Financial Machine Learning (2018), sections 4.3 and 4.4.
 */
export function averageUniqueness({ symbol, ownBar, ownEnd }: OwnSpans, rows: Int32Array): Float64Array {
  const offsets = offsetsOf({ symbol, ownEnd }, rows);
  // First the change of c from bar to bar, then c's sum, then the sums of 1 / c up to and with each bar.
  const sums = new Float64Array(offsets.at(-1)!);
  for (const row of rows) {
    const start = offsets[symbol[row]!]!;
    sums[start + ownBar[row]! + 1]! += 1;
    sums[start + ownEnd[row]! + 1]! -= 1;
  }
  for (let k = 0; k + 1 < offsets.length; k += 1) {
    let covering = 0;
    let sum = 0;
    for (let at = offsets[k]!; at < offsets[k + 1]!; at += 1) {
      covering += sums[at]!;
      if (covering > 0) sum += 1 / covering;
      sums[at] = sum;
    }
  }
  return Float64Array.from(rows, (row) => {
    const start = offsets[symbol[row]!]!;
    const [from, to] = [ownBar[row]!, ownEnd[row]!];
    return (sums[start + to]! - sums[start + from]!) / (to - from);
  });
}

/** Where the bars of each symbol begin in one long column, and where the last one's end. */
function offsetsOf({ symbol, ownEnd }: Pick<OwnSpans, 'symbol' | 'ownEnd'>, rows: Int32Array): readonly number[] {
  const lengths: number[] = [];
  for (const row of rows) {
    const k = symbol[row]!;
    lengths[k] = Math.max(lengths[k] ?? 0, ownEnd[row]! + 2);
  }
  const offsets = [0];
  for (let k = 0; k < lengths.length; k += 1) offsets.push(offsets[k]! + (lengths[k] ?? 0));
  return offsets;
}
