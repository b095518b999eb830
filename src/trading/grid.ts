/** Largest relative distance to the next multiple that counts as being on it: noise of a few operations, far below a lot. */
const NUDGE = 1e-12;

/**
 * Multiples of a step: ticks of a price, lots of a quantity.
 *
 * Where 1/step is a short number (0.01 → 100) a value is `count / (1/step)`, correctly rounded, so that 138,771 ticks of 0.01 are
 * 1387.71 to the last bit. Whether it is short does not change when the step is multiplied by a power of two, and neither does any
 * count: a dataset scaled by 2^k gives the same counts and exactly scaled values.
 */
export class Grid {
  readonly step: number;
  readonly #inverse: number;
  readonly #exact: boolean;

  constructor(step: number) {
    this.step = step;
    this.#inverse = 1 / step;
    this.#exact = Math.fround(this.#inverse) === this.#inverse;
  }

  /** How many steps, not rounded. */
  count(value: number): number {
    return this.#exact ? value * this.#inverse : value / this.step;
  }

  value(count: number): number {
    return this.#exact ? count / this.#inverse : count * this.step;
  }

  /** Nearest multiple, halves to even. */
  nearest(value: number): number {
    return this.value(roundHalfEven(this.count(value)));
  }

  /** Largest multiple ≤ value; value ≥ 0. */
  below(value: number): number {
    return this.value(wholeDown(this.count(value)));
  }

  /** Smallest multiple ≥ value; value ≥ 0. */
  above(value: number): number {
    const count = this.count(value);
    const down = wholeDown(count);
    return this.value(count - down <= count * NUDGE ? down : down + 1);
  }

  /** Whole steps in a size, toward zero; size ≥ 0. */
  wholeCount(size: number): number {
    return wholeDown(this.count(size));
  }
}

/** Whole part of a count ≥ 0; a count that misses the next whole number by noise alone is that number. */
export function wholeDown(count: number): number {
  const whole = Math.floor(count);
  return whole + 1 - count <= count * NUDGE ? whole + 1 : whole;
}

/** Nearest whole number, halves to even; a value that misses a half by noise alone is one: 10.10 · 0.95 is 959.5 hundredths. */
export function roundHalfEven(value: number): number {
  const whole = Math.floor(value);
  const distance = value - whole - 0.5;
  if (Math.abs(distance) <= Math.abs(value) * NUDGE) return whole % 2 === 0 ? whole : whole + 1;
  return distance > 0 ? whole + 1 : whole;
}
