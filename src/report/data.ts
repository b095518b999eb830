import type { Warning } from '../base/index.ts';
import type { CrisisResult, MetricsDocument } from '../metrics/index.ts';

/** Bars of the run as columns of one length; the report thins them, keeping extremes. */
export interface ReportCurve {
  /** Close times, ms. */
  readonly time: Float64Array;
  /** Trading session of each bar, never falling. */
  readonly session: Int32Array;
  readonly equity: Float64Array;
  /** Buy-and-hold of the same symbols. */
  readonly benchmark: Float64Array | undefined;
  /** Fractions of equity. */
  readonly grossExposure: Float64Array | undefined;
  readonly netExposure: Float64Array | undefined;
  /** First evaluated row: everything before is warm-up and left out. */
  readonly evaluateFrom: number;
}

/** Prices of one symbol as they were traded, by bar. */
export interface ReportPrices {
  readonly symbol: string;
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Shown price = traded price × scale, restated for later splits so that no split looks like a fall; undefined: 1. */
  readonly scale: Float64Array | undefined;
}

/** One trade; exit fields are undefined while it is open. */
export interface ReportTrade {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly quantity: number;
  readonly entryTime: number;
  readonly entryPrice: number;
  readonly exitTime: number | undefined;
  readonly exitPrice: number | undefined;
  readonly grossPnl: number;
  readonly netPnl: number;
  readonly costs: number;
  readonly barsHeld: number;
  /** `signal`, `stop_loss`, …; undefined while open. */
  readonly exitReason: string | undefined;
  readonly ambiguous: boolean;
  /** Largest move against and for the position, fractions of the entry price, ≥ 0; undefined: not known. */
  readonly adverseExcursion: number | undefined;
  readonly favourableExcursion: number | undefined;
}

/** What the deflated Sharpe ratio of a run rests on. */
export interface ReportTrials {
  readonly n: number;
  /** Independent trials that they are worth. */
  readonly effective: number;
  /** The deflated Sharpe ratio as if all were independent; undefined: not available. */
  readonly dsrAtN: number | undefined;
}

/** A stretch of the run that is shaded in every chart over time: in sample, out of sample, a fold. */
export interface ReportSpan {
  readonly name: string;
  /** The test window: it stands out among folds. */
  readonly isTest?: boolean;
  /** Close times, ms, both ends included. */
  readonly from: number;
  readonly to: number;
}

/** Quantiles of resampled equity at the closes of the curve. */
export interface BootstrapFan {
  readonly resamples: number;
  /** Rising levels 0 … 1, each with one value per bar of the curve. */
  readonly quantiles: readonly { readonly level: number; readonly equity: Float64Array }[];
}

/** Net result of the run made again with its costs so many times as high. */
export interface CostRungShown {
  readonly times: number;
  readonly netPnl: number;
}

/** One line of the run's log. */
export interface ReportLogLine {
  /** ISO time, UTC. */
  readonly at: string;
  readonly level: string;
  readonly message: string;
  /** Further facts, `bars 4,604 · symbols AAPL`. */
  readonly facts: string;
}

/** One value of the configuration and where it comes from: `default`, `config/project.yaml:9`, `like lean`. */
export interface ReportSetting {
  readonly path: string;
  readonly value: string;
  readonly origin: string;
}

/** Where one symbol's bars come from and what was wrong with them. */
export interface ReportSource {
  readonly symbol: string;
  /** `sample`, `csv data/AAPL_1d.csv`, … */
  readonly source: string;
  readonly synthetic: boolean;
  readonly bars: number;
  readonly from: string;
  readonly to: string;
  readonly calendar: string;
  /** Which price basis: `raw + factors`, `one basis`. */
  readonly adjustment: string;
  readonly fingerprint: string | undefined;
  /** Rows set aside, never used. */
  readonly quarantined: number;
  /** What the quality report counted, in the words of a reader: { check: 'missing bars', count: 3, note: '0.06 %' }. */
  readonly findings: readonly { readonly check: string; readonly count: number; readonly note: string }[];
}

/** Net P&L under the three readings of the bars in which a stop and a target both lay, or the entry and an exit. */
export interface AmbiguousBand {
  readonly count: number;
  readonly worst: number;
  readonly chosen: number;
  readonly best: number;
  /** Name of the reading in use, `stop_first`. */
  readonly path: string;
}

/** What was shown about looking ahead. */
export interface ReportCertificate {
  /** `no look-ahead: proved on 5,091 of 5,091 decisions`. */
  readonly line: string;
  readonly findings: readonly {
    readonly code: string;
    readonly fact: string;
    readonly fix: string;
    /** False: worth knowing, and no leak. */
    readonly blocking: boolean;
  }[];
  /** Checks of the suite with the number of their subjects, in order. */
  readonly checks: readonly {
    readonly name: string;
    readonly subjects: number;
    readonly checked: number;
    readonly verdict: string;
  }[];
}

/** The models of a run. */
export interface ReportModels {
  /** How much of the run they cannot have seen, in a sentence. */
  readonly line: string;
  readonly list: readonly {
    readonly name: string;
    readonly file: string;
    readonly hash: string;
    /** `logistic classifier, looks 5 bars ahead`. */
    readonly what: string;
    readonly features: readonly string[];
    /** In the order in which they speak. */
    readonly members: readonly { readonly speaks: string; readonly trained: string; readonly rows: number }[];
  }[];
}

/** Everything a report shows; no file, clock or network is needed to draw it. */
export interface ReportData {
  readonly runId: string;
  /** Agent or preset. */
  readonly name: string;
  readonly project: string;
  readonly kind: string;
  readonly mode: string;
  readonly status: string;
  readonly verdict: 'valid' | 'invalid' | 'pending';
  readonly verdictLine: string;
  /** SYNTHETIC DATA, SAME-CLOSE FILLS, … */
  readonly stamps: readonly string[];
  readonly warnings: readonly Warning[];
  readonly symbols: readonly string[];
  readonly timeframe: string;
  /** Dates asked for, and of the first evaluated bar. */
  readonly window: { readonly start: string; readonly end: string; readonly evaluatedFrom: string };
  /** IANA zone that times are shown in. */
  readonly timezone: string;
  readonly currency: string;
  readonly capital: number;
  /** Returns a year, for the rolling statistics; see `MetricsInput.returnsPerYear`. */
  readonly returnsPerYear: number;
  readonly metrics: MetricsDocument;
  /** Undefined for runs whose trials were not counted. */
  readonly trials?: ReportTrials | undefined;
  readonly curve: ReportCurve;
  /** Empty when the data of the run is gone or has changed. */
  readonly prices: readonly ReportPrices[];
  /** Why there are no prices and no buy-and-hold line; undefined when there are. */
  readonly withoutPrices: string | undefined;
  /** Empty: the run was not divided. */
  readonly spans: readonly ReportSpan[];
  readonly fan: BootstrapFan | undefined;
  /** What the run did while the market fell; empty: no fall lies wholly inside it, or it was not looked at. */
  readonly crises: readonly CrisisResult[];
  /** Rising multiples; undefined: the run was not made again. */
  readonly costLadder: readonly CostRungShown[] | undefined;
  readonly logs: readonly ReportLogLine[];
  readonly trades: readonly ReportTrade[];
  readonly ambiguous: AmbiguousBand | undefined;
  readonly settings: readonly ReportSetting[];
  readonly sources: readonly ReportSource[];
  /** Absent for runs without a certificate. */
  readonly certificate?: ReportCertificate | undefined;
  /** Absent for runs without a model. */
  readonly models?: ReportModels | undefined;
  readonly identity: {
    readonly configHash: string;
    /** What trading was assumed to cost, in words; empty: not known. */
    readonly costModel: string;
    readonly dataFingerprint: string;
    readonly codeVersion: string;
    readonly seed: number | undefined;
    readonly startedAt: string;
    readonly completedAt: string;
    /** Command that makes the same run again. */
    readonly reproduce: string;
  };
}
