import type { ReportData } from '../data.ts';

/** A promotion gate as it would be judged today. */
export interface ReportGate {
  readonly gate: string;
  /** Null: not known, or nobody asks. */
  readonly value: number | string | null;
  readonly bound: string;
  /** LATER: it can only be judged when the run is promoted. */
  readonly outcome: 'PASS' | 'WARN' | 'FAIL' | 'LATER';
  readonly passed: boolean;
  /** What to do next; undefined: nothing. */
  readonly action: string | undefined;
  readonly note: string | undefined;
}

/** What the selection among the trials of one unit is worth; undefined figures have a reason. */
export interface ReportSelection {
  readonly unit: string;
  readonly configurations: number;
  readonly pruned: number;
  readonly pbo: number | undefined;
  readonly withoutPbo: string | undefined;
  readonly logits: readonly number[];
  /** Share of the splits whose choice lost money in the other half. */
  readonly losing: number | undefined;
  readonly spa: number | undefined;
  readonly withoutSpa: string | undefined;
}

/** What the Sharpe ratio of the run rests on. */
export interface ReportEvidence {
  readonly trials: { readonly raw: number; readonly effective: number };
  /** Distinct configurations that saw the test window; undefined: there is none. */
  readonly looks: number | undefined;
  /** Expected best Sharpe ratio of trials without skill, per period. */
  readonly luck: number | undefined;
  readonly dsrAtRaw: number | undefined;
  readonly extraLag: number | undefined;
  /** Years that there are, and that it takes; `needed` undefined: the Sharpe ratio is not above 0. */
  readonly record: { readonly years: number; readonly needed: number | undefined } | undefined;
  readonly selections: readonly ReportSelection[];
}

/** What became of the bars of one symbol, or of all. */
export interface ReportRows {
  readonly symbol: string;
  readonly read: number;
  readonly warmUp: number;
  readonly missingFeature: number;
  readonly incomplete: number;
  readonly withoutLabel: number;
  readonly used: number;
  /** Features that were missing, with the rows that this cost. */
  readonly missing: string;
}

/** Figures of predictions on some rows; undefined: not available. */
export interface ReportScores {
  readonly rows: number;
  readonly logLoss: number | undefined;
  readonly brier: number | undefined;
  readonly balancedAccuracy: number | undefined;
  readonly mcc: number | undefined;
  readonly rankIc: number | undefined;
  readonly rankIcT: number | undefined;
  readonly happened: readonly number[];
  readonly said: readonly number[];
  /** The comparing score (log-loss of a classifier, rank IC of a regressor) of the baselines on the same rows. */
  readonly constant: number | undefined;
  readonly linear: number | undefined;
}

/** Close times, ms, both ends included. */
export interface ReportStretch {
  readonly from: number;
  readonly to: number;
}

/** One split of one unit. */
export interface ReportFold {
  /** `Fold 1`, `Test window`. */
  readonly name: string;
  readonly isTest: boolean;
  readonly trained: ReportStretch;
  readonly tested: ReportStretch;
  readonly purge: {
    readonly before: number;
    readonly purged: number;
    readonly embargoed: number;
    readonly kept: number;
    /** Milliseconds; undefined: nothing was kept. */
    readonly distance: number | undefined;
  };
  readonly testRows: number;
  readonly family: string;
  readonly params: readonly (readonly [name: string, value: string])[];
  readonly trials: number;
  readonly calibration: string;
  readonly scores: ReportScores | undefined;
}

/** One symbol, or all of them together. */
export interface ReportUnit {
  readonly name: string;
  readonly folds: readonly ReportFold[];
}

export interface ReportYear extends ReportScores {
  readonly year: number;
}

/** The score of one fold, all units together, beside the baselines'. */
export interface ReportFoldScore {
  readonly fold: number;
  readonly own: number | undefined;
  readonly constant: number | undefined;
  readonly linear: number | undefined;
}

/** One way to have traded the same bars. */
export interface ReportRival {
  readonly name: string;
  readonly totalReturn: number | undefined;
  readonly annualReturn: number | undefined;
  readonly sharpe: number | undefined;
  readonly maxDrawdown: number | undefined;
  readonly closedTrades: number | undefined;
}

export interface ReportComparison {
  readonly rivals: readonly ReportRival[];
  readonly folds: readonly ReportFoldScore[];
  readonly costs: readonly {
    readonly multiple: number;
    readonly totalReturn: number | undefined;
    readonly sharpe: number | undefined;
  }[];
  /** The same weights at other times, figures per period; undefined with a reason. */
  readonly sameTurnover:
    | {
        readonly own: number;
        readonly percentile: number;
        readonly p: number;
        readonly draws: number;
        readonly spread: {
          readonly p5: number;
          readonly p25: number;
          readonly p50: number;
          readonly p75: number;
          readonly p95: number;
        };
      }
    | undefined;
  readonly withoutSameTurnover: string | undefined;
  readonly walkForwardEfficiency: number | undefined;
  readonly withoutEfficiency: string | undefined;
  readonly regimes: readonly {
    readonly regime: string;
    readonly periods: number;
    readonly mean: number | undefined;
    readonly sharpe: number | undefined;
  }[];
}

/** Importance of one feature for one unit's models; undefined: not asked. */
export interface ReportFeature {
  readonly name: string;
  readonly present: number;
  readonly rankIc: number | undefined;
  readonly constantInFolds: number;
  readonly unselectedInFolds: number;
  readonly permutation: number | undefined;
  readonly deviation: number | undefined;
  readonly dropColumn: number | undefined;
}

export interface ReportBin {
  readonly low: number;
  readonly high: number;
  readonly rows: number;
  readonly said: number | undefined;
  readonly happened: number | undefined;
}

export interface ReportFeatures {
  readonly units: readonly {
    readonly unit: string;
    /** What importance is measured by. */
    readonly score: string;
    readonly features: readonly ReportFeature[];
    readonly bestShare: number | undefined;
  }[];
  /** Mean rank IC with outcomes 0, 1, … bars later; NaN: not available. */
  readonly decay: Float64Array;
  /** Mean return of each fifth of the scores, lowest first; NaN: not available. */
  readonly quantiles: Float64Array;
  readonly spread: number | undefined;
  readonly spreadT: number | undefined;
  readonly turnover: number | undefined;
  readonly autocorrelation: number | undefined;
  /** Empty for a regressor. */
  readonly raw: readonly ReportBin[];
  readonly calibrated: readonly ReportBin[];
  readonly brierRaw: number | undefined;
  readonly brierCalibrated: number | undefined;
}

export type ParamValue = number | string | boolean;

/** One set of parameters of a unit's final tuning. */
export interface ReportTrial {
  readonly index: number;
  readonly params: Readonly<Record<string, ParamValue>>;
  readonly pruned: boolean;
  readonly objective: number;
  readonly chosen: boolean;
}

/** The spread of a figure over paths: its median, its 5 % quantile and the share below 0. */
export interface ReportSpread {
  readonly median: number | undefined;
  readonly low: number | undefined;
  readonly belowZero: number | undefined;
}

/** Combinatorial cross-validation of one unit; Sharpe ratios a period. */
export interface ReportPaths {
  readonly unit: string;
  readonly groups: number;
  readonly test: number;
  readonly fits: number;
  readonly paths: readonly {
    readonly path: number;
    readonly sharpe: number | undefined;
    readonly rankIc: number | undefined;
    readonly periods: number;
  }[];
  readonly sharpe: ReportSpread;
  readonly rankIc: ReportSpread;
}

/** What one page of a research run shows. */
export interface ResearchReportData {
  /** What it has in common with every run: who it is, its equity, its metrics, settings, data and log. */
  readonly run: ReportData;
  /** What predictions are compared by. */
  readonly compares: 'log_loss' | 'rank_ic';
  /** The model is itself of the linear family: only the constant can be beaten. */
  readonly isLinear: boolean;
  /** Files that are missing or not readable, in words: the page says so and leaves their parts out. */
  readonly leftOut: readonly string[];
  /** Empty: the evidence is missing. */
  readonly gates: readonly ReportGate[];
  readonly overrides: readonly { readonly gate: string; readonly change: string; readonly reason: string }[];
  readonly evidence: ReportEvidence | undefined;
  /** Symbols, then their total when there are several; empty: not known. */
  readonly rows: readonly ReportRows[];
  readonly units: readonly ReportUnit[];
  readonly years: readonly ReportYear[];
  readonly comparison: ReportComparison | undefined;
  readonly features: ReportFeatures | undefined;
  /** Final tunings by unit; empty: nothing was tuned. */
  readonly tunings: readonly { readonly unit: string; readonly trials: readonly ReportTrial[] }[];
  /** Empty: it was not asked for. */
  readonly paths: readonly ReportPaths[];
  readonly models: readonly { readonly target: string; readonly symbol: string; readonly path: string; readonly hash: string }[];
}
