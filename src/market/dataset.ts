import type { Timeframe } from '../base/index.ts';
import type { BarColumns, CorporateAction } from './bars.ts';
import type { CalendarName, Instrument } from './instrument.ts';

/** One symbol of a dataset: its own bars, and where they stand on the common time index. */
export interface SymbolData {
  readonly instrument: Instrument;
  readonly calendar: CalendarName;
  /** Raw basis, the symbol's own bars. Fills, stops, lots, fees and the ledger use these. */
  readonly bars: BarColumns;
  /**
   * adjusted price = raw price × factor, by own bar; anchored at 1 on the first bar, made of the actions with ex-date ≤ t only, so
   * that no past value is ever restated. Absent: one basis. Features, labels and expressions use the adjusted basis.
   */
  readonly factor: Float64Array | undefined;
  /** Ordered by `row`, the own bar at whose open the action takes effect. */
  readonly actions: readonly CorporateAction[];
  /** Row on the common index of each own bar; absent when the two are the same. */
  readonly rows: Int32Array | undefined;
  /** False when volume is 0 or absent on every bar: participation cap and impact are off (`NO_VOLUME`). */
  readonly hasVolume: boolean;
  /** True when any bar is made up (seeded), so that everything it touches says SYNTHETIC DATA. */
  readonly synthetic: boolean;
}

/** Several symbols of one timeframe on one time index: the union of their bar closes. */
export interface Dataset {
  readonly timeframe: Timeframe;
  /** Close times of the common index, strictly rising. */
  readonly time: Float64Array;
  /** Trading session of each row, counted from 0 on the first row; the calendar is that of the first symbol. */
  readonly session: Int32Array;
  readonly periodsPerYear: number;
  readonly symbols: readonly SymbolData[];
  /** `sha256:…` of all columns, factors and actions in use. */
  readonly fingerprint: string;
}
