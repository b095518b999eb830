import type { MetricsConfig } from './config.ts';
import type { TrialFacts } from './trial-evidence.ts';

/** One position from flat to flat (or to the opposite side), money in account currency. */
export interface ClosedTrade {
  readonly symbol: string;
  /** Before costs, at reference prices. */
  readonly grossPnl: number;
  /** After all costs. */
  readonly netPnl: number;
  /** Stop and target lay inside one bar, so which came first is assumed. */
  readonly ambiguous: boolean;
}

/** Money paid for trading and holding, each ≥ 0. */
export interface CostTotals {
  readonly transaction: number;
  readonly slippage: number;
  readonly impact: number;
  readonly borrow: number;
}

/** What one symbol added to the run. */
export interface SymbolTotals {
  readonly symbol: string;
  /** Realised and open, before costs, dividends included. */
  readonly grossPnl: number;
  readonly costs: CostTotals;
  /** Σ |quantity · price · multiplier| of all fills. */
  readonly tradedNotional: number;
}

/** Columns by bar; `evaluateFrom` is the first row that counts, the close at which the first decision may be made. */
export interface RunColumns {
  /** Close times, ms. */
  readonly time: Float64Array;
  /** Trading session of each row, never falling. */
  readonly session: Int32Array;
  readonly equity: Float64Array;
  readonly evaluateFrom: number;
}

/** Everything that the metrics of one run are made of. */
export interface MetricsInput {
  readonly columns: RunColumns;
  /** Equity of buy-and-hold of the same symbols at the last bar of each session, see `sessionEnds`. Undefined: no beta. */
  readonly benchmarkAtSessionEnds: Float64Array | undefined;
  /** Costs paid so far at the last bar of each session, see `sessionEnds`; undefined: no gross Sharpe. */
  readonly costsAtSessionEnds: Float64Array | undefined;
  /** Bar length, as in `data.timeframe`. */
  readonly interval: string;
  /** Bars a year. */
  readonly periodsPerYear: number;
  /** Returns a year: sessions a year for bars up to one day, bars a year above. */
  readonly returnsPerYear: number;
  readonly currency: string;
  readonly capital: number;
  readonly settings: MetricsConfig;
  readonly trades: readonly ClosedTrade[];
  readonly costs: CostTotals;
  /** Net result of the run made again at twice its costs; undefined: no such run, and the same fills at twice their costs stand for it. */
  readonly netPnlAtTwiceCosts?: number | undefined;
  /** Σ |quantity · price · multiplier| of all fills, both sides. */
  readonly tradedNotional: number;
  /** Σ over evaluated bars of gross exposure as a fraction of equity; the largest of them. */
  readonly grossExposure: { readonly sum: number; readonly largest: number };
  readonly bySymbol: readonly SymbolTotals[];
  /** What the engine says the change of equity is made of, before costs; checked against it. Undefined: not checked. */
  readonly accounting: Accounting | undefined;
  /** What the trial ledger counted; undefined: no deflated Sharpe ratio. */
  readonly trials?: TrialFacts | undefined;
  /** Largest possible mean of gross exposure. Undefined: not checked, as where short positions can outgrow any limit. */
  readonly exposureLimit: number | undefined;
}

/** Results before costs, in account currency: positions closed (dividends and interest included) and still open. */
export interface Accounting {
  readonly realised: number;
  readonly open: number;
}
