import { ACTION } from '../ports/index.ts';
import { ENGINE_BLOCK_ROWS } from './contract.ts';

const SLOTS = ENGINE_BLOCK_ROWS - 1;
const HOLD: number = ACTION.hold;
/** The same code in each of a word's four bytes. */
const EVERY_BYTE = 0x01010101;

/** Codes of the actions said at the rows of one block, a byte each, looked through four rows at a time. */
export class Codes {
  /** By slot of the row. */
  readonly bytes = new Uint8Array(ENGINE_BLOCK_ROWS);
  readonly #words = new Uint32Array(this.bytes.buffer);

  /** First row from `from` on, at most `end`, with a code that is neither hold nor `known`. The rows lie in one block. */
  nextOther(known: number, from: number, end: number): number {
    const { bytes } = this;
    const words = this.#words;
    const all = known < 0 ? 0 : known * EVERY_BYTE;
    const first = from & ~SLOTS;
    const last = end - first;
    let slot = from - first;
    for (; slot < last; slot += 1) {
      if ((slot & 3) === 0) {
        for (; slot + 4 <= last; slot += 4) {
          const word = words[slot >> 2]!;
          if (word !== 0 && word !== all) break;
        }
        if (slot >= last) break;
      }
      const code = bytes[slot]!;
      if (code !== HOLD && code !== known) break;
    }
    return first + slot;
  }

  /** How many of the rows `from` ≤ row < `end` of one block say hold. */
  holds(from: number, end: number): number {
    const { bytes } = this;
    const words = this.#words;
    const first = from & ~SLOTS;
    const last = end - first;
    let count = 0;
    for (let slot = from - first; slot < last; slot += 1) {
      for (; (slot & 3) === 0 && slot + 4 <= last && words[slot >> 2] === 0; slot += 4) count += 4;
      if (slot < last && bytes[slot] === HOLD) count += 1;
    }
    return count;
  }
}
