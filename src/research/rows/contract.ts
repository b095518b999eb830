import type { Spans } from '../../base/index.ts';

/** When each row's bar closed (t0) and when the last bar its label reads closed (t1); t1 ≥ t0. Rows are sorted by (time, symbol). */
export type LabelSpans = Spans;

/** Features and labels of all symbols as one table, sorted by (time, symbol); only rows whose label is complete. */
export interface ResearchRows extends LabelSpans {
  readonly rows: number;
  readonly symbols: readonly string[];
  /** Index into `symbols`. */
  readonly symbol: Int32Array;
  /** Row of the dataset's time index. */
  readonly bar: Int32Array;
  /** Own bars of the symbol: the row's, and the last one its label reads. */
  readonly ownBar: Int32Array;
  readonly ownEnd: Int32Array;
  /** Names of the feature columns, in the order models see them. */
  readonly names: readonly string[];
  /** `columns[feature][row]`; NaN is a missing cell. */
  readonly columns: readonly Float64Array[];
  /** The class or the number to be predicted. */
  readonly value: Float64Array;
  /** Return of what the label describes, as a fraction. */
  readonly labelReturn: Float64Array;
}
