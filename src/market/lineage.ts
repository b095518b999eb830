import type { Timeframe } from '../base/index.ts';

/** Where the bars of one symbol came from and what was done to them; for the report and `data list`. */
export interface Lineage {
  readonly symbol: string;
  readonly source: string;
  /** Relative to the project; undefined for sources without files. */
  readonly file: string | undefined;
  /** `sha256:…` of the source bytes; for made-up bars of what they are made from. */
  readonly contentHash: string;
  /** Timeframe the source holds; bars of another one are made from these. */
  readonly sourceTimeframe: Timeframe;
  readonly timeframe: Timeframe;
  /** Field → header of the file as recognised, for example `time: Date`, `adjusted_close: Adj Close`. */
  readonly columns: Readonly<Record<string, string>>;
  /** How stamps were read, in words: `session dates`, `bar open, America/New_York`. */
  readonly stamps: string;
  /** Where corporate actions came from: `columns dividend_amount, split_coefficient`, a file, or undefined. */
  readonly actions: string | undefined;
  readonly synthetic: boolean;
  readonly fromCache: boolean;
  /** Facts worth a line: `resampled from 1m`, `open, high, low from the close`. */
  readonly notes: readonly string[];
}
