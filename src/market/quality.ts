import type { Timeframe, UnixMs } from '../base/index.ts';

/** Why a row of a source is set aside. */
export type BadRowCode =
  /** A cell that should hold a number or a time does not. */
  | 'NOT_A_NUMBER'
  | 'NOT_A_TIME'
  /** Fewer cells than the header has. */
  | 'TOO_FEW_CELLS'
  /** A price that is absent, NaN or infinite. */
  | 'PRICE_MISSING'
  /** A price of 0 or below, where the asset class knows no such price. */
  | 'PRICE_NOT_POSITIVE'
  | 'VOLUME_NEGATIVE'
  /** High below open, low or close, or low above one of them. */
  | 'OHLC_ORDER'
  /** Older (newer) than the row before it although `csv.order` says ascending (descending). */
  | 'OUT_OF_ORDER';

export interface BadRow {
  /** Line of the file, counted from 1; a row number where the source has no lines. */
  readonly line: number;
  /** Column of the text, counted from 1; undefined when the row as a whole is at fault. */
  readonly column: number | undefined;
  readonly code: BadRowCode;
  /** One sentence with the values. */
  readonly fact: string;
}

/** A run of bars that the calendar expects and the source lacks. */
export interface Gap {
  /** Close of the first and of the last missing bar. */
  readonly from: UnixMs;
  readonly to: UnixMs;
  readonly bars: number;
}

/** A close-to-close move far outside what the series had shown before: flagged, never removed. */
export interface Jump {
  readonly time: UnixMs;
  /** Move as a fraction of the previous close. */
  readonly change: number;
  /** Size in standard deviations of the 60 moves before. */
  readonly sigma: number;
}

/** What a source looked like, over all of its rows. Lists hold the first entries only, counts are complete. */
export interface QualityReport {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly source: string;
  /** Rows read and bars kept. */
  readonly rows: number;
  readonly bars: number;
  readonly first: UnixMs | undefined;
  readonly last: UnixMs | undefined;
  /** Bars the calendar expects between the first and the last bar. */
  readonly expected: number;
  readonly missing: number;
  readonly gaps: readonly Gap[];
  readonly gapCount: number;
  /** Rows with the stamp of an earlier row; the last one in the file counts. */
  readonly duplicates: number;
  readonly duplicateLines: readonly number[];
  /** Rows older than the row before them, where the file as a whole is not newest first. */
  readonly disorder: number;
  readonly disorderLines: readonly number[];
  readonly badRows: readonly BadRow[];
  readonly badRowCount: number;
  /** Where the rows set aside were written; relative to the project. */
  readonly quarantineFile: string | undefined;
  /** Bars outside the sessions of the calendar, left out. */
  readonly outsideSession: number;
  /** Those of them before or after a session of the same date, such as pre-market minutes. */
  readonly extendedHours: number;
  readonly jumps: readonly Jump[];
  readonly jumpCount: number;
  /** Daily bars of futures: opens far off the close before, as where a chain passes to the next contract; `sigma` is robust. */
  readonly rollJumps: readonly Jump[];
  readonly rollJumpCount: number;
  /** Sum of these moves, as a fraction. */
  readonly rollJumpSum: number;
  /** Bars that open exactly where the bar before closed. */
  readonly openEqualsClose: number;
  /** Bars with volume 0 or without volume. */
  readonly zeroVolume: number;
  /** Open, high and low were absent and are made from the close. */
  readonly closeOnly: boolean;
}

/** How many entries the lists of a report keep. */
export const QUALITY_LIST_LIMIT = 50;
