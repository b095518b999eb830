import type { Better, MapCell, MetricValue } from '../../metrics/index.ts';
import type { HeadData } from '../head.ts';

/** A variant among its neighbours. */
export interface Neighbourhood {
  readonly variant: string;
  /** It and its neighbours, and their median objective. */
  readonly members: number;
  readonly median: number;
  /** Median / own objective; null: the own one is not above 0. */
  readonly stability: number | null;
}

export interface VariantCell extends MapCell {
  readonly winner: boolean;
  readonly centre: boolean;
}

/** Median objectives over two parameters, by row and column; null where no variant fell. */
export interface VariantMap {
  readonly down: string;
  readonly across: string;
  readonly down_labels: readonly string[];
  readonly across_labels: readonly string[];
  readonly cells: readonly (readonly (VariantCell | null)[])[];
}

/** `overfitting` of `batch.json`: Sharpe ratios are per period, what is null says why in `not_available`. */
export interface BatchOverfitting {
  readonly trials: number;
  readonly n_effective: number;
  readonly compared: number;
  readonly pruned: number;
  readonly winner_sharpe: number | null;
  readonly winner_psr: number | null;
  readonly winner_dsr: number | null;
  readonly winner_dsr_at_n: number | null;
  readonly luck_sharpe: number | null;
  readonly pbo: number | null;
  readonly pbo_blocks: number | null;
  readonly pbo_losing: number | null;
  readonly pbo_slope: number | null;
  readonly pbo_logits: { readonly limit: number; readonly counts: readonly number[] } | null;
  readonly spa_p: number | null;
  readonly reality_check_p: number | null;
  readonly plateau: Neighbourhood | null;
  readonly winner_neighbourhood: Neighbourhood | null;
  readonly walk_forward: readonly { readonly variant: string; readonly efficiency: number | null }[];
  readonly not_available: Readonly<Record<string, string>>;
  readonly maps: readonly VariantMap[];
}

/** One of the best runs of a batch. */
export interface Candidate {
  readonly rank: number;
  /** Of the run: its variant, or its agent. */
  readonly name: string;
  /** Empty: it was not kept. */
  readonly runId: string;
  /** `buy_below 25 · sell_above 70`; empty for agents. */
  readonly parameters: string;
  /** As in metrics.json. */
  readonly metrics: Readonly<Record<string, MetricValue>>;
}

/** Everything that the page of a batch shows. */
export interface BatchReportData {
  readonly head: HeadData;
  readonly runId: string;
  /** `sweep`: variants of one agent; `all`: every agent of a project. */
  readonly kind: 'sweep' | 'all';
  readonly counts: {
    readonly total: number;
    readonly success: number;
    readonly degraded: number;
    readonly failed: number;
    readonly halted: number;
  };
  /** Key of the metric that runs are ranked by. */
  readonly objective: string;
  readonly better: Better;
  readonly returnsPerYear: number;
  readonly overfitting: BatchOverfitting;
  /** The best first. */
  readonly candidates: readonly Candidate[];
  readonly failures: readonly { readonly name: string; readonly code: string; readonly message: string }[];
}
