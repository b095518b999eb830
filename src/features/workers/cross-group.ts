import type { SymbolData } from '../../market/index.ts';
import type { CrossBlock } from '../contract.ts';
import type { Lane, Worker, WorkerOutput } from './worker.ts';

/** One symbol that takes part in a comparison. */
export interface CrossMember {
  readonly lane: Lane;
  readonly symbol: SymbolData;
  readonly source: WorkerOutput;
}

/** A comparison of all symbols at each time: computed once per row of the common index, read by each symbol on its own bars. */
export class CrossGroup {
  readonly workers: readonly Worker[];
  readonly #compare: CrossBlock;
  readonly #rows: () => number;
  readonly #symbols: readonly SymbolData[];
  readonly #own: readonly Float64Array[];
  readonly #results: readonly Float64Array[];
  readonly #inputs: readonly Float64Array[];
  readonly #outputs: readonly Float64Array[];
  readonly #at: Int32Array;
  #done = 0;

  /** @param length rows of the common index @param rows how many of them are known */
  constructor(
    compare: CrossBlock,
    members: readonly CrossMember[],
    size: { readonly length: number; readonly rows: () => number; readonly allocate: (length: number) => Float64Array },
  ) {
    this.#compare = compare;
    this.#rows = size.rows;
    this.#symbols = members.map(({ symbol }) => symbol);
    this.#own = members.map(({ source }) => source.worker.outputs[source.output]!);
    this.#results = members.map(({ lane }) => size.allocate(lane.bars.length));
    const common = (own: Float64Array, { rows }: SymbolData): Float64Array =>
      rows === undefined ? own : size.allocate(size.length).fill(NaN);
    this.#inputs = this.#own.map((own, index) => common(own, this.#symbols[index]!));
    this.#outputs = this.#results.map((own, index) => common(own, this.#symbols[index]!));
    this.#at = new Int32Array(members.length);
    this.workers = members.map(({ lane }, index) => ({
      lane,
      outputs: [this.#results[index]!],
      first: new Float64Array([Infinity]),
      advance: () => this.#advance(),
    }));
  }

  /** The first member that is asked computes for all. */
  #advance(): void {
    const to = this.#rows();
    if (to === this.#done) return;
    const before = this.#at.slice();
    for (const [index, { rows }] of this.#symbols.entries()) {
      let own = this.#at[index]!;
      if (rows === undefined) own = to;
      else for (; own < rows.length && rows[own]! < to; own += 1) this.#inputs[index]![rows[own]!] = this.#own[index]![own]!;
      this.#at[index] = own;
    }
    this.#compare(this.#inputs, this.#outputs, this.#done, to);
    for (const [index, { rows }] of this.#symbols.entries()) this.#deliver(index, rows, before[index]!);
    this.#done = to;
  }

  #deliver(index: number, rows: Int32Array | undefined, from: number): void {
    const own = this.#results[index]!;
    const common = this.#outputs[index]!;
    const { first } = this.workers[index]!;
    for (let i = from; i < this.#at[index]!; i += 1) {
      if (rows !== undefined) own[i] = common[rows[i]!]!;
      if (first[0] === Infinity && !Number.isNaN(own[i]!)) first[0] = i;
    }
  }
}
