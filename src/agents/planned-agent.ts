import type { FeatureReads, FeatureRun, ResolvedFeature } from '../features/index.ts';
import type { Decider } from '../ports/index.ts';

/** Where a planned agent finds its columns. */
export interface BindOptions {
  /** The agent's symbols, in the order of the position's slots. */
  readonly symbols: readonly string[];
  /** Index of each of them in the dataset of the run; absent: the dataset holds exactly them. */
  readonly datasetSymbols?: readonly number[];
  /** Columns of a plan that was made for this agent: its reads and what else is read, which also delays its first row. */
  readonly run: FeatureRun;
  /** Close time of each row of the common index. */
  readonly time: Float64Array;
  /** 1 on each row of the common index at which the agent decides (`schedule.every`); absent: at every row. */
  readonly decisionRows?: Uint8Array;
}

/** An agent ready to decide. */
export interface BoundAgent {
  readonly decider: Decider;
  /** Makes everything known that the rows before `to` hold; before `decide(to - 1, …)`. */
  advance(to: number): void;
  /**
   * First row at which everything in its plan is defined, for one of its symbols or (absent) for all of them; Infinity while that is not
   * known. It holds a symbol before that symbol's own first row.
   */
  firstRow(slot?: number): number;
}

/** An agent whose texts and models are read: what it needs computed, and how it decides over that. */
export interface PlannedAgent {
  readonly reads: FeatureReads;
  /** Definitions that it brings beside those of the project: the signals of models. */
  readonly features: readonly ResolvedFeature[];
  /** A decider of its own over the columns of a run. */
  bind(options: BindOptions): BoundAgent;
}
