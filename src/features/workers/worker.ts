import type { BarColumns, CalendarName } from '../../market/index.ts';

/** The bars of one symbol at one timeframe, and how many of them are known. */
export interface Lane {
  readonly bars: BarColumns;
  readonly factor: Float64Array | undefined;
  readonly calendar: CalendarName;
  /** Row of the common index; absent for bars that the dataset does not hold, or when the two are the same. */
  readonly rows: Int32Array | undefined;
  readonly inDataset: boolean;
  known: number;
}

/** A node at work for one symbol. */
export interface Worker {
  readonly lane: Lane;
  readonly outputs: readonly Float64Array[];
  /** First row with a value of each output, Infinity while that is not known. */
  readonly first: Float64Array;
  /** Fills the rows below `lane.known`. */
  advance(): void;
}

/** One column of another worker. */
export interface WorkerOutput {
  readonly worker: Worker;
  readonly output: number;
}
