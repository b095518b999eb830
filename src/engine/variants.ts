import { CompensatedSum } from '../base/index.ts';
import type { BarColumns, Dataset } from '../market/index.ts';
import type { Decider } from '../ports/index.ts';
import type { Engine, EngineInput, EngineSettings, SymbolSums } from './contract.ts';
import { BarEngine } from './engine.ts';
import { runEngine } from './pumps.ts';

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
  /** Returns before the series ended; Σ r and Σ r² over them: what is before the first block, then block by block, each summed in order. */
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
  #last:
    | { readonly engine: BarEngine; readonly settings: EngineSettings; readonly stopAtr: readonly Float64Array[] | undefined }
    | undefined;

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
    const { sessionEnds: ends } = this.#shared;
    const { costs } = figures;
    const input = this.#inputOf(variant);
    const engine = this.#engineFor(variant, input);
    let next = 0;
    runEngine(engine, input, {
      onBlock: ({ block }, _from, to) => {
        if (costs === undefined) return;
        for (; next < ends.length && ends[next]! < to; next += 1) costs[next] = block.costsAt(ends[next]!);
      },
    });
    writeFigures(this.#shared, variant.settings.capital, engine, figures);
    return engine;
  }

  #inputOf({ decider, settings, stopAtr }: Variant): EngineInput {
    const { dataset, evaluateFrom, finer } = this.#shared;
    return {
      ...{ dataset, decider, settings, evaluateFrom, keepDecisions: false, keepEvents: false, equity: this.#equity },
      ...(stopAtr === undefined ? {} : { stopAtr }),
      ...(finer === undefined ? {} : { finer }),
    };
  }

  /** The engine of the variant before, if it may run again, else a new one. */
  #engineFor({ decider, settings, stopAtr }: Variant, input: EngineInput): BarEngine {
    const last = this.#last;
    if (last?.settings === settings && last.stopAtr === stopAtr && last.engine.restart(decider)) return last.engine;
    const engine = new BarEngine(input);
    this.#last = { engine, settings, stopAtr };
    return engine;
  }
}

function writeFigures(shared: VariantShared, capital: number, engine: Engine, figures: VariantFigures): void {
  const { equity } = engine;
  const { row } = figures;
  const { sessionEnds: ends, evaluateFrom, measureFrom = evaluateFrom, blocks } = shared;
  row[VARIANT_FIELD.finalEquity] = equity[equity.length - 1]!;
  const skipped = ends[0] === measureFrom ? 1 : 0;
  // One session per row: the equity is the series, and one pass is enough.
  const isDaily = ends.length === equity.length - measureFrom;
  const series = isDaily
    ? equity.subarray(measureFrom + skipped)
    : Float64Array.from(ends.subarray(skipped), (end) => equity[end]!);
  const start = isDaily && skipped === 1 ? equity[measureFrom]! : capital;
  const depth = writeReturns({ series, start, capital, blocks }, figures);
  row[VARIANT_FIELD.maxDrawdown] = isDaily ? depth : largestDip(equity, measureFrom, capital);
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
    low = Math.min(low, now);
    if (now > high) {
      depth = Math.max(depth, (high - low) / high);
      high = now;
      low = now;
    }
  }
  return Math.max(depth, (high - low) / high);
}

/** Places of what is carried along a series of equity: close before, highest, lowest since, the deepest dip that is over, sums of a part. */
const STATE = { before: 0, high: 1, low: 2, depth: 3, sum: 4, squares: 5 } as const;
const STATE_NUMBERS = 6;

interface Series {
  /** Equity at each close that has a return. */
  readonly series: Float64Array;
  /** A close before the first that may be a high or a dip; the returns begin at the capital all the same. */
  readonly start: number;
  readonly capital: number;
  readonly blocks: number;
}

/** Returns of a series and what follows from them. @returns the deepest dip */
function writeReturns({ series, start, capital, blocks }: Series, { row, returns, blockSums }: VariantFigures): number {
  const state = new Float64Array(STATE_NUMBERS);
  state[STATE.high] = capital;
  state[STATE.low] = capital;
  dip(state, start);
  state[STATE.before] = capital;
  const count = series.length;
  const rows = blocks === 0 ? 0 : Math.floor(count / blocks);
  const lead = count - rows * blocks;
  const hasSums = blockSums !== undefined && blockSums.length > 0;
  // The first return is measured from the capital, whatever the close before it was.
  const begin = Math.min(1, lead === 0 ? rows : lead);
  let sum = 0;
  let squares = 0;
  for (let block = -1; block < blocks; block += 1) {
    const from = block < 0 ? 0 : lead + block * rows;
    const to = block < 0 ? lead : from + rows;
    state[STATE.sum] = 0;
    state[STATE.squares] = 0;
    if (from === 0 && to > 0) takeOne(series, returns, state, capital);
    takeReturns(series, returns, from === 0 && to > 0 ? begin : from, to, state);
    sum += state[STATE.sum]!;
    squares += state[STATE.squares]!;
    if (!hasSums || block < 0) continue;
    blockSums[block] = state[STATE.sum]!;
    blockSums[blocks + block] = state[STATE.squares]!;
  }
  row[VARIANT_FIELD.returns] = count;
  row[VARIANT_FIELD.returnSum] = sum;
  row[VARIANT_FIELD.returnSquares] = squares;
  const depth = deepest(state);
  if (depth >= 1) endReturns(series, { row, returns, ...(hasSums ? { blockSums } : {}) });
  return depth;
}

/** The first return. */
function takeOne(series: Float64Array, returns: Float64Array, state: Float64Array, capital: number): void {
  const now = series[0]!;
  const gain = (now - capital) / capital;
  returns[0] = gain;
  state[STATE.sum] = gain;
  state[STATE.squares] = gain * gain;
  dip(state, now);
  state[STATE.before] = now;
}

/** The returns `from` ≤ i < `to`, each from the close before, of equity above 0. */
function takeReturns(series: Float64Array, returns: Float64Array, from: number, to: number, state: Float64Array): void {
  let before = state[STATE.before]!;
  let high = state[STATE.high]!;
  let low = state[STATE.low]!;
  let depth = state[STATE.depth]!;
  let sum = state[STATE.sum]!;
  let squares = state[STATE.squares]!;
  for (let i = from; i < to; i += 1) {
    const now = series[i]!;
    // Most rows of most variants are flat: nothing changes.
    if (now === before) {
      returns[i] = 0;
      continue;
    }
    const gain = (now - before) / before;
    returns[i] = gain;
    sum += gain;
    squares += gain * gain;
    before = now;
    low = Math.min(low, now);
    if (now > high) {
      depth = Math.max(depth, (high - low) / high);
      high = now;
      low = now;
    }
  }
  state[STATE.before] = before;
  state[STATE.high] = high;
  state[STATE.low] = low;
  state[STATE.depth] = depth;
  state[STATE.sum] = sum;
  state[STATE.squares] = squares;
}

/** One close of a dip: a dip is as deep as its lowest close. */
function dip(state: Float64Array, now: number): void {
  const high = state[STATE.high]!;
  const low = Math.min(state[STATE.low]!, now);
  state[STATE.low] = low;
  if (!(now > high)) return;
  state[STATE.depth] = Math.max(state[STATE.depth]!, (high - low) / high);
  state[STATE.high] = now;
  state[STATE.low] = now;
}

function deepest(state: Float64Array): number {
  return Math.max(state[STATE.depth]!, (state[STATE.high]! - state[STATE.low]!) / state[STATE.high]!);
}

/** A dip of everything: there is no return after the one that brings equity to 0 or below. */
function endReturns(series: Float64Array, { row, returns, blockSums }: VariantFigures): void {
  const count = series.findIndex((now) => now <= 0) + 1;
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < count; i += 1) {
    sum += returns[i]!;
    squares += returns[i]! * returns[i]!;
  }
  returns.fill(Number.NaN, count, series.length);
  blockSums?.fill(Number.NaN);
  row[VARIANT_FIELD.returns] = count;
  row[VARIANT_FIELD.returnSum] = sum;
  row[VARIANT_FIELD.returnSquares] = squares;
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
