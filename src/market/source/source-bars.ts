import type { Timeframe } from '../../base/index.ts';
import type { BarColumns } from '../bars.ts';
import type { BadRow } from '../quality.ts';

/** A dividend or split by ex-date, before it is tied to a bar. */
export interface CorporateEvent {
  readonly kind: 'dividend' | 'split';
  /** Session from whose open on the price is without it, as days since 1970-01-01. */
  readonly exDay: number;
  /** Money per unit held before, or new units per old unit. */
  readonly amount: number;
}

/** What reading a source found, over all of its rows. Lists hold the first entries only. */
export interface ImportReport {
  readonly rows: number;
  readonly duplicates: number;
  readonly duplicateLines: readonly number[];
  readonly disorder: number;
  readonly disorderLines: readonly number[];
  readonly badRows: readonly BadRow[];
  readonly badRowCount: number;
  /** Bars left out because no session holds them, extended hours included. */
  readonly outsideSession: number;
  /** Those of them on a session's date between 04:00 and 20:00: trading before and after the session. */
  readonly extendedHours: number;
  readonly closeOnly: boolean;
  /** Finest power of ten that all closes are multiples of, at most 0.01 and at least 1e-8. */
  readonly priceStep: number;
}

/** All of a source's bars of one symbol after cleaning: what the column cache keeps. */
export interface SourceBars {
  readonly timeframe: Timeframe;
  readonly bars: BarColumns;
  readonly events: readonly CorporateEvent[];
  readonly report: ImportReport;
}
