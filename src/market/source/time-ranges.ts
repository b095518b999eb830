/** From `from` on, before `to`. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** The same times in as few ranges as possible, rising; empty ranges are left out. */
export function joinRanges(ranges: readonly TimeRange[]): readonly TimeRange[] {
  const joined: { from: number; to: number }[] = [];
  const sorted = ranges.filter(({ from, to }) => from < to).sort((a, b) => a.from - b.from);
  for (const { from, to } of sorted) {
    const last = joined.at(-1);
    if (last === undefined || from > last.to) joined.push({ from, to });
    else last.to = Math.max(last.to, to);
  }
  return joined;
}

/** What of `wanted` lies in none of `held`, rising. */
export function missingRanges(wanted: TimeRange, held: readonly TimeRange[]): readonly TimeRange[] {
  const missing: TimeRange[] = [];
  let from = wanted.from;
  for (const range of joinRanges(held)) {
    if (range.to <= from) continue;
    if (range.from >= wanted.to) break;
    if (range.from > from) missing.push({ from, to: range.from });
    from = Math.max(from, range.to);
  }
  if (from < wanted.to) missing.push({ from, to: wanted.to });
  return missing;
}
