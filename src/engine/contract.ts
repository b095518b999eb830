import type { BarColumns, Dataset } from '../market/index.ts';
import type { ActionCode, Decider, DecisionFacts } from '../ports/index.ts';
import type {
  ApprovedOrder,
  ClosedTrade,
  ExecutionSettings,
  LedgerEntry,
  OrderEvent,
  ResolvedLimits,
  SizingSettings,
  StopSettings,
  TradeResult,
} from '../trading/index.ts';

/** Rows between two calls of `onBlock`; blocks begin at multiples of this, counted from row 0. */
export const ENGINE_BLOCK_ROWS = 1024;

/** Everything that the step needs to know, in numbers. */
export interface EngineSettings {
  readonly capital: number;
  readonly execution: ExecutionSettings;
  readonly sizing: SizingSettings;
  readonly stops: StopSettings;
  readonly limits: ResolvedLimits;
}

export interface EngineInput {
  /** Exactly the symbols of the agent, in the order of its slots. Rows after the one being stepped are not read. */
  readonly dataset: Dataset;
  readonly decider: Decider;
  readonly settings: EngineSettings;
  /** First row at whose close a decision may be made; rows before it only move time on. */
  readonly evaluateFrom: number;
  /** False: no decision records, for sweeps that write no files; such deciders are never asked to explain. Default true. */
  readonly keepDecisions?: boolean;
  /** Column for the equity, as long as the time index; absent: a new one. Sweeps reuse one, because fresh memory is slow to touch. */
  readonly equity?: Float64Array;
  /** Last row of the run, for `close_at_end`; absent: the last of the dataset. */
  readonly lastRow?: number;
  /** `stops.stop_atr`: per symbol the feature's column by row of the common index, adjusted basis. Needed when a multiple is set. */
  readonly stopAtr?: readonly Float64Array[];
  /** `intrabar.path: finer`: per symbol the bars of the lower timeframe, raw; undefined where there are none. */
  readonly finer?: readonly (BarColumns | undefined)[];
}

/** Columns of the block being stepped; slot 0 is row `firstRow`. Reused for the next block. */
export interface BlockColumns {
  readonly firstRow: number;
  readonly cash: Float64Array;
  /** Fractions of equity; NaN where equity is not above 0. */
  readonly grossExposure: Float64Array;
  readonly netExposure: Float64Array;
  /** Positive fraction below the highest equity so far. */
  readonly drawdown: Float64Array;
  /** Transaction, slippage, impact and borrow costs since the beginning. */
  readonly cumulativeCosts: Float64Array;
  /** One of them, for those who need few: rows are asked for in order. */
  costsAt(row: number): number;
  /** 1 on rows with a fill. */
  readonly filled: Uint8Array;
}

/** What was decided for one symbol at one close, and what became of it. */
export interface DecisionEntry {
  /** Slot, which is the index in the dataset. */
  readonly symbol: number;
  readonly action: ActionCode;
  /** As the decider said it; NaN: none. */
  readonly weight: number;
  readonly stopPrice: number;
  readonly takeProfitPrice: number;
  /** Target weight that was asked for; NaN for hold and abstain. */
  readonly proposed: number;
  /** Target weight after clamps, before rounding to lots; NaN for hold and abstain. */
  readonly final: number;
  /** Clamps and refusals, in the order met: `MAX_POSITION`, `BUYING_POWER`, `MIN_ORDER_VALUE`, … */
  readonly rules: readonly string[];
  readonly facts: DecisionFacts;
}

/** One decision time that is written down: an action other than hold or abstain, a changed target, an order, clamp or refusal. */
export interface DecisionRecord {
  readonly row: number;
  readonly time: number;
  readonly entries: readonly DecisionEntry[];
  /** Ids of the orders that came of it. */
  readonly orderIds: readonly number[];
}

/** Sums of one symbol over the run. */
export interface SymbolSums {
  readonly symbol: number;
  /** Realised and open, at reference prices, dividends included. */
  readonly grossPnl: number;
  readonly transactionCost: number;
  readonly slippageCost: number;
  readonly impactCost: number;
  readonly borrowFee: number;
  /** Σ |quantity · price · multiplier| of all fills. */
  readonly tradedNotional: number;
  /** Signed units held at the end. */
  readonly quantity: number;
}

/** Sums of the run so far. */
export interface EngineTotals {
  readonly bySymbol: readonly SymbolSums[];
  readonly interest: number;
  /** Over rows from `evaluateFrom`: Σ and largest of gross exposure as a fraction of equity. */
  readonly grossExposureSum: number;
  readonly grossExposureLargest: number;
  /** Assumed order of prices inside a bar: closed and open trades that rest on it, and what the other readings would add to net P&L. */
  readonly ambiguous: { readonly count: number; readonly worst: number; readonly best: number };
  /** Decision times without a record, by action. */
  readonly notWritten: { readonly hold: number; readonly abstain: number };
  /** Fills whose σ was not known yet, so that slippage fell back to bps or impact was left out. */
  readonly fillsWithoutVolatility: number;
  /** Equity reached 0 or less: everything was closed and no order follows. */
  readonly halted: boolean;
  /** The agent's `max_drawdown_pct` was reached at this row; −1: never. */
  readonly pausedAtRow: number;
  readonly workingOrders: number;
}

/** What one step produced, for journals and event-driven runs. */
export interface Tick {
  readonly row: number;
  readonly time: number;
  readonly equity: number;
  readonly cash: number;
  readonly orders: readonly OrderEvent[];
  readonly ledger: readonly LedgerEntry[];
  readonly decision: DecisionRecord | undefined;
  readonly approved: readonly ApprovedOrder[];
}

/** A run being stepped. Logs hold what happened since they were last cleared; the pumps clear them after each block or tick. */
export interface Engine {
  /** By row; rows not yet stepped are 0. */
  readonly equity: Float64Array;
  readonly block: BlockColumns;
  orders(): readonly OrderEvent[];
  ledger(): readonly LedgerEntry[];
  decisions(): readonly DecisionRecord[];
  /** All closed trades since the beginning. */
  readonly tradeCount: number;
  trade(index: number): ClosedTrade;
  /** The same with its results alone, which is all that metrics need of many trades. */
  tradeResult(index: number): TradeResult;
  totals(): EngineTotals;
}
