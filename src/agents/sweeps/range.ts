import { exp, log, type Random } from '../../base/index.ts';
import type { SweepParameter } from './variant.ts';

/** Digits that a member of a range with steps keeps: 0.1 + 2 · 0.1 is 0.3. */
const DIGITS = 12;

/** A parameter that is drawn from between two numbers. */
export class SweptRange {
  /** Numbers that it can be; undefined: every number between the ends. */
  readonly members: number | undefined;
  readonly #low: number;
  readonly #high: number;
  readonly #step: number;
  readonly #isLog: boolean;

  /** @param parameter with min and max, both set */
  constructor({ min, max, scale, integer, step }: SweepParameter) {
    this.#isLog = scale === 'log';
    this.#low = integer ? Math.ceil(min!) : min!;
    this.#high = integer ? Math.floor(max!) : max!;
    this.#step = step ?? 1;
    // An end that lies on a step up to rounding belongs to the range.
    this.members = integer || step !== undefined ? Math.floor((this.#high - this.#low) / this.#step + 1e-9) + 1 : undefined;
  }

  /** Uniform between the ends, or uniform in the logarithm; with steps the nearest member. */
  draw(random: Random): number {
    const { members } = this;
    if (members !== undefined && !this.#isLog) return this.member(random.below(members));
    const share = random.uniform();
    const value = this.#isLog
      ? exp(log(this.#low) + share * (log(this.#high) - log(this.#low)))
      : this.#low + share * (this.#high - this.#low);
    const inside = Math.min(this.#high, Math.max(this.#low, value));
    if (members === undefined) return inside;
    return this.member(Math.min(members - 1, Math.round((inside - this.#low) / this.#step)));
  }

  /** @param place from 0 to members − 1 */
  member(place: number): number {
    return Number((this.#low + place * this.#step).toPrecision(DIGITS));
  }
}
