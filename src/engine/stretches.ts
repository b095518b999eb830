import { ENGINE_BLOCK_ROWS } from './contract.ts';

/** Columns of a block that a stretch of rows writes. */
export interface StretchColumns {
  readonly cash: Float64Array;
  readonly gross: Float64Array;
  readonly net: Float64Array;
  readonly drawdown: Float64Array;
  readonly costs: Float64Array;
  readonly filled: Uint8Array;
}

const WIDTH = 7;
const SLOTS = ENGINE_BLOCK_ROWS - 1;

/**
 * Stretches of rows of one block on which nothing traded, of an account with one symbol: from which row to which, what was held, and
 * what followed from trades before. Their columns follow from that and are written only when somebody looks at them: files do, sweeps
 * do not.
 */
export class Stretches {
  /** Per stretch: first row, row after the last, exposure (0: flat), cash, costs, highest equity before, 1 when its first row has a fill. */
  #data = new Float64Array(WIDTH * 64);
  #length = 0;
  #written = 0;
  #costsWritten = 0;
  /** Where the last question for costs ended. */
  #cursor = 0;
  #asked = 0;

  clear(): void {
    this.#length = 0;
    this.#written = 0;
    this.#costsWritten = 0;
    this.#cursor = 0;
    this.#asked = 0;
  }

  /** @param filled its first row is that of a fill at the open */
  add(from: number, to: number, exposure: number, cash: number, costs: number, peak: number, filled: boolean): void {
    if (from >= to) return;
    const at = this.#length * WIDTH;
    if (at === this.#data.length) this.#grow();
    const data = this.#data;
    data[at] = from;
    data[at + 1] = to;
    data[at + 2] = exposure;
    data[at + 3] = cash;
    data[at + 4] = costs;
    data[at + 5] = peak;
    data[at + 6] = filled ? 1 : 0;
    this.#length += 1;
  }

  /** Writes the columns of the stretches that were added since the last time. @param close of the only symbol */
  write(columns: StretchColumns, close: Float64Array): void {
    this.writeCosts(columns.costs);
    for (; this.#written < this.#length; this.#written += 1) this.#writeOne(this.#written * WIDTH, columns, close);
  }

  /** Costs at a row, from the columns where no stretch has it. Rows are asked for in order; others take longer. */
  costsAt(row: number, costs: Float64Array): number {
    const data = this.#data;
    if (row < this.#asked) this.#cursor = 0;
    this.#asked = row;
    while (this.#cursor < this.#length && data[this.#cursor * WIDTH + 1]! <= row) this.#cursor += 1;
    const at = this.#cursor * WIDTH;
    return this.#cursor < this.#length && data[at]! <= row ? data[at + 4]! : costs[row & SLOTS]!;
  }

  writeCosts(costs: Float64Array): void {
    const data = this.#data;
    for (; this.#costsWritten < this.#length; this.#costsWritten += 1) {
      const at = this.#costsWritten * WIDTH;
      const from = data[at]!;
      costs.fill(data[at + 4]!, from & SLOTS, (from & SLOTS) + data[at + 1]! - from);
    }
  }

  #writeOne(at: number, columns: StretchColumns, close: Float64Array): void {
    const data = this.#data;
    const { cash, gross, net, drawdown, filled } = columns;
    const to = data[at + 1]!;
    const exposure = data[at + 2]!;
    const money = data[at + 3]!;
    let peak = data[at + 5]!;
    const from = data[at]!;
    for (let row = from; row < to; row += 1) {
      const slot = row & SLOTS;
      const value = exposure === 0 ? 0 : exposure * close[row]!;
      const now = money + value;
      // + 0: a position without value is 0, not −0.
      const share = value / now + 0;
      if (now > peak) peak = now;
      filled[slot] = 0;
      cash[slot] = money;
      net[slot] = share;
      gross[slot] = Math.abs(share);
      drawdown[slot] = now < peak ? (peak - now) / peak : 0;
    }
    filled[from & SLOTS] = data[at + 6]!;
  }

  #grow(): void {
    const larger = new Float64Array(this.#data.length * 2);
    larger.set(this.#data);
    this.#data = larger;
  }
}
