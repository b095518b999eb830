/** x / x before − 1 of rows `from` ≤ i < `to` at `out[i - from]`, and `out` itself; NaN on row 0 and after a 0. */
export function simpleReturns(x: Float64Array, out: Float64Array, from: number, to: number): Float64Array {
  for (let i = from; i < to; i += 1) {
    const before = i === 0 ? 0 : x[i - 1]!;
    out[i - from] = before === 0 ? NaN : x[i]! / before - 1;
  }
  return out;
}
