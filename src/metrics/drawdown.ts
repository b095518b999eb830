import { dayOf, type EquityRows } from './returns.ts';

/** One dip: from a high, down, and back to it. */
export interface Drawdown {
  /** (high − low) / high, positive. */
  readonly depth: number;
  readonly highTime: number;
  readonly lowTime: number;
  /** First close at or above the high again; undefined: not yet. */
  readonly recoveredTime: number | undefined;
  /** Calendar days from the high to the recovery, or to the last bar. */
  readonly days: number;
}

export interface DrawdownSummary {
  /** Deepest first, at most as many as asked. */
  readonly deepest: readonly Drawdown[];
  /** Depth of the deepest; 0 when equity never closed below a high. */
  readonly maximum: number;
  /** Calendar days of the longest dip, of all together, and how many there were; one that begins on the last bar is none yet. */
  readonly longestDays: number;
  readonly totalDays: number;
  readonly count: number;
  /** Share of bars that closed below the highest close so far. */
  readonly timeUnderWater: number;
}

/**
 * The dips of a run at every bar; the capital is the first high.
 *
 * A dip is as deep as its lowest close, so one division at its end is enough.
 */
export function drawdowns(input: EquityRows & { readonly time: Float64Array; readonly atMost: number }): DrawdownSummary {
  const { equity, time, from, capital, atMost } = input;
  const deepest: Drawdown[] = [];
  const end = equity.length;
  let high = capital;
  let highRow = from;
  let below = 0;
  let longestDays = 0;
  let totalDays = 0;
  let count = 0;
  let row = from;
  const lowest = { row: from };
  while (row < end) {
    const now = equity[row]!;
    if (!(now < high)) {
      high = now;
      highRow = row;
      row += 1;
      continue;
    }
    const first = row;
    row = endOfDip(equity, row, end, high, lowest);
    const lowRow = lowest.row;
    const low = equity[lowRow]!;
    below += row - first;
    if (first < end - 1) {
      const days = dayOf(time[Math.min(row, end - 1)]!) - dayOf(time[highRow]!);
      if (days > longestDays) longestDays = days;
      totalDays += days;
      count += 1;
    }
    keep(deepest, atMost, time, { high, low, highRow, lowRow, last: Math.min(row, end - 1), recovered: row < end });
  }
  const timeUnderWater = end > from ? below / (end - from) : 0;
  return { deepest, maximum: deepest[0]?.depth ?? 0, longestDays, totalDays, count, timeUnderWater };
}

/**
 * The first row after a dip that begins at a row, and the first of its lowest closes. A function of its own: code that is compiled while a
 * loop of it runs is left with that loop.
 */
function endOfDip(equity: Float64Array, from: number, end: number, high: number, lowest: { row: number }): number {
  let low = equity[from]!;
  lowest.row = from;
  for (let row = from + 1; ; row += 1) {
    while (row + 4 <= end && fourWithin(equity, row, low, high)) row += 4;
    if (row === end) return end;
    const value = equity[row]!;
    if (!(value < high)) return row;
    if (value < low) {
      low = value;
      lowest.row = row;
    }
  }
}

/** Whether four closes from a row on are below the high and not below the low: most bars of most dips, gone through four at a time. */
function fourWithin(equity: Float64Array, row: number, low: number, high: number): boolean {
  const a = equity[row]!;
  const b = equity[row + 1]!;
  const c = equity[row + 2]!;
  const d = equity[row + 3]!;
  return a >= low && b >= low && c >= low && d >= low && a < high && b < high && c < high && d < high;
}

interface Dip {
  readonly high: number;
  readonly low: number;
  readonly highRow: number;
  readonly lowRow: number;
  /** Row of the recovery, or the last row. */
  readonly last: number;
  readonly recovered: boolean;
}

/** Puts a dip into its place among the deepest, unless it is too shallow. */
function keep(deepest: Drawdown[], atMost: number, time: Float64Array, dip: Dip): void {
  const depth = (dip.high - dip.low) / dip.high;
  if (deepest.length === atMost && depth <= deepest[atMost - 1]!.depth) return;
  const highTime = time[dip.highRow]!;
  const lastTime = time[dip.last]!;
  const recoveredTime = dip.recovered ? lastTime : undefined;
  const days = dayOf(lastTime) - dayOf(highTime);
  const at = deepest.findIndex((other) => other.depth < depth);
  deepest.splice(at < 0 ? deepest.length : at, 0, { depth, highTime, lowTime: time[dip.lowRow]!, recoveredTime, days });
  if (deepest.length > atMost) deepest.pop();
}

/** Depth below the highest close so far at each row from `from` on, positive fractions. */
export function underwater({ equity, from, capital }: EquityRows): Float64Array {
  const depth = new Float64Array(equity.length - from);
  let high = capital;
  for (let row = from; row < equity.length; row += 1) {
    const value = equity[row]!;
    if (value >= high) high = value;
    else depth[row - from] = (high - value) / high;
  }
  return depth;
}
