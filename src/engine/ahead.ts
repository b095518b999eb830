import { ACTION, type Decider } from '../ports/index.ts';
import { type Loops, loopsOf } from './asking.ts';
import { Codes } from './codes.ts';
import { ENGINE_BLOCK_ROWS } from './contract.ts';
import type { DecisionView } from './decision-view.ts';
import { actionCode } from './targets.ts';

/** Rows of a block are a power of two, so that a row's slot is its low bits. */
const SLOTS = ENGINE_BLOCK_ROWS - 1;
/** Bit in the code of a row at which a weight or a level was said too. */
export const WITH_NUMBERS = 128;

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
  /** By slot, made when the first number is said. */
  #numbers: { readonly weight: Float64Array; readonly stop: Float64Array; readonly take: Float64Array } | undefined;
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
    const numbers = code >= WITH_NUMBERS ? this.#numbers : undefined;
    action[0] = numbers === undefined ? code : code - WITH_NUMBERS;
    weight[0] = numbers === undefined ? Number.NaN : numbers.weight[slot]!;
    stopPrice[0] = numbers === undefined ? Number.NaN : numbers.stop[slot]!;
    takeProfitPrice[0] = numbers === undefined ? Number.NaN : numbers.take[slot]!;
  }

  #keepNumbers(row: number): void {
    const { weight, stopPrice, takeProfitPrice } = this.#view.out;
    const slot = row & SLOTS;
    const { bytes } = this.codes;
    const code = actionCode(bytes[slot]!);
    bytes[slot] = code === ACTION.hold || code === ACTION.abstain ? code : code + WITH_NUMBERS;
    const column = (): Float64Array => new Float64Array(ENGINE_BLOCK_ROWS);
    this.#numbers ??= { weight: column(), stop: column(), take: column() };
    this.#numbers.weight[slot] = weight[0]!;
    this.#numbers.stop[slot] = stopPrice[0]!;
    this.#numbers.take[slot] = takeProfitPrice[0]!;
    this.#view.reset();
  }
}
