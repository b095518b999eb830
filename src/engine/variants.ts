import { CompensatedSum } from '../base/index.ts';
import type { BarColumns, Dataset } from '../market/index.ts';
import type { Decider } from '../ports/index.ts';
import type { Engine, EngineSettings, SymbolSums } from './contract.ts';
import { runHistory } from './pumps.ts';

/** What the variants of a sweep share. */
export interface VariantShared {
  /** As in `EngineInput`; all rows are run. */
  readonly dataset: Dataset;
  /** First row at whose close a decision may be made. */
  readonly evaluateFrom: number;
  /** First row that the figures look at, at most `evaluateFrom`; absent: `evaluateFrom`. */
  readonly measureFrom?: number;
  /** Last row of each session from `measureFrom` on: `sessionEnds` of the metrics. Returns are one per session. */
  readonly sessionEnds: Int32Array;
  /** Blocks of the cross-validation (CSCV) that sums of returns are kept for; 0: none. */
  readonly blocks: number;
  readonly finer?: readonly (BarColumns | undefined)[];
}

/** One variant: what it decides and the settings it trades with. */
export interface Variant {
  /** Never asked to explain. One with `writeCodes` (rules have it), or that does not read its positions, is run much faster. */
  readonly decider: Decider;
  /** The same object for all variants that do not change it: parts made for it are used again. */
  readonly settings: EngineSettings;
  /** As in `EngineInput`. */
  readonly stopAtr?: readonly Float64Array[];
}

/** Where the figures of one variant go; the caller's memory, mostly slices of an arena. */
export interface VariantFigures {
  /** {@link VARIANT_FIELDS} numbers by {@link VARIANT_FIELD}. */
  readonly row: Float64Array;
  /**
   * One simple return per session, the same numbers as `sessionReturns` of the metrics. As long as {@link returnCount}; NaN after the
   * return that brings equity to zero or below.
   */
  readonly returns: Float64Array;
  /**
   * Σ r and Σ r² of each block: `blocks` sums, then `blocks` sums of squares, the same numbers as `blockSums` of the metrics; NaN for a
   * variant that lost everything. Absent or empty: not wanted.
   */
  readonly blockSums?: Float64Array;
  /** Transaction, slippage, impact and borrow costs paid so far at each of the `sessionEnds`. Absent: not wanted. */
  readonly costs?: Float64Array;
}

/** Places of the figures in a variant's row. Money in account currency, fractions as fractions. */
export const VARIANT_FIELD = {
  /** Equity at the last row. */
  finalEquity: 0,
  /** Returns before the series ended; Σ r and Σ r² over them, plain sums in order. */
  returns: 1,
  returnSum: 2,
  returnSquares: 3,
  /** Deepest close below the highest so far, capital included, as a positive fraction. */
  maxDrawdown: 4,
  closedTrades: 5,
  /** Closed trades with a net gain, and those that rest on an assumed order of prices inside a bar. */
  winners: 6,
  ambiguous: 7,
  /** Σ of net gains and of net losses (as a positive amount) of closed trades. */
  gains: 8,
  losses: 9,
  transactionCost: 10,
  slippageCost: 11,
  impactCost: 12,
  borrowFee: 13,
  interest: 14,
  /** Realised and open, at reference prices, before costs. */
  grossPnl: 15,
  /** Σ |quantity · price · multiplier| of all fills. */
  tradedNotional: 16,
  /** Over rows from `evaluateFrom`: Σ and largest of gross exposure as a fraction of equity. */
  grossExposureSum: 17,
  grossExposureLargest: 18,
  /** 1: equity reached 0 or less and everything was closed. */
  halted: 19,
} as const;
export const VARIANT_FIELDS = 20;

/** How many returns there are: one per session, but none of a session that ends on the first measured row. */
export function returnCount({ sessionEnds, evaluateFrom, measureFrom = evaluateFrom }: VariantShared): number {
  return sessionEnds.length - (sessionEnds[0] === measureFrom ? 1 : 0);
}

/**
 * Runs variants one after the other over the same columns, each as the engine runs it alone, bit by bit, in memory that is used again.
 * Any agent may be run; one symbol with market orders sized by weight is fast.
 */
export class VariantRunner {
  readonly #shared: VariantShared;
  readonly #equity: Float64Array;

  constructor(shared: VariantShared) {
    this.#shared = shared;
    this.#equity = new Float64Array(shared.dataset.time.length);
  }

  /**
   * Runs one variant and writes its figures.
   *
   * @returns the engine after its last row, for those who want more than the figures (equity by row, trades, totals); valid until the
   * next call. It holds no events and no decisions.
   */
  run(variant: Variant, figures: VariantFigures): Engine {
    const { dataset, evaluateFrom, sessionEnds: ends, finer } = this.#shared;
    const { decider, settings, stopAtr } = variant;
    const { costs } = figures;
    let next = 0;
    const engine = runHistory(
      {
        dataset,
        decider,
        settings,
        evaluateFrom,
        keepDecisions: false,
        equity: this.#equity,
        ...(stopAtr === undefined ? {} : { stopAtr }),
        ...(finer === undefined ? {} : { finer }),
      },
      {
        onBlock: ({ block }, _from, to) => {
          if (costs === undefined) return;
          for (; next < ends.length && ends[next]! < to; next += 1) costs[next] = block.costsAt(ends[next]!);
        },
      },
    );
    writeFigures(this.#shared, settings.capital, engine, figures);
    return engine;
  }
}

function writeFigures(shared: VariantShared, capital: number, engine: Engine, { row, returns, blockSums }: VariantFigures): void {
  const { equity } = engine;
  row[VARIANT_FIELD.finalEquity] = equity[equity.length - 1]!;
  row[VARIANT_FIELD.maxDrawdown] = largestDip(equity, shared.measureFrom ?? shared.evaluateFrom, capital);
  writeReturns(shared, capital, equity, row, returns);
  if (blockSums !== undefined && blockSums.length > 0)
    writeBlockSums(returns, row[VARIANT_FIELD.returns]!, shared.blocks, blockSums);
  writeTrades(engine, row);
  writeTotals(engine, row);
}

/** Depth of the deepest dip; the capital is the first high. A dip is as deep as its lowest close, so one division is enough. */
function largestDip(equity: Float64Array, from: number, capital: number): number {
  let high = capital;
  let low = capital;
  let depth = 0;
  for (let row = from; row < equity.length; row += 1) {
    const now = equity[row]!;
    if (now < low) low = now;
    else if (!(now < high)) {
      if (low < high) depth = Math.max(depth, (high - low) / high);
      high = now;
      low = now;
    }
  }
  return low < high ? Math.max(depth, (high - low) / high) : depth;
}

function writeReturns(
  shared: VariantShared,
  capital: number,
  equity: Float64Array,
  row: Float64Array,
  returns: Float64Array,
): void {
  const { sessionEnds: ends, evaluateFrom, measureFrom = evaluateFrom } = shared;
  const first = ends[0] === measureFrom ? 1 : 0;
  let before = capital;
  let sum = 0;
  let squares = 0;
  let end = first;
  for (; end < ends.length && before > 0; end += 1) {
    const now = equity[ends[end]!]!;
    const gain = (now - before) / before;
    returns[end - first] = gain;
    sum += gain;
    squares += gain * gain;
    before = now;
  }
  returns.fill(Number.NaN, end - first, ends.length - first);
  row[VARIANT_FIELD.returns] = end - first;
  row[VARIANT_FIELD.returnSum] = sum;
  row[VARIANT_FIELD.returnSquares] = squares;
}

function writeBlockSums(returns: Float64Array, count: number, blocks: number, sums: Float64Array): void {
  const rows = Math.floor(returns.length / blocks);
  const first = returns.length - rows * blocks;
  if (count < returns.length) {
    sums.fill(Number.NaN, 0, 2 * blocks);
    return;
  }
  for (let block = 0; block < blocks; block += 1) {
    let sum = 0;
    let square = 0;
    const from = first + block * rows;
    for (let i = from; i < from + rows; i += 1) {
      const gain = returns[i]!;
      sum += gain;
      square += gain * gain;
    }
    sums[block] = sum;
    sums[blocks + block] = square;
  }
}

function writeTrades(engine: Engine, row: Float64Array): void {
  const gains = new CompensatedSum();
  const losses = new CompensatedSum();
  let winners = 0;
  let ambiguous = 0;
  for (let index = 0; index < engine.tradeCount; index += 1) {
    const trade = engine.tradeResult(index);
    if (trade.ambiguous) ambiguous += 1;
    if (trade.netPnl > 0) {
      winners += 1;
      gains.add(trade.netPnl);
    } else losses.add(-trade.netPnl);
  }
  row[VARIANT_FIELD.closedTrades] = engine.tradeCount;
  row[VARIANT_FIELD.winners] = winners;
  row[VARIANT_FIELD.ambiguous] = ambiguous;
  row[VARIANT_FIELD.gains] = gains.value;
  row[VARIANT_FIELD.losses] = losses.value;
}

function writeTotals(engine: Engine, row: Float64Array): void {
  const totals = engine.totals();
  const sum = (value: (symbol: SymbolSums) => number): number =>
    totals.bySymbol.reduce((total, symbol) => total + value(symbol), 0);
  row[VARIANT_FIELD.transactionCost] = sum(({ transactionCost }) => transactionCost);
  row[VARIANT_FIELD.slippageCost] = sum(({ slippageCost }) => slippageCost);
  row[VARIANT_FIELD.impactCost] = sum(({ impactCost }) => impactCost);
  row[VARIANT_FIELD.borrowFee] = sum(({ borrowFee }) => borrowFee);
  row[VARIANT_FIELD.interest] = totals.interest;
  row[VARIANT_FIELD.grossPnl] = sum(({ grossPnl }) => grossPnl);
  row[VARIANT_FIELD.tradedNotional] = sum(({ tradedNotional }) => tradedNotional);
  row[VARIANT_FIELD.grossExposureSum] = totals.grossExposureSum;
  row[VARIANT_FIELD.grossExposureLargest] = totals.grossExposureLargest;
  row[VARIANT_FIELD.halted] = totals.halted ? 1 : 0;
}
