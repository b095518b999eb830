import { invariant, type Purged, purge, type TestBlock, type UnixMs, windowOf } from '../../base/index.ts';
import type { LabelSpans } from '../rows/contract.ts';
import type { Fold, PurgeProof } from './contract.ts';
import { FoldTooSmallError } from './errors.ts';

/** Fewest rows that a model is trained on. */
export const MIN_TRAIN_ROWS = 100;

/** Every row of a table. */
export function allRows({ time }: LabelSpans): Int32Array {
  const rows = new Int32Array(time.length);
  for (let row = 0; row < rows.length; row += 1) rows[row] = row;
  return rows;
}

/**
 * One fold: what of `before` may be trained on when the blocks are tested.
 * @throws FoldTooSmallError below `minTrainRows`
 */
export function makeFold(
  spans: LabelSpans,
  part: {
    readonly index: number;
    readonly before: Int32Array;
    readonly test: Int32Array;
    readonly blocks: readonly TestBlock[];
    readonly minTrainRows: number;
  },
): Fold {
  const { index, before, test, minTrainRows } = part;
  const out = purge(spans, before, part.blocks);
  const proof = proofOf(out);
  if (proof.kept < Math.max(1, minTrainRows))
    throw new FoldTooSmallError({ fold: `fold ${index}`, needs: minTrainRows, ...proof });
  const { kept: train, purged, embargoed } = out;
  return { index, train, test, purged, embargoed, trained: datesOf(spans, train), tested: datesOf(spans, test), proof };
}

/** The counts of a purge, and that it held. */
export function proofOf({ kept, purged, embargoed, smallestDistance }: Purged): PurgeProof {
  invariant(smallestDistance === undefined || smallestDistance > 0, 'no kept training label meets a test block');
  const count = { purged: purged.length, embargoed: embargoed.length, kept: kept.length };
  return { before: count.kept + count.purged + count.embargoed, ...count, smallestDistance };
}

/** First and last bar of these rows. */
function datesOf({ time }: LabelSpans, rows: Int32Array): { readonly from: UnixMs; readonly to: UnixMs } {
  let from = Infinity;
  let to = -Infinity;
  for (const row of rows) {
    from = Math.min(from, time[row]!);
    to = Math.max(to, time[row]!);
  }
  return { from, to };
}

/** Cuts rows by their dates: part k holds the dates from `cuts[k]` to before `cuts[k + 1]`, in the order the rows came. */
export class DateCutter {
  readonly #rows: Int32Array;
  readonly #time: Float64Array;
  readonly #dates: Float64Array;

  constructor({ time }: LabelSpans, rows: Int32Array, dates: Float64Array) {
    this.#time = time;
    this.#rows = rows;
    this.#dates = dates;
  }

  /** Rows of the dates from number `from` to before number `to`. */
  between(from: number, to: number): Int32Array {
    const first = this.#dates[from] ?? Infinity;
    const end = this.#dates[to] ?? Infinity;
    return this.#rows.filter((row) => this.#time[row]! >= first && this.#time[row]! < end);
  }
}

/** The window of a block of test rows, as a list of one. */
export const oneBlock = (spans: LabelSpans, test: Int32Array): readonly TestBlock[] => [windowOf(spans, test)];
