import type { Timeframe, UnixMs, Warning } from '../../base/index.ts';
import type { DataConfig, Dataset, Lineage, QualityReport } from '../../market/index.ts';

/** What to load. Everything not named here follows from `data`. */
export interface DataRequest {
  readonly data: DataConfig;
  /** `project.seed` and `project.currency`. */
  readonly seed: number;
  readonly currency: string;
  /** Absolute path of the project folder. */
  readonly projectDir: string;
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
  readonly synthetic: boolean;
}
