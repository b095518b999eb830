import { distinctTimes } from '../../base/index.ts';
import type { LabelSpans } from '../rows/contract.ts';
import type { Fold } from './contract.ts';
import { FoldTooSmallError } from './errors.ts';
import { allRows, DateCutter, MIN_TRAIN_ROWS, makeFold, oneBlock } from './fold.ts';

export interface WalkForwardOptions {
  readonly spans: LabelSpans;
  /** Rows that take part, the development segment; absent: all. */
  readonly rows?: Int32Array | undefined;
  readonly folds: number;
  readonly scheme: 'expanding' | 'rolling';
  /** Rolling: dates that a fold trains on, before purging; absent: as many as one block holds. */
  readonly trainBars?: number | undefined;
  /** Fewest rows after purging. */
  readonly minTrainRows?: number | undefined;
}

/**
 * Walk-forward folds. Of D dates, F folds have m = ⌊D / (F + 1)⌋ each: fold k = 1 … F trains on dates [0, k·m), or the last `trainBars`
 * of them, and is tested on [k·m, (k + 1)·m), the last fold on all that remain. Dates are the distinct times of the rows: rows of one
 * time are never parted. What meets the test window is purged; nothing after it is trained on, so there is no embargo.
 * @throws FoldTooSmallError
 */
export function walkForward(options: WalkForwardOptions): readonly Fold[] {
  const { spans, folds, scheme, minTrainRows = MIN_TRAIN_ROWS } = options;
  const rows = options.rows ?? allRows(spans);
  const dates = distinctTimes(spans, rows);
  const size = Math.floor(dates.length / (folds + 1));
  if (size === 0) {
    const nothing = { kept: 0, before: 0, purged: 0, embargoed: 0, needs: minTrainRows };
    throw new FoldTooSmallError({ fold: `fold 1 of ${folds}, cut from ${dates.length} dates,`, ...nothing });
  }
  const cutter = new DateCutter(spans, rows, dates);
  return Array.from({ length: folds }, (_, at) => {
    const index = at + 1;
    const cut = index * size;
    const from = scheme === 'rolling' ? Math.max(0, cut - (options.trainBars ?? size)) : 0;
    const test = cutter.between(cut, index === folds ? dates.length : cut + size);
    return makeFold(spans, { index, before: cutter.between(from, cut), test, blocks: oneBlock(spans, test), minTrainRows });
  });
}
