import type { DataPin, OnlineConfig, OnlineWorld, Revision } from '../../adapters/data/index.ts';
import type { Timeframe, UnixMs, Warning } from '../../base/index.ts';
import type { DataConfig, Dataset, Lineage, QualityReport } from '../../market/index.ts';

/** How sources that need the network are read. */
export interface OnlineReading {
  /** `operations.connections.alpaca` */
  readonly alpaca: OnlineConfig['alpaca'];
  /** The store alone, never the network: `whole` wants all of the window to be there, `any` takes what there is. Default: fetch what is missing. */
  readonly stored?: 'whole' | 'any';
  /** Session (days since 1970-01-01) at which a window without an end ends. */
  readonly untilDay?: number;
  /** What an earlier run read of each symbol, to be found again. */
  readonly pins?: ReadonlyMap<string, DataPin>;
  /** Clock and environment; default: those of the machine. */
  readonly world?: OnlineWorld;
}

/** What to load. Everything not named here follows from `data`. */
export interface DataRequest {
  readonly data: DataConfig;
  /** `project.seed` and `project.currency`. */
  readonly seed: number;
  readonly currency: string;
  /** Absolute path of the project folder. */
  readonly projectDir: string;
  /** Needed when a symbol comes from yahoo, alpaca or ccxt. */
  readonly online?: OnlineReading;
  /** Symbols in the wanted order; default: all of `data.symbols`. */
  readonly symbols?: readonly string[];
  /** Base bars and decision clock; default: `data.timeframe`. */
  readonly timeframe?: Timeframe;
  /** Slower timeframes beside the base, made from the base bars; `data.secondary_timeframes` join by themselves. */
  readonly higher?: readonly Timeframe[];
  /** Finer bars for ambiguous stops (`execution.intrabar.drill_timeframe`). */
  readonly finer?: Timeframe;
  /** Bars wanted before `start_date`, as far as the source has them; default 0. */
  readonly warmupBars?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DataProgress) => void;
}

export interface DataProgress {
  readonly symbol: string;
  readonly done: number;
  readonly total: number;
}

export interface LoadedData {
  readonly dataset: Dataset;
  /** First row of `dataset` inside the window; rows before it are warm-up. */
  readonly firstRow: number;
  /** Same symbols, slower bars, each stamped with its close: visible to a base row from `time ≤ base time` on. */
  readonly higher: ReadonlyMap<Timeframe, Dataset>;
  readonly finer: Dataset | undefined;
  readonly quality: readonly QualityReport[];
  readonly lineage: readonly Lineage[];
  readonly warnings: readonly Warning[];
  /** First and last session date of the window's bars, warm-up excluded, `YYYY-MM-DD`. */
  readonly window: { readonly start: string; readonly end: string; readonly from: UnixMs; readonly to: UnixMs };
  /** By symbol: what fetching again changed. */
  readonly revisions: ReadonlyMap<string, Revision>;
  readonly synthetic: boolean;
}
