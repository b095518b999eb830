import { distinctTimes, lastFifth, purge, type TimeWindow } from '../../base/index.ts';
import type { LabelSpans } from '../rows/contract.ts';
import type { PurgeProof } from './contract.ts';
import { TestWindowEmptyError } from './errors.ts';
import { allRows, oneBlock, proofOf } from './fold.ts';

export interface Segments {
  /** Rows before the test window whose labels read none of it: folds, tuning and the final model see these only. */
  readonly development: Int32Array;
  /** Rows of the test window. */
  readonly test: Int32Array;
  /** Rows before the test window whose labels read into it. */
  readonly purged: Int32Array;
  /** Times of the test window. */
  readonly window: TimeWindow;
  readonly proof: PurgeProof;
}

/**
 * Parts the rows into development and test window. Rows after the window belong to neither.
 * @param window the configured one, `to` included; `last_fifth`: the last 20 % of the dates
 * @throws TestWindowEmptyError where no row lies in it
 */
export function cutSegments(spans: LabelSpans, window: TimeWindow | 'last_fifth'): Segments {
  const rows = allRows(spans);
  const dates = distinctTimes(spans, rows);
  const wanted = window === 'last_fifth' ? tailOf(dates) : window;
  const test = rows.filter((row) => spans.time[row]! >= wanted.from && spans.time[row]! <= wanted.to);
  if (test.length === 0) {
    const [firstRow] = dates;
    const lastRow = dates.at(-1);
    throw new TestWindowEmptyError({
      ...wanted,
      ...(firstRow === undefined || lastRow === undefined ? {} : { firstRow, lastRow }),
    });
  }
  const before = rows.filter((row) => spans.time[row]! < wanted.from);
  const out = purge(spans, before, oneBlock(spans, test));
  return { development: out.kept, test, purged: out.purged, window: wanted, proof: proofOf(out) };
}

function tailOf(dates: Float64Array): TimeWindow {
  const first = dates[dates.length - lastFifth(dates.length)] ?? 0;
  return { from: first, to: dates.at(-1) ?? 0 };
}
