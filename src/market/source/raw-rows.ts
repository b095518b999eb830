import type { BadRow } from '../quality.ts';

/** Rows of a source as they stand in it, before cleaning. Columns are longer than `length` when they grew; the cleaner works in place. */
export interface RawRows {
  readonly length: number;
  /** Instants; where `dated`, days as multiples of 24 h. */
  readonly stamp: Float64Array;
  /** Stamps are dates of sessions, without a time of day. */
  readonly dated: boolean;
  /** NaN where a cell is empty. */
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly availableAt: Float64Array | undefined;
  readonly dividend: Float64Array | undefined;
  readonly split: Float64Array | undefined;
  /** Close after the vendor's own adjustment for dividends. */
  readonly adjustedClose: Float64Array | undefined;
  /** Line (or row number) of each row, counted from 1. */
  readonly line: Uint32Array;
  /** Rows that could not be read at all. */
  readonly badRows: readonly BadRow[];
  readonly badRowCount: number;
  /** Open, high and low are made from the close (or from open and close). */
  readonly closeOnly: boolean;
}

/** How many bad rows are listed by line; beyond, they are only counted. */
export const BAD_ROW_LIMIT = 10_000;
