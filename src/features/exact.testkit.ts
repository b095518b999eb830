/**
 * Numbers with 256 bits after the point, as whole numbers of 2^-256: what a statistic is when nothing is rounded on the way. A float
 * becomes one exactly.
 */
export type Exact = bigint;

const BITS = 256;
const SHIFT = BigInt(BITS);
export const ONE: Exact = 1n << SHIFT;

/** @param value at most 2^200 in size, and with no bit below 2^-256 */
export function exact(value: number): Exact {
  let whole = value;
  let halvings = 0;
  while (!Number.isInteger(whole)) {
    whole *= 2;
    halvings += 1;
  }
  return BigInt(whole) << BigInt(BITS - halvings);
}

export const times = (a: Exact, b: Exact): Exact => (a * b) >> SHIFT;
export const over = (a: Exact, b: Exact): Exact => (a << SHIFT) / b;
export const square = (a: Exact): Exact => times(a, a);
export const sizeOf = (a: Exact): Exact => (a < 0n ? -a : a);
export const sum = (values: readonly Exact[]): Exact => values.reduce((a, b) => a + b, 0n);
export const mean = (values: readonly Exact[]): Exact => sum(values) / BigInt(values.length);
export const greatest = (values: readonly Exact[]): Exact => values.reduce((a, b) => (b > a ? b : a));
export const least = (values: readonly Exact[]): Exact => values.reduce((a, b) => (b < a ? b : a));

/** Newton's method on whole numbers. */
export function root(value: Exact): Exact {
  const scaled = value << SHIFT;
  if (scaled === 0n) return 0n;
  let guess = 1n << BigInt(Math.ceil(scaled.toString(2).length / 2));
  for (;;) {
    const next = (guess + scaled / guess) >> 1n;
    if (next >= guess) return guess;
    guess = next;
  }
}

/** ln of a number near 1: 2 artanh((x − 1) / (x + 1)) by its series. */
function logNearOne(value: Exact): Exact {
  const ratio = over(value - ONE, value + ONE);
  const step = square(ratio);
  let power = ratio;
  let total = 0n;
  for (let k = 1n; power / k !== 0n; k += 2n) {
    total += power / k;
    power = times(power, step);
  }
  return 2n * total;
}

const LN2 = logNearOne(2n * ONE);
export const TWO_LN2: Exact = 2n * LN2;

export function ln(value: Exact): Exact {
  const halvings = value.toString(2).length - BITS - 1;
  const near = halvings >= 0 ? value >> BigInt(halvings) : value << BigInt(-halvings);
  return logNearOne(near) + BigInt(halvings) * LN2;
}

/** The nearest float but for the last bit. */
export function toNumber(value: Exact): number {
  const size = sizeOf(value);
  const surplus = Math.max(0, size.toString(2).length - 64);
  const number = Number(size >> BigInt(surplus)) * 2 ** (surplus - BITS);
  return value < 0n ? -number : number;
}

/** Σ (value − mean)². */
export function squares(values: readonly Exact[]): Exact {
  const middle = mean(values);
  return sum(values.map((value) => square(value - middle)));
}
