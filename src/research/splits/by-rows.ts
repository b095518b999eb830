import type { LabelSpans } from '../rows/contract.ts';
import type { Fold } from './contract.ts';
import { makeFold, oneBlock } from './fold.ts';

/** One row per bar, each with a label of `horizon` bars; times are row numbers. */
export function constantHorizon(rows: number, horizon: number): { readonly spans: LabelSpans; readonly bars: Float64Array } {
  const time = Float64Array.from({ length: rows }, (_, row) => row);
  const bars = Float64Array.from({ length: rows + horizon }, (_, row) => row);
  return { spans: { time, end: time.map((row) => row + horizon) }, bars };
}

/**
 * Walk-forward by counts of rows: the first test block begins after `trainRows` rows and the horizon, each later one where the last ended.
 * `trainRows` counts what is left after purging. Other programs cut so; ours cut by shares of the dates, `walkForward`.
 */
export function walkForwardByRows(options: {
  readonly rows: number;
  readonly testRows: number;
  readonly trainRows: number;
  readonly horizon: number;
  /** Whether a last block with fewer rows is tested. */
  readonly shortLast: boolean;
  /** Whether training begins with the first row, or holds `trainRows` rows. */
  readonly expanding: boolean;
}): readonly Fold[] {
  const { rows, testRows, trainRows, horizon, shortLast, expanding } = options;
  const { spans } = constantHorizon(rows, horizon);
  const between = (from: number, to: number): Int32Array => Int32Array.from({ length: to - from }, (_, i) => from + i);
  const folds: Fold[] = [];
  for (let cut = trainRows + horizon; cut < rows; cut += testRows) {
    const end = Math.min(cut + testRows, rows);
    if (end - cut < testRows && !shortLast) break;
    const test = between(cut, end);
    const before = between(expanding ? 0 : cut - horizon - trainRows, cut);
    folds.push(makeFold(spans, { index: folds.length + 1, before, test, blocks: oneBlock(spans, test), minTrainRows: 1 }));
  }
  return folds;
}
