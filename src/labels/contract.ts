import type { UnixMs } from '../base/index.ts';

/** Bars of one symbol on the adjusted price basis, oldest first; only bars that exist. Labels read nothing else. */
export interface LabelBars {
  readonly symbol: string;
  /** Close time of each bar. */
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** What a label touched first: nothing (no barriers), the profit side, the loss side, or the end of its time. */
export const TOUCHED = { none: 0, take_profit: 1, stop_loss: 2, vertical: 3 } as const;

/** The labels of one symbol, one slot per bar of {@link LabelBars}. */
export interface LabelColumns {
  /** Index of the last bar that the label reads; −1: the bar has no label (incomplete, or not asked for). */
  readonly t1: Int32Array;
  /** The class (−1, 0, 1; meta: 0, 1) or the number to be predicted; NaN where t1 is −1. */
  readonly value: Float64Array;
  /** Return of what the label describes, as a fraction; NaN where t1 is −1. */
  readonly labelReturn: Float64Array;
  /** Code of {@link TOUCHED}. */
  readonly touched: Uint8Array;
  /** 1 where both barriers lie inside one bar. */
  readonly ambiguous: Uint8Array;
}

/** Close time of the last bar a label reads. */
export const endOf = (bars: LabelBars, labels: LabelColumns, bar: number): UnixMs => bars.time[labels.t1[bar]!]!;
