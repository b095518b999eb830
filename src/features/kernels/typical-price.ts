/** (high + low + close) / 3 of rows `from` ≤ i < `to`, at `out[i - base]`. */
export function typicalPrice(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  base = 0,
): void {
  for (let i = from; i < to; i += 1) out[i - base] = (high[i]! + low[i]! + close[i]!) / 3;
}
