import type { BlockColumns } from '../../engine/index.ts';

/** Costs paid so far at the last bar of each session. */
export class SessionCosts {
  readonly values: Float64Array;
  readonly #ends: Int32Array;
  #next = 0;

  constructor(ends: Int32Array) {
    this.#ends = ends;
    this.values = new Float64Array(ends.length);
  }

  read(block: BlockColumns, from: number, to: number): void {
    for (; this.#next < this.#ends.length; this.#next += 1) {
      const row = this.#ends[this.#next]!;
      if (row >= to) return;
      if (row >= from) this.values[this.#next] = block.costsAt(row);
    }
  }
}
