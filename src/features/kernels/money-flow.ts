/**
 * Volume by where the close stands in the bar: ((close − low) − (high − close)) / (high − low) · volume, 0 for a bar without range.
 * Rows `from` ≤ i < `to`, at `out[i - base]`. Source: M. Chaikin's multiplier.
 */
export function moneyFlow(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  base = 0,
): void {
  for (let i = from; i < to; i += 1) {
    const h = high[i]!;
    const l = low[i]!;
    const c = close[i]!;
    out[i - base] = h === l ? 0 * volume[i]! : ((c - l - (h - c)) / (h - l)) * volume[i]!;
  }
}
