/** True range max(high, close before) − min(low, close before) of rows `from` ≤ i < `to`, at `out[i - base]`; NaN on row 0. */
export function trueRange(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  base = 0,
): void {
  for (let i = from; i < to; i += 1) {
    const before = i === 0 ? NaN : close[i - 1]!;
    out[i - base] = Math.max(high[i]!, before) - Math.min(low[i]!, before);
  }
}
