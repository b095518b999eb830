/** Slots of {@link wilderTrueRange}: mean, true ranges counted up to n, their sum. */
export const TRUE_RANGE_SLOTS = 3;

/**
 * Wilder's mean of the true range (the average true range), in one pass; NaN until the nth true range, which is bar n + 1.
 * Source: J. W. Wilder 1978. Prices are never missing.
 */
export function wilderTrueRange(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  out: Float64Array,
  state: Float64Array,
  slot: number,
  from: number,
  to: number,
  n: number,
  base = 0,
): void {
  let i = from;
  for (; i < to && state[slot + 1]! < n; i += 1) {
    out[i - base] = NaN;
    if (i === 0) continue;
    const previous = close[i - 1]!;
    state[slot + 1]! += 1;
    state[slot + 2]! += Math.max(high[i]!, previous) - Math.min(low[i]!, previous);
    if (state[slot + 1]! < n) continue;
    state[slot] = state[slot + 2]! / n;
    out[i - base] = state[slot]!;
  }
  if (i < to) state[slot] = steady(high, low, close, out, state[slot]!, i, to, 1 / n, base);
}

function steady(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  out: Float64Array,
  start: number,
  from: number,
  to: number,
  alpha: number,
  base: number,
): number {
  const keep = 1 - alpha;
  let mean = start;
  let previous = close[from - 1]!;
  for (let i = from; i < to; i += 1) {
    const h = high[i]!;
    const l = low[i]!;
    // High − low and what a gap adds: half of (d + |d|) is max(d, 0), without a branch that nobody can predict.
    const above = previous - h;
    const below = l - previous;
    const gap = 0.5 * (above + Math.abs(above) + (below + Math.abs(below)));
    mean = (h - l + gap) * alpha + mean * keep;
    out[i - base] = mean;
    previous = close[i]!;
  }
  return mean;
}
