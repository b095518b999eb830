/** a / b − less; NaN where b is 0. */
export function quotient(a: Float64Array, b: Float64Array, out: Float64Array, from: number, to: number, less = 0): void {
  for (let i = from; i < to; i += 1) out[i] = b[i] === 0 ? NaN : a[i]! / b[i]! - less;
}
