/** x / x n rows earlier − 1; NaN on the first n rows and where the earlier value is 0. */
export function ratioToEarlier(x: Float64Array, out: Float64Array, from: number, to: number, n: number): void {
  for (let i = from; i < to; i += 1) {
    const before = i < n ? 0 : x[i - n]!;
    out[i] = before === 0 ? NaN : x[i]! / before - 1;
  }
}
