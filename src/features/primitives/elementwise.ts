import { exp, log } from '../../base/index.ts';

/**
 * The primitives that look at one row. Conditions are 1, 0 and NaN for missing. Every function handles `count` rows; row k of an
 * operand is at its offset plus k, so that columns and block buffers mix freely.
 */
export type Unary = (a: Float64Array, aAt: number, out: Float64Array, at: number, count: number) => void;
export type Binary = (
  a: Float64Array,
  aAt: number,
  b: Float64Array,
  bAt: number,
  out: Float64Array,
  at: number,
  count: number,
) => void;

export const copy: Unary = (a, aAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) out[at + k] = a[aAt + k]!;
};
export const negate: Unary = (a, aAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) out[at + k] = -a[aAt + k]!;
};
export const not: Unary = (a, aAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) out[at + k] = 1 - a[aAt + k]!;
};
export const abs: Unary = (a, aAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) out[at + k] = Math.abs(a[aAt + k]!);
};
export const sqrt: Unary = (a, aAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) out[at + k] = Math.sqrt(a[aAt + k]!);
};
/** Missing for 0 and below. */
export const logarithm: Unary = (a, aAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) {
    const x = a[aAt + k]!;
    out[at + k] = x > 0 ? log(x) : NaN;
  }
};
/** Missing when it leaves the numbers. */
export const exponential: Unary = (a, aAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) out[at + k] = finite(exp(a[aAt + k]!));
};
export const sign: Unary = (a, aAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) {
    const x = a[aAt + k]!;
    out[at + k] = x > 0 ? 1 : x < 0 ? -1 : x === 0 ? 0 : NaN;
  }
};

export const add: Binary = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) out[at + k] = a[aAt + k]! + b[bAt + k]!;
};
export const subtract: Binary = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) out[at + k] = a[aAt + k]! - b[bAt + k]!;
};
export const multiply: Binary = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) out[at + k] = finite(a[aAt + k]! * b[bAt + k]!);
};
/** Missing for a divisor of 0. */
export const divide: Binary = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) out[at + k] = finite(a[aAt + k]! / b[bAt + k]!);
};
/** Rest of the division with the sign of the dividend; missing for a divisor of 0. */
export const remainder: Binary = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) out[at + k] = a[aAt + k]! % b[bAt + k]!;
};
export const least: Binary = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) out[at + k] = Math.min(a[aAt + k]!, b[bAt + k]!);
};
export const greatest: Binary = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) out[at + k] = Math.max(a[aAt + k]!, b[bAt + k]!);
};

export const below: Binary = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) {
    const x = a[aAt + k]!;
    const y = b[bAt + k]!;
    out[at + k] = x < y ? 1 : x >= y ? 0 : NaN;
  }
};
export const atMost: Binary = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) {
    const x = a[aAt + k]!;
    const y = b[bAt + k]!;
    out[at + k] = x <= y ? 1 : x > y ? 0 : NaN;
  }
};
export const above: Binary = (a, aAt, b, bAt, out, at, count) => below(b, bAt, a, aAt, out, at, count);
export const atLeast: Binary = (a, aAt, b, bAt, out, at, count) => atMost(b, bAt, a, aAt, out, at, count);
export const equal: Binary = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) {
    const x = a[aAt + k]!;
    const y = b[bAt + k]!;
    out[at + k] = x === y ? 1 : x < y || x > y ? 0 : NaN;
  }
};
export const unequal: Binary = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) {
    const x = a[aAt + k]!;
    const y = b[bAt + k]!;
    out[at + k] = x === y ? 0 : x < y || x > y ? 1 : NaN;
  }
};

/** False when either is false, true when both are true, else missing. */
export const and: Binary = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) {
    const x = a[aAt + k]!;
    const y = b[bAt + k]!;
    out[at + k] = x === 0 || y === 0 ? 0 : x * y;
  }
};
/** True when either is true, false when both are false, else missing. */
export const or: Binary = (a, aAt, b, bAt, out, at, count) => {
  for (let k = 0; k < count; k += 1) {
    const x = a[aAt + k]!;
    const y = b[bAt + k]!;
    out[at + k] = x === 1 || y === 1 ? 1 : x + y;
  }
};
/** `out` becomes a where the condition is true, b where it is false, missing where it is missing. */
export function choose(
  condition: Float64Array,
  conditionAt: number,
  a: Float64Array,
  aAt: number,
  b: Float64Array,
  bAt: number,
  out: Float64Array,
  at: number,
  count: number,
): void {
  for (let k = 0; k < count; k += 1) {
    const c = condition[conditionAt + k]!;
    out[at + k] = c === 1 ? a[aAt + k]! : c === 0 ? b[bAt + k]! : NaN;
  }
}

/** NaN for what left the numbers (a division by 0, an overflow). */
function finite(x: number): number {
  return x - x === 0 ? x : NaN;
}
