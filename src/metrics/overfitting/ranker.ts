import { kernelsFor } from '../../kernels/index.ts';

/** Which of the two halves of a float64 holds its sign on this machine. */
const SIGN = new Uint32Array(Float64Array.of(-0).buffer)[1] === 0 ? 0 : 1;

/** Says where a value stands among others; one serves all splits, as its memory does. */
export class Ranker {
  /** Differences of the columns of one split, and their bits. */
  readonly #differences: Float64Array;
  readonly #signs: Uint32Array;

  constructor(columns: number) {
    this.#differences = new Float64Array(columns);
    this.#signs = new Uint32Array(this.#differences.buffer);
  }

  /** Average rank of one of the values, 1 for the lowest. @param values one for each column */
  rankOf(value: number, values: Float64Array): number {
    const fast = kernelsFor(values);
    return fast === undefined ? this.#rankByRow(value, values) : fast.averageRank(value, values.byteOffset, values.length);
  }

  /**
   * What is below is counted by sign bits of differences, four at a time: whether a column is below is anyone's guess, and branches guessed
   * wrong would cost more than all the rest.
   */
  #rankByRow(value: number, values: Float64Array): number {
    const differences = this.#differences;
    const signs = this.#signs;
    const fours = values.length & ~3;
    let equal = 0;
    for (let k = 0; k < fours; k += 4) {
      const a = values[k]! - value;
      const b = values[k + 1]! - value;
      const c = values[k + 2]! - value;
      const d = values[k + 3]! - value;
      differences[k] = a;
      differences[k + 1] = b;
      differences[k + 2] = c;
      differences[k + 3] = d;
      if (a * b * c * d === 0) equal += (a === 0 ? 1 : 0) + (b === 0 ? 1 : 0) + (c === 0 ? 1 : 0) + (d === 0 ? 1 : 0);
    }
    for (let k = fours; k < values.length; k += 1) {
      differences[k] = values[k]! - value;
      if (differences[k] === 0) equal += 1;
    }
    let below = 0;
    for (let k = SIGN; k < 2 * fours; k += 8) {
      below += (signs[k]! >>> 31) + (signs[k + 2]! >>> 31) + (signs[k + 4]! >>> 31) + (signs[k + 6]! >>> 31);
    }
    for (let k = 2 * fours + SIGN; k < signs.length; k += 2) below += signs[k]! >>> 31;
    return below + (equal + 1) / 2;
  }
}
