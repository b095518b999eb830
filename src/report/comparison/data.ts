import type { MetricValue } from '../../metrics/index.ts';

/** One run of a comparison, before its figures. */
export interface RunIdentity {
  /** `A` … `H`: what reasons and warnings call it. */
  readonly label: string;
  readonly run_id: string;
  readonly name: string;
  /** Of a child of a sweep. */
  readonly variant: string | null;
  readonly status: 'running' | 'success' | 'degraded' | 'failed' | 'halted';
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly verdict: 'valid' | 'invalid' | 'pending' | null;
  readonly verdict_line: string | null;
  readonly stamps: readonly string[];
  readonly symbols: readonly string[];
  readonly window: { readonly start: string; readonly end: string; readonly timeframe: string } | null;
  /** Dates of the first and the last bar that counts. */
  readonly evaluated: { readonly from: string; readonly to: string } | null;
  readonly started_at: string;
  readonly config_hash: string | null;
  readonly data_fingerprint: string | null;
  readonly code_version: string | null;
  /** Counted when the run was made; `dsr` is of then. */
  readonly trials: { readonly n: number; readonly n_effective: number | null } | null;
  readonly trials_now: TrialsNow | null;
}

/** What has been tried on the data of a run until today, and what that leaves of its Sharpe ratio. */
export interface TrialsNow {
  readonly n: number;
  readonly n_effective: number;
  /** The deflated Sharpe ratio after all of them; null where the run's returns say nothing about it. */
  readonly dsr: number | null;
}

/** One metric of all runs, in their order. */
export interface MetricRow {
  readonly key: string;
  readonly values: readonly MetricValue[];
  /** The run that is better than all others; null where more is not better or worse, where runs tie, and with one value only. */
  readonly best: string | null;
  /** Value − that of the baseline, money as text; null for the baseline itself and where one is missing. */
  readonly differences: readonly MetricValue[];
  /** Null for the baseline and for metrics that are not functions of the session returns. */
  readonly p_values: readonly (number | null)[];
  /** Of the difference, low and high. */
  readonly intervals: readonly (readonly [number, number] | null)[];
}

/** A path at which runs differ, with the text of each run's value in their order; null where a run has no such setting. */
export interface ConfigDelta {
  readonly path: string;
  readonly values: readonly (string | null)[];
}

/** Whether differences from the baseline are more than luck. */
export interface Significance {
  /** What the p-values are, in a sentence. */
  readonly method: string;
  /** Days of the first and the last session that all runs have, and how many they are; null when nothing was tested. */
  readonly sessions: { readonly from: string; readonly to: string; readonly n: number } | null;
  readonly draws: number;
  readonly level: number;
  readonly mean_block: number | null;
  readonly seed: number;
  /** Why nothing was tested; null when it was. */
  readonly not_available: string | null;
}

/** What choosing the best of the runs does to it. */
export interface Selection {
  /** Hansen's test of the best of the others against the baseline; null with one other run. */
  readonly spa_p: number | null;
  /** Probability of backtest overfitting of choosing among the runs; null below 8. */
  readonly pbo: number | null;
  readonly not_available: Readonly<Record<string, string>>;
}

/** The answer of `runs list --compare`. */
export interface Comparison {
  readonly schema_version: 1;
  readonly family: 'research' | 'agent/backtest' | 'agent/paper' | 'agent/live';
  /** The first run: differences are measured from it. */
  readonly baseline: string;
  readonly runs: readonly RunIdentity[];
  readonly metrics: readonly MetricRow[];
  readonly config_deltas: readonly ConfigDelta[];
  readonly comparable: boolean;
  /** Why the runs are not comparable. */
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
  readonly significance: Significance;
  readonly selection: Selection;
}

/** Equity of one run by bar. */
export interface ComparedCurve {
  /** Close times, ms, rising. */
  readonly time: Float64Array;
  readonly equity: Float64Array;
  readonly capital: number;
}

/** Everything that the page of a comparison shows. */
export interface ComparisonReportData {
  readonly comparison: Comparison;
  /** In the order of the runs; undefined for runs without equity. */
  readonly curves: readonly (ComparedCurve | undefined)[];
  /** What trading was assumed to cost, in words, by run; empty: not known. */
  readonly costs: readonly string[];
  readonly timeframe: string;
  /** IANA zone that times are shown in. */
  readonly timezone: string;
}
