import { ACTION, type Decider } from '../ports/index.ts';
import { type Loops, loopsOf } from './asking.ts';
import { Codes } from './codes.ts';
import { ENGINE_BLOCK_ROWS } from './contract.ts';
import type { DecisionView } from './decision-view.ts';
import { actionCode } from './targets.ts';

/** Rows of a block are a power of two, so that a row's slot is its low bits. */
const SLOTS = ENGINE_BLOCK_ROWS - 1;
/** Bit in the code of a row at which a weight or a level was said too. */
const WITH_NUMBERS = 128;

/**
 * What a decider that does not look at its positions says on the rows to come of a block, asked in one go: the loop over the rows then
 * reads codes. Each row is asked once and in order, as a step would. One symbol only.
 */
export class Ahead {
  /** By slot of the row: the action's code, alone when nothing else was said. */
  readonly codes = new Codes();
  readonly #decider: Decider;
  readonly #write: Loops['write'];
  readonly #view: DecisionView;
  readonly #weight = new Float64Array(ENGINE_BLOCK_ROWS);
  readonly #stop = new Float64Array(ENGINE_BLOCK_ROWS);
  readonly #take = new Float64Array(ENGINE_BLOCK_ROWS);
  #first = 0;
  #end = 0;

  constructor(decider: Decider, view: DecisionView) {
    this.#decider = decider;
    this.#write = loopsOf(decider).write;
    this.#view = view;
  }

  has(row: number): boolean {
    return row >= this.#first && row < this.#end;
  }

  /** Asks the rows `from` ≤ row < `to` of one block that were not asked yet. */
  ask(from: number, to: number): void {
    if (from >= this.#end) this.#first = from;
    const start = Math.max(from, this.#end);
    if (start >= to) return;
    this.#end = to;
    const codes = this.codes.bytes;
    const decider = this.#decider;
    const slot = start & SLOTS;
    if (decider.writeCodes?.(0, start, to, slot === 0 ? codes : codes.subarray(slot)) === true) return;
    this.#view.reset();
    for (let row = start; row < to; row += 1) {
      row = this.#write(decider, this.#view, codes, row, to);
      if (row < to) this.#keepNumbers(row);
    }
  }

  /** Puts what was said at a row where the decider would have put it. */
  read(row: number): void {
    const { action, weight, stopPrice, takeProfitPrice } = this.#view.out;
    const slot = row & SLOTS;
    const code = this.codes.bytes[slot]!;
    const has = code >= WITH_NUMBERS;
    action[0] = has ? code - WITH_NUMBERS : code;
    weight[0] = has ? this.#weight[slot]! : Number.NaN;
    stopPrice[0] = has ? this.#stop[slot]! : Number.NaN;
    takeProfitPrice[0] = has ? this.#take[slot]! : Number.NaN;
  }

  #keepNumbers(row: number): void {
    const { weight, stopPrice, takeProfitPrice } = this.#view.out;
    const slot = row & SLOTS;
    const { bytes } = this.codes;
    const code = actionCode(bytes[slot]!);
    bytes[slot] = code === ACTION.hold || code === ACTION.abstain ? code : code + WITH_NUMBERS;
    this.#weight[slot] = weight[0]!;
    this.#stop[slot] = stopPrice[0]!;
    this.#take[slot] = takeProfitPrice[0]!;
    this.#view.reset();
  }
}
