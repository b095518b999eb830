import { ACTION } from '../ports/index.ts';
import { ENGINE_BLOCK_ROWS } from './contract.ts';

const SLOTS = ENGINE_BLOCK_ROWS - 1;
const HOLD: number = ACTION.hold;
/** The same code in each of a word's four bytes. */
const EVERY_BYTE = 0x01010101;
const LOW_BITS = 0x7f7f7f7f;
const HIGH_BITS = 0x80808080 | 0;

/** Codes of the actions said at the rows of one block, a byte each, looked through four rows at a time. */
export class Codes {
  /** By slot of the row. */
  readonly bytes = new Uint8Array(ENGINE_BLOCK_ROWS);
  /** How many of the rows passed by the last {@link nextOther} say hold. */
  holdsPassed = 0;
  readonly #words = new Int32Array(this.bytes.buffer);

  /** First row from `from` on, at most `end`, with a code that is neither hold nor `known`. The rows lie in one block. */
  nextOther(known: number, from: number, end: number): number {
    const { bytes } = this;
    const words = this.#words;
    const first = from & ~SLOTS;
    const last = end - first;
    const same = known < 0 ? HOLD : known;
    const all = same * EVERY_BYTE;
    let slot = from - first;
    let said = 0;
    while (slot < last) {
      if ((slot & 3) === 0 && slot + 4 <= last) {
        const word = words[slot >> 2]!;
        // Most words say the same four times.
        if (word === 0 || word === all) {
          if (word !== 0) said += 4;
          slot += 4;
          continue;
        }
        const some = setBytes(word);
        if ((some & setBytes(word ^ all)) === 0) {
          said += countOf(some);
          slot += 4;
          continue;
        }
      }
      const code = bytes[slot]!;
      if (code !== HOLD && code !== same) break;
      if (code !== HOLD) said += 1;
      slot += 1;
    }
    this.holdsPassed = slot - (from - first) - said;
    return first + slot;
  }
}

/** The high bit of each byte that is not 0. */
function setBytes(word: number): number {
  return (((word & LOW_BITS) + LOW_BITS) | word) & HIGH_BITS;
}

/** How many high bits of bytes are set. */
function countOf(bits: number): number {
  return Math.imul(bits >>> 7, EVERY_BYTE) >>> 24;
}
