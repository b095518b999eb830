import type { Timeframe } from '../../base/index.ts';
import type { BadRow, CsvConfig, QualityConfig, ResolvedSymbol, SourceBars } from '../../market/index.ts';

/** One symbol's bars, wanted from a source. */
export interface SourceRequest {
  readonly symbol: ResolvedSymbol;
  readonly timeframe: Timeframe;
  readonly csv: CsvConfig;
  readonly quality: QualityConfig;
  readonly projectDir: string;
}

/** Everything a source gives; what the column cache keeps. */
export interface SourceResult {
  /** Of the source's own timeframe, which may be finer than the one wanted. */
  readonly source: SourceBars;
  /** Path as written, relative to the project; undefined for sources without files. */
  readonly file: string | undefined;
  readonly contentHash: string;
  readonly columns: Readonly<Record<string, string>>;
  readonly stamps: string;
  readonly actions: string | undefined;
  readonly synthetic: boolean;
  readonly notes: readonly string[];
  readonly warnings: readonly SourceWarning[];
  /** All bad rows that are listed, for the quarantine file. */
  readonly badRows: readonly BadRow[];
}

export interface SourceWarning {
  readonly code: string;
  readonly message: string;
}
