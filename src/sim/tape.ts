import { timeframeMs } from '../base/index.ts';
import { calendarOf, type Dataset, type SymbolData } from '../market/index.ts';
import { Grid } from '../trading/index.ts';
import type { BarPrices } from './reach.ts';

/** Bars that volatility and average volume look back on. */
const LOOKBACK = 20;

/**
 * The bars of a dataset as the simulation reads them, with a place that only moves forward. Nothing after the current row is read.
 */
export class Tape {
  readonly dataset: Dataset;
  readonly count: number;
  /** Symbols by name: every sum and every choice goes in this order, so that the order in the configuration changes nothing. */
  readonly byName: Int32Array;
  readonly open: readonly Float64Array[];
  readonly high: readonly Float64Array[];
  readonly low: readonly Float64Array[];
  readonly close: readonly Float64Array[];
  readonly volume: readonly Float64Array[];
  readonly tick: readonly Grid[];
  /** Own bar of each symbol at the current row; −1 when it has none. */
  readonly at: Int32Array;
  /** Newest own bar of each symbol up to the current row; −1 before the first. */
  readonly last: Int32Array;
  /** Every symbol has a bar on every row. */
  readonly isAligned: boolean;

  readonly #calendars: readonly ReturnType<typeof calendarOf>[];
  /** Last answers: one fill asks several times. */
  readonly #volatilityEnd: Int32Array;
  readonly #volatility: Float64Array;
  readonly #returns = new Float64Array(LOOKBACK);
  readonly #prices = { open: 0, high: 0, low: 0, close: 0 };
  #openRow = -1;
  #openSymbol = -1;
  #openTime = 0;

  constructor(dataset: Dataset) {
    const { symbols } = dataset;
    this.dataset = dataset;
    this.count = symbols.length;
    this.byName = Int32Array.from(
      symbols.map((_, index) => index).sort((a, b) => (nameOf(symbols[a]!) < nameOf(symbols[b]!) ? -1 : 1)),
    );
    this.open = symbols.map(({ bars }) => bars.open);
    this.high = symbols.map(({ bars }) => bars.high);
    this.low = symbols.map(({ bars }) => bars.low);
    this.close = symbols.map(({ bars }) => bars.close);
    this.volume = symbols.map(({ bars }) => bars.volume);
    this.tick = symbols.map(({ instrument }) => new Grid(instrument.tickSize));
    this.#calendars = symbols.map(({ calendar }) => calendarOf(calendar));
    this.#volatilityEnd = new Int32Array(this.count).fill(-9);
    this.#volatility = new Float64Array(this.count);
    this.at = new Int32Array(this.count).fill(-1);
    this.last = new Int32Array(this.count).fill(-1);
    this.isAligned = symbols.every(({ rows }) => rows === undefined);
  }

  /** Moves to a row, the one after the current or, at the beginning, any. */
  advance(row: number): void {
    const { at, last } = this;
    if (this.isAligned) {
      for (let s = 0; s < at.length; s += 1) {
        at[s] = row;
        last[s] = row;
      }
      return;
    }
    for (let s = 0; s < at.length; s += 1) {
      const rows = this.dataset.symbols[s]!.rows;
      let next = rows === undefined ? row : last[s]! + 1;
      if (rows !== undefined) while (next < rows.length && rows[next]! < row) next += 1;
      const here = rows === undefined || (next < rows.length && rows[next] === row);
      at[s] = here ? next : -1;
      last[s] = here ? next : rows === undefined ? row : next - 1;
    }
  }

  /** Last close up to the current row; NaN before the first bar. */
  lastClose(symbol: number): number {
    const own = this.last[symbol]!;
    return own < 0 ? Number.NaN : this.close[symbol]![own]!;
  }

  /** Prices of a symbol's bar at the current row; one object serves all calls. */
  prices(symbol: number): BarPrices {
    const own = this.at[symbol]!;
    const prices = this.#prices;
    prices.open = this.open[symbol]![own]!;
    prices.high = this.high[symbol]![own]!;
    prices.low = this.low[symbol]![own]!;
    prices.close = this.close[symbol]![own]!;
    return prices;
  }

  /** Adjusted price / raw price at an own bar. */
  factor(symbol: number, own: number): number {
    return this.dataset.symbols[symbol]!.factor?.[own] ?? 1;
  }

  /** When the bar at a row began, by the symbol's calendar; the close of the row before where the calendar has no answer. */
  openTime(symbol: number, row: number): number {
    if (this.#openRow === row && this.#openSymbol === symbol) return this.#openTime;
    this.#openRow = row;
    this.#openSymbol = symbol;
    this.#openTime = this.#lookUpOpen(symbol, row);
    return this.#openTime;
  }

  #lookUpOpen(symbol: number, row: number): number {
    const { time, timeframe } = this.dataset;
    const close = time[row]!;
    const begun = this.#calendars[symbol]!.barOpen(close, timeframe);
    const before = row === 0 ? close - timeframeMs(timeframe) : time[row - 1]!;
    return begun < close ? Math.max(begun, before) : before;
  }

  /**
   * Sample deviation (n − 1) of the simple close-to-close returns, adjusted basis, of the up to 20 bars that end with own bar `end`.
   * NaN with fewer than two returns.
   */
  volatility(symbol: number, end: number): number {
    if (this.#volatilityEnd[symbol] === end) return this.#volatility[symbol]!;
    this.#volatilityEnd[symbol] = end;
    this.#volatility[symbol] = this.#deviation(symbol, end);
    return this.#volatility[symbol]!;
  }

  #deviation(symbol: number, end: number): number {
    const close = this.close[symbol]!;
    const start = Math.max(1, end - LOOKBACK + 1);
    const n = end - start + 1;
    if (n < 2) return Number.NaN;
    const returns = this.#returns;
    const { factor } = this.dataset.symbols[symbol]!;
    let sum = 0;
    let before = close[start - 1]! * (factor?.[start - 1] ?? 1);
    for (let i = start; i <= end; i += 1) {
      const price = factor === undefined ? close[i]! : close[i]! * factor[i]!;
      const gain = price / before - 1;
      returns[i - start] = gain;
      sum += gain;
      before = price;
    }
    const mean = sum / n;
    let squares = 0;
    for (let i = 0; i < n; i += 1) {
      const distance = returns[i]! - mean;
      squares += distance * distance;
    }
    return Math.sqrt(squares / (n - 1));
  }

  /** Mean volume of the up to 20 own bars before `own`, in units of that day (splits applied); NaN when none is known. */
  averageVolume(symbol: number, own: number): number {
    const { actions } = this.dataset.symbols[symbol]!;
    const volume = this.volume[symbol]!;
    let sum = 0;
    let n = 0;
    let ratio = 1;
    for (let i = own - 1; i >= Math.max(0, own - LOOKBACK); i -= 1) {
      for (const action of actions) if (action.kind === 'split' && action.row === i + 1) ratio *= action.ratio;
      if (Number.isNaN(volume[i]!)) continue;
      sum += volume[i]! * ratio;
      n += 1;
    }
    return n === 0 ? Number.NaN : sum / n;
  }
}

function nameOf(symbol: SymbolData): string {
  return symbol.instrument.symbol;
}
