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
  /** Share of bars that closed below the highest close so far. */
  readonly timeUnderWater: number;
}

/** The dips of a run at every bar; the capital is the first high. */
export function drawdowns(input: EquityRows & { readonly time: Float64Array; readonly atMost: number }): DrawdownSummary {
  const { equity, time, from, capital, atMost } = input;
  const deepest: Drawdown[] = [];
  const end = equity.length;
  let high = capital;
  let highRow = from;
  let low = capital;
  let lowRow = from;
  let below = 0;
  const close = (row: number, recovered: boolean): void => {
    const depth = (high - low) / high;
    if (deepest.length === atMost && depth <= deepest[atMost - 1]!.depth) return;
    const highTime = time[highRow]!;
    const recoveredTime = recovered ? time[row]! : undefined;
    const days = dayOf(time[row]!) - dayOf(highTime);
    const at = deepest.findIndex((other) => other.depth < depth);
    deepest.splice(at < 0 ? deepest.length : at, 0, { depth, highTime, lowTime: time[lowRow]!, recoveredTime, days });
    if (deepest.length > atMost) deepest.pop();
  };
  for (let row = from; row < end; row += 1) {
    const value = equity[row]!;
    if (value < high) {
      below += 1;
      if (value < low) {
        low = value;
        lowRow = row;
      }
      continue;
    }
    if (low < high) close(row, true);
    high = value;
    low = value;
    highRow = row;
    lowRow = row;
  }
  if (low < high) close(end - 1, false);
  return { deepest, maximum: deepest[0]?.depth ?? 0, timeUnderWater: end > from ? below / (end - from) : 0 };
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
