import type { UnixMs } from '../../base/index.ts';
import type { SignalColumns } from '../../models/index.ts';

/** A model as an agent uses it. */
export interface ModelSource {
  /** As the project names it. */
  readonly name: string;
  /** `sha256:…` of its file. */
  readonly hash: string;
  /** The columns it reads, in its own order: names of the expression language. */
  readonly features: readonly string[];
  /** It predicts ranks among symbols (label rank_return): see {@link signalFeatures}. */
  readonly ranks: boolean;
  /** Bars that its label looks ahead. */
  readonly horizonBars: number;
  /** Close time of the first bar at which a member may speak. */
  readonly validFrom: UnixMs;
  /**
   * What the member that is valid at each row says. Rows are independent of each other.
   * @param columns one per feature @param time close time of each row
   */
  signals(columns: readonly Float64Array[], time: Float64Array): SignalColumns;
}
