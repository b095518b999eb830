import type {
  BacktestOverfitting,
  Better,
  BlockSums,
  MapCell,
  Missing,
  ParameterAxis,
  SnoopingTest,
  Statistic,
} from '../../metrics/index.ts';
import type { LuckEvidence, TrialCounts } from '../luck.ts';

/** One parameter over all variants, as the expansion of a sweep gives it. */
export interface JudgedAxis extends ParameterAxis {
  readonly path: string;
}

/** Trials on the window that are no variants of this batch, or are its variants on shorter windows. */
export interface OtherTrials {
  /** Distinct configurations, those without a Sharpe ratio too. */
  readonly count: number;
  /** Sharpe ratios per period of those that have one. */
  readonly sharpes: readonly number[];
}

/** A batch of backtests whose best one is to be believed or not. */
export interface SweepInput {
  /** Agents of `--all` are no variants of each other: they have no plateau, and no test against holding is made. */
  readonly kind: 'sweep' | 'agents';
  /**
   * Returns by variant, net of all costs, of the same periods (sessions; bars above a day): of successive halving those of the first rung.
   * Undefined: it did not run, and is no trial. A run whose returns are fewer, or have a value that is no number (everything was lost), counts
   * and is left out of comparisons.
   */
  readonly series: readonly (Float64Array | undefined)[];
  /** Equal weights of the symbols, bought and held over the same periods; undefined: no test against it. */
  readonly benchmark: Float64Array | undefined;
  /** The objective by variant on the same window (first rung), NaN where there is none. */
  readonly objectives: Float64Array;
  readonly better: Better;
  /** Of the variants, in their order; empty for agents. */
  readonly axes: readonly JudgedAxis[];
  readonly isGrid: boolean;
  /** Places of the variants that were stopped early: they count in N and V and leave PBO and SPA. Not: those that successive halving left behind. */
  readonly pruned: readonly number[];
  /** The best variant and its returns, of successive halving those of the whole window; undefined: none succeeded. */
  readonly winner: { readonly place: number; readonly returns: Float64Array } | undefined;
  /** What the ledger counts on the window when the batch is in it; undefined: this batch is all there is. */
  readonly trials: TrialCounts | undefined;
  /** Runs of the later rungs of successive halving, each of them a trial; not asked where `trials` is given. */
  readonly laterRungs?: OtherTrials | undefined;
  /** Sharpe ratios of the top candidates before and on the test window, in their order; undefined: no test window. */
  readonly tested?: readonly { readonly place: number; readonly before: Statistic; readonly on: Statistic }[] | undefined;
  /** Sums of the returns of all variants by block, taken while they ran; undefined: they are taken now. */
  readonly blockSums?: BlockSums | undefined;
  /** Of the bootstrap. */
  readonly seed: number;
}

/** How good the best of so many is when luck has been taken off. */
export interface WinnerEvidence extends LuckEvidence {
  readonly place: number;
}

/** One variant among those around it. */
export interface Neighbourhood {
  readonly place: number;
  /** It and its neighbours, those without an objective left out. */
  readonly members: readonly number[];
  /** Median objective of the members. */
  readonly median: number;
  /** Median / own objective; missing where the own one is not above 0. */
  readonly stability: Statistic;
}

/** Median objectives over two parameters. */
export interface ParameterMap {
  /** Paths; `down` has the rows. */
  readonly down: string;
  readonly across: string;
  readonly downLabels: readonly string[];
  readonly acrossLabels: readonly string[];
  /** By row, then column; null where no variant with an objective fell. */
  readonly cells: readonly (readonly (ParameterCell | null)[])[];
}

/** Variants with an objective, their median and the best of them. */
export interface ParameterCell extends MapCell {
  /** The winner, and the centre of the plateau, are among them. */
  readonly winner: boolean;
  readonly centre: boolean;
}

/** What the best of a batch is worth, and what lies around it. Whatever is not known says why. */
export interface SweepJudgement {
  readonly trials: TrialCounts;
  /** Variants whose returns were compared with each other. */
  readonly compared: number;
  readonly pruned: number;
  readonly winner: WinnerEvidence | Missing;
  /** From 8 compared variants on. */
  readonly pbo: BacktestOverfitting | Missing;
  /** From 10 compared variants on, against the benchmark. */
  readonly spa: SnoopingTest | Missing;
  readonly realityCheck: SnoopingTest | Missing;
  /** The variant with the best median objective over itself and its neighbours. */
  readonly plateau: Neighbourhood | Missing;
  /** The winner among its neighbours. */
  readonly around: Neighbourhood | Missing;
  /** Every pair of parameters that vary. */
  readonly maps: readonly ParameterMap[];
  /** Of the top candidates: Sharpe ratio on the test window / before. Empty without a test window. */
  readonly walkForward: readonly { readonly place: number; readonly efficiency: Statistic }[];
}
