/**
 * Row of the greatest (`sign` 1) or least (`sign` −1) of the last n values, the oldest one where several are equal; NaN while there
 * are fewer than n rows. Values are never missing.
 */
export function extremeRow(
  x: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  n: number,
  sign: 1 | -1,
  base = 0,
): void {
  let at = -1;
  for (let i = from; i < to; i += 1) {
    const first = i - n + 1;
    if (at < first || at < 0) at = oldestExtreme(x, Math.max(0, first), i, sign);
    else if (sign * x[i]! > sign * x[at]!) at = i;
    out[i - base] = first < 0 ? NaN : at;
  }
}

function oldestExtreme(x: Float64Array, first: number, last: number, sign: number): number {
  let at = first;
  for (let j = first + 1; j <= last; j += 1) if (sign * x[j]! > sign * x[at]!) at = j;
  return at;
}
