/**
 * The primitives that look back, beside the rolling kernels. Row i of an operand is at `x[i - xBase]`, row i of the result at
 * `out[i - base]`; rows before 0 do not exist.
 */
export function lag(x: Float64Array, xBase: number, out: Float64Array, from: number, to: number, n: number, base: number): void {
  for (let i = from; i < to; i += 1) out[i - base] = i < n ? NaN : x[i - n - xBase]!;
}

export function change(
  x: Float64Array,
  xBase: number,
  out: Float64Array,
  from: number,
  to: number,
  n: number,
  base: number,
): void {
  for (let i = from; i < to; i += 1) out[i - base] = i < n ? NaN : x[i - xBase]! - x[i - n - xBase]!;
}

/** Missing when the earlier value was 0. */
export function relativeChange(
  x: Float64Array,
  xBase: number,
  out: Float64Array,
  from: number,
  to: number,
  n: number,
  base: number,
): void {
  for (let i = from; i < to; i += 1) {
    const before = i < n ? 0 : x[i - n - xBase]!;
    out[i - base] = before === 0 ? NaN : x[i - xBase]! / before - 1;
  }
}

/** a > b and the bar before a <= b, three-valued. */
export function crossesAbove(
  a: Float64Array,
  aBase: number,
  b: Float64Array,
  bBase: number,
  out: Float64Array,
  from: number,
  to: number,
  base: number,
): void {
  for (let i = from; i < to; i += 1) {
    const x = a[i - aBase]!;
    const y = b[i - bBase]!;
    const x1 = i === 0 ? NaN : a[i - 1 - aBase]!;
    const y1 = i === 0 ? NaN : b[i - 1 - bBase]!;
    if (x <= y || x1 > y1) out[i - base] = 0;
    else out[i - base] = x > y && x1 <= y1 ? 1 : NaN;
  }
}

/**
 * Bars since the condition was last true, 0 on a bar where it is; n when it was false on each of the last n bars; missing when a
 * missing condition comes first.
 */
export function barsSince(
  x: Float64Array,
  xBase: number,
  out: Float64Array,
  from: number,
  to: number,
  n: number,
  base: number,
): void {
  let lastTrue = -1;
  let lastMissing = -1;
  for (let i = Math.max(0, from - n + 1); i < from; i += 1) {
    const c = x[i - xBase]!;
    if (c === 1) lastTrue = i;
    else if (c !== 0) lastMissing = i;
  }
  for (let i = from; i < to; i += 1) {
    const c = x[i - xBase]!;
    if (c === 1) lastTrue = i;
    else if (c !== 0) lastMissing = i;
    const seen = Math.max(lastTrue, lastMissing, i < n - 1 ? -1 : i - n);
    out[i - base] = seen < 0 || (seen === lastMissing && i - seen < n) ? NaN : i - seen;
  }
}
