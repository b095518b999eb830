/**
 * log, exp and pow with the same bits on every platform, Node version and engine: only + − × ÷ of float64, in a fixed order.
 *
 * Error bounds, checked against 60-digit values: log and exp below 1 ulp, pow below 1 ulp. Special values as in ECMAScript.
 * Method: reduction to m·2^k and the series of 2·artanh((m − 1)/(m + 1)); reduction by k·ln 2 and the Taylor series of the
 * remainder (J.-M. Muller, Elementary Functions, 3rd ed., chapters 4 and 11; T. J. Dekker 1971 for the doubled precision of pow).
 */
const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);
scratch[0] = 1;
/** Index of the half with sign and exponent: 1 on the little-endian machines that exist. */
const HIGH = words[1] === 0x3ff00000 ? 1 : 0;

/** ln 2 to 32 bits (so that k·LN2_HIGH is exact) and the rest. */
const LN2_HIGH = 2977044471 / 4294967296;
const LN2_LOW = 1.9082149292705877e-10;
const INVERSE_LN2 = Math.LOG2E;
const TWO_54 = 18014398509481984;
const SPLITTER = 134217729;

/** Exponent found by the last {@link mantissa}. */
let exponent = 0;

/** x > 0, finite → m in [√½, √2) with x = m·2^exponent. */
function mantissa(x: number): number {
  let shift = 0;
  let value = x;
  if (value < 2.2250738585072014e-308) {
    value *= TWO_54;
    shift = -54;
  }
  scratch[0] = value;
  const high = words[HIGH]!;
  let k = (high >>> 20) - 1023 + shift;
  words[HIGH] = (high & 0xfffff) | 0x3ff00000;
  let m = scratch[0]!;
  if (m >= Math.SQRT2) {
    m *= 0.5;
    k += 1;
  }
  exponent = k;
  return m;
}

/** Natural logarithm; NaN below 0, −Infinity at 0. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  const f = mantissa(x) - 1;
  const k = exponent;
  const s = f / (2 + f);
  const z = s * s;
  const even = 2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * (2 / 11 + z * (2 / 13 + z * tailOfLog(z))))));
  const rest = z * even;
  const half = 0.5 * f * f;
  return k * LN2_HIGH - (half - (s * (half + rest) + k * LN2_LOW) - f);
}

function tailOfLog(z: number): number {
  return 2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21 + z * (2 / 23))));
}

/** e to the power x; Infinity above 709.78, 0 below −745.13. */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/** e to the power (x + low), |low| far below |x|. */
function expOfSum(x: number, low: number): number {
  if (!(x <= 709.782712893384)) return x > 0 ? Infinity : NaN;
  if (x < -745.1332191019412) return 0;
  const k = Math.floor(x * INVERSE_LN2 + 0.5);
  const high = x - k * LN2_HIGH;
  const correction = k * LN2_LOW - low;
  const r = high - correction;
  const lost = high - r - correction;
  const y = 1 + (r + (r * r * seriesOfExp(r) + (lost + lost * r)));
  if (k > 1023) return y * 2 * powerOfTwo(k - 1);
  return k >= -1022 ? y * powerOfTwo(k) : y * powerOfTwo(k + 54) * (1 / TWO_54);
}

/** (e^r − 1 − r)/r² for |r| ≤ 0.35. */
function seriesOfExp(r: number): number {
  const tail = 1 / 40320 + r * (1 / 362880 + r * (1 / 3628800 + r * (1 / 39916800 + r * (1 / 479001600 + r * (1 / 6227020800)))));
  return 1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * (1 / 5040 + r * tail)))));
}

/** 2^k for −1022 ≤ k ≤ 1023. */
function powerOfTwo(k: number): number {
  scratch[0] = 0;
  words[HIGH] = (k + 1023) << 20;
  return scratch[0]!;
}

/** x to the power y, the special cases of ECMAScript's `**`. */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(y) || Number.isNaN(x)) return NaN;
  const special = powSpecial(x, y);
  if (special !== undefined) return special;
  const negative = x < 0;
  if (negative && !Number.isInteger(y)) return NaN;
  const odd = negative && Math.abs(y) < 9007199254740992 && y % 2 !== 0;
  const size = powOfPositive(negative ? -x : x, y);
  return odd ? -size : size;
}

function powSpecial(x: number, y: number): number | undefined {
  const size = Math.abs(x);
  if (Math.abs(y) === Infinity) {
    if (size === 1) return NaN;
    return size > 1 === y > 0 ? Infinity : 0;
  }
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === -1) return 1 / x;
  if (y === 0.5 && x > 0 && x !== Infinity) return Math.sqrt(x);
  if (size !== 0 && size !== Infinity) return undefined;
  const oddInteger = Number.isInteger(y) && Math.abs(y) < 9007199254740992 && y % 2 !== 0;
  const result = (size === 0) === y > 0 ? 0 : Infinity;
  const sign = oddInteger && (x < 0 || Object.is(x, -0)) ? -1 : 1;
  return sign * result;
}

function powOfPositive(x: number, y: number): number {
  if (x === 1) return 1;
  if (Math.abs(y) > 1e20) return x > 1 === y > 0 ? Infinity : 0;
  logarithm(x);
  const logHigh = high;
  const logLow = low;
  multiply(logHigh, 0, y, 0);
  const t = high;
  if (Math.abs(t) > 800) return t > 0 ? Infinity : 0;
  return expOfSum(t, low + logLow * y);
}

/** Result of the last doubled-precision operation: its value is high + low. */
let high = 0;
let low = 0;

/** (a + aLow) · (b + bLow). */
function multiply(a: number, aLow: number, b: number, bLow: number): void {
  const product = a * b;
  const aBig = a * SPLITTER;
  const a1 = aBig - (aBig - a);
  const a2 = a - a1;
  const bBig = b * SPLITTER;
  const b1 = bBig - (bBig - b);
  const b2 = b - b1;
  const error = a1 * b1 - product + a1 * b2 + a2 * b1 + a2 * b2 + (a * bLow + aLow * b);
  high = product + error;
  low = product - high + error;
}

/** (a + aLow) + (b + bLow). */
function add(a: number, aLow: number, b: number, bLow: number): void {
  const sum = a + b;
  const part = sum - a;
  const error = a - (sum - part) + (b - part) + (aLow + bLow);
  high = sum + error;
  low = sum - high + error;
}

/** ln x to about 2^-68: high + low. */
function logarithm(x: number): void {
  const f = mantissa(x) - 1;
  const k = exponent;
  // s = f / (2 + f): the divisor is exact as (d, dLow), the quotient is corrected once.
  const d = 2 + f;
  const dLow = f - (d - 2);
  const quotient = f / d;
  multiply(quotient, 0, d, dLow);
  const s = quotient;
  const sLow = (f - high - low) / d;
  multiply(s, sLow, s, sLow);
  const z = high;
  const zLow = low;
  const tail = 1 / 7 + z * (1 / 9 + z * (1 / 11 + z * (1 / 13 + z * (tailOfLog(z) / 2))));
  multiply(z, zLow, tail, 0);
  add(0.2, -1.1102230246251566e-17, high, low);
  multiply(z, zLow, high, low);
  add(1 / 3, 1.850371707708594e-17, high, low);
  multiply(z, zLow, high, low);
  multiply(s, sLow, high, low);
  add(s, sLow, high, low);
  add(k * LN2_HIGH, k * LN2_LOW, 2 * high, 2 * low);
}
