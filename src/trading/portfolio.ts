import type { Instrument } from '../market/index.ts';
import { Grid } from './grid.ts';
import { EXIT_REASONS, type ExitReason, type Side } from './order.ts';
import { COLUMN, COLUMNS } from './portfolio-columns.ts';
import { TRADE_FIELD, type TradeLog } from './trades.ts';

/** One execution as the account books it. Prices raw, money in account currency. */
export interface Fill {
  readonly symbol: number;
  readonly side: Side;
  /** Lots, above 0; never more than the position where it reduces. */
  readonly lots: number;
  readonly price: number;
  /** What the price would have been without slippage and impact. */
  readonly reference: number;
  readonly fee: number;
  readonly slippageCost: number;
  readonly impactCost: number;
  /** Adjusted price / raw price of the day. */
  readonly factor: number;
  readonly time: number;
  /** Close of the bar of the fill. */
  readonly barTime: number;
  readonly row: number;
  /** The fill happened somewhere inside the bar, not at its open or close. */
  readonly intrabar: boolean;
  /** Of reducing fills. */
  readonly exitReason: ExitReason | undefined;
}

/** Columns that know nothing while a position is flat. */
const UNKNOWN_WHEN_FLAT = ['entryPrice', 'entryReference', 'entryAdjusted', 'openedAt', 'highest', 'lowest'] as const;

/**
 * Cash and positions of one account in the simulation's floats, one slot per symbol.
 *
 * Quantities are counted in lots, so that what was bought in parts is sold without a rest. A reverse split may leave a part of a lot:
 * it stays held and leaves with the position. The average entry price does not change when a position is reduced.
 */
export class Portfolio {
  readonly count: number;
  readonly lotGrid: readonly Grid[];
  readonly multiplier: Float64Array;
  cash: number;
  /** Slots with a position. */
  openCount = 0;
  /** Signed lots. */
  readonly lots: Float64Array;
  /** Signed money per unit of price: quantity × multiplier. */
  readonly exposure: Float64Array;
  /** Average entry: fill price, reference price, and fill price on the adjusted basis; NaN when flat. */
  readonly entryPrice: Float64Array;
  readonly entryReference: Float64Array;
  readonly entryAdjusted: Float64Array;
  /** Close of the bar in which the position was opened; NaN when flat. */
  readonly openedAt: Float64Array;
  /** Closes at which the position was open. */
  readonly barsHeld: Float64Array;
  /** Extremes since the entry; NaN when flat. */
  readonly highest: Float64Array;
  readonly lowest: Float64Array;
  /** 1 when the running trade rests on an assumed order of prices inside a bar. */
  readonly ambiguous: Uint8Array;
  /** Sums over the run, by symbol. Gross is at reference prices and holds dividends; costs are its other four. */
  readonly realised: Float64Array;
  readonly fees: Float64Array;
  readonly slippage: Float64Array;
  readonly impact: Float64Array;
  readonly borrow: Float64Array;
  readonly traded: Float64Array;
  /** Fees, slippage, impact and borrow fees of all symbols. */
  costs = 0;
  interest = 0;
  /** All columns one after the other: of one symbol each is one number, at its place in {@link COLUMN}. */
  readonly numbers: Float64Array;
  readonly #trades: TradeLog;
  readonly #trade: TradeState;

  constructor(options: {
    readonly instruments: readonly Instrument[];
    readonly cash: number;
    readonly wholeUnits: boolean;
    readonly trades: TradeLog;
  }) {
    const { instruments, cash, wholeUnits, trades } = options;
    const n = instruments.length;
    this.count = n;
    this.cash = cash;
    this.lotGrid = instruments.map(({ lotSize }) => new Grid(wholeUnits ? Math.max(1, lotSize) : lotSize));
    this.multiplier = Float64Array.from(instruments, ({ multiplier }) => multiplier);
    const numbers = new Float64Array(COLUMNS * n);
    const column = (name: keyof typeof COLUMN): Float64Array => numbers.subarray(COLUMN[name] * n, (COLUMN[name] + 1) * n);
    this.numbers = numbers;
    [this.lots, this.exposure, this.barsHeld] = [column('lots'), column('exposure'), column('barsHeld')];
    [this.entryPrice, this.entryReference] = [column('entryPrice'), column('entryReference')];
    [this.entryAdjusted, this.openedAt] = [column('entryAdjusted'), column('openedAt')];
    [this.highest, this.lowest] = [column('highest'), column('lowest')];
    this.ambiguous = new Uint8Array(n);
    [this.realised, this.fees, this.slippage] = [column('realised'), column('fees'), column('slippage')];
    [this.impact, this.borrow, this.traded] = [column('impact'), column('borrow'), column('traded')];
    this.#trades = trades;
    this.#trade = new TradeState(column);
    for (const name of UNKNOWN_WHEN_FLAT) this[name].fill(Number.NaN);
  }

  /** As new: flat, with this cash, and nothing gathered. */
  reset(cash: number): void {
    this.cash = cash;
    this.costs = 0;
    this.interest = 0;
    this.openCount = 0;
    this.numbers.fill(0);
    this.ambiguous.fill(0);
    for (const name of UNKNOWN_WHEN_FLAT) this[name].fill(Number.NaN);
  }

  /** Signed units. */
  quantity(symbol: number): number {
    return this.#signedUnits(this.lots[symbol]!, symbol);
  }

  /** Books a fill. @returns the gross P&L that it realised, at reference prices */
  apply(fill: Fill): number {
    const { symbol: s, side, price, reference, fee } = fill;
    const units = this.lotGrid[s]!.value(fill.lots);
    const money = units * this.multiplier[s]!;
    const before = this.lots[s]!;
    this.cash -= side * (money * price) + fee;
    this.fees[s] = this.fees[s]! + fee;
    this.slippage[s] = this.slippage[s]! + fill.slippageCost;
    this.impact[s] = this.impact[s]! + fill.impactCost;
    this.costs += fee + fill.slippageCost + fill.impactCost;
    this.traded[s] = this.traded[s]! + Math.abs(money * price);
    let gross = 0;
    if (before * side >= 0) this.#enlarge(fill, units);
    else {
      gross = -side * (reference - this.entryReference[s]!) * money;
      this.realised[s] = this.realised[s]! + gross;
    }
    this.#trade.book(fill, units, gross, before * side >= 0);
    this.#setLots(s, before + side * fill.lots);
    if (this.lots[s] === 0) this.#close(fill, before);
    return gross;
  }

  /** Pays a dividend on what was held before the open; a short position owes it. @returns the amount */
  dividend(symbol: number, perUnit: number): number {
    const amount = this.exposure[symbol]! * perUnit;
    this.cash += amount;
    this.realised[symbol] = this.realised[symbol]! + amount;
    this.#trade.gross[symbol] = this.#trade.gross[symbol]! + amount;
    return amount;
  }

  /** One old unit becomes `ratio` new ones; the value of the position stays. */
  split(symbol: number, ratio: number): void {
    this.#setLots(symbol, this.lots[symbol]! * ratio);
    for (const column of [this.entryPrice, this.entryReference, this.highest, this.lowest]) {
      column[symbol] = column[symbol]! / ratio;
    }
    this.#trade.split(symbol, ratio);
  }

  /** Charges a fee for borrowed units. */
  chargeBorrow(symbol: number, fee: number): void {
    this.cash -= fee;
    this.borrow[symbol] = this.borrow[symbol]! + fee;
    this.#trade.borrow[symbol] = this.#trade.borrow[symbol]! + fee;
    this.costs += fee;
  }

  earnInterest(amount: number): void {
    this.cash += amount;
    this.interest += amount;
  }

  #enlarge(fill: Fill, units: number): void {
    const { symbol: s, price, reference, factor } = fill;
    const held = Math.abs(this.quantity(s));
    if (held === 0) {
      this.entryPrice[s] = price;
      this.entryReference[s] = reference;
      this.entryAdjusted[s] = price * factor;
      this.openedAt[s] = fill.barTime;
      this.barsHeld[s] = 0;
      this.highest[s] = price;
      this.lowest[s] = price;
      this.openCount += 1;
      return;
    }
    const share = units / (held + units);
    this.entryPrice[s] = this.entryPrice[s]! + (price - this.entryPrice[s]!) * share;
    this.entryReference[s] = this.entryReference[s]! + (reference - this.entryReference[s]!) * share;
    this.entryAdjusted[s] = this.entryAdjusted[s]! + (price * factor - this.entryAdjusted[s]!) * share;
  }

  #setLots(symbol: number, lots: number): void {
    this.lots[symbol] = lots;
    this.exposure[symbol] = this.#signedUnits(lots, symbol) * this.multiplier[symbol]!;
  }

  #signedUnits(lots: number, symbol: number): number {
    return lots === 0 ? 0 : this.lotGrid[symbol]!.value(lots);
  }

  #close(fill: Fill, before: number): void {
    const { symbol: s } = fill;
    const at = this.#trade.close(
      this.#trades,
      fill,
      before > 0,
      Math.max(this.highest[s]!, fill.price),
      Math.min(this.lowest[s]!, fill.price),
    );
    const { data } = this.#trades;
    data[at + TRADE_FIELD.barsHeld] = Math.max(1, this.barsHeld[s]! + (fill.intrabar ? 1 : 0));
    data[at + TRADE_FIELD.ambiguous] = this.ambiguous[s]!;
    this.entryPrice[s] = Number.NaN;
    this.entryReference[s] = Number.NaN;
    this.entryAdjusted[s] = Number.NaN;
    this.openedAt[s] = Number.NaN;
    this.highest[s] = Number.NaN;
    this.lowest[s] = Number.NaN;
    this.barsHeld[s] = 0;
    this.ambiguous[s] = 0;
    this.openCount -= 1;
  }
}

/** What the running trade of each symbol has gathered. Averages move by (new − mean) · share, so that one fill is its own average. */
class TradeState {
  readonly gross: Float64Array;
  readonly borrow: Float64Array;
  readonly #fees: Float64Array;
  readonly #slippage: Float64Array;
  readonly #impact: Float64Array;
  readonly #entered: Float64Array;
  readonly #left: Float64Array;
  readonly #entryMean: Float64Array;
  readonly #exitMean: Float64Array;
  readonly #entryTime: Float64Array;
  readonly #entryRow: Float64Array;

  constructor(column: (name: keyof typeof COLUMN) => Float64Array) {
    [this.gross, this.borrow] = [column('tradeGross'), column('tradeBorrow')];
    [this.#fees, this.#slippage, this.#impact] = [column('tradeFees'), column('tradeSlippage'), column('tradeImpact')];
    [this.#entered, this.#left] = [column('tradeEntered'), column('tradeLeft')];
    [this.#entryMean, this.#exitMean] = [column('tradeEntryMean'), column('tradeExitMean')];
    [this.#entryTime, this.#entryRow] = [column('tradeEntryTime'), column('tradeEntryRow')];
  }

  book(fill: Fill, units: number, gross: number, entry: boolean): void {
    const { symbol: s } = fill;
    if (entry && this.#entered[s] === 0) {
      this.#entryTime[s] = fill.time;
      this.#entryRow[s] = fill.row;
    }
    const total = entry ? this.#entered : this.#left;
    const mean = entry ? this.#entryMean : this.#exitMean;
    total[s] = total[s]! + units;
    mean[s] = mean[s]! + (fill.price - mean[s]!) * (units / total[s]!);
    this.gross[s] = this.gross[s]! + gross;
    this.#fees[s] = this.#fees[s]! + fill.fee;
    this.#slippage[s] = this.#slippage[s]! + fill.slippageCost;
    this.#impact[s] = this.#impact[s]! + fill.impactCost;
  }

  split(s: number, ratio: number): void {
    this.#entered[s] = this.#entered[s]! * ratio;
    this.#left[s] = this.#left[s]! * ratio;
    this.#entryMean[s] = this.#entryMean[s]! / ratio;
    this.#exitMean[s] = this.#exitMean[s]! / ratio;
  }

  /** Writes the finished trade down, all but its bars and its ambiguity; the slot is empty afterwards. @returns its place in the table */
  close(trades: TradeLog, fill: Fill, long: boolean, highest: number, lowest: number): number {
    const { symbol: s } = fill;
    const entry = this.#entryMean[s]!;
    const up = Math.max(0, (highest - entry) / entry);
    const down = Math.max(0, (entry - lowest) / entry);
    const costs = this.#fees[s]! + this.#slippage[s]! + this.#impact[s]! + this.borrow[s]!;
    const at = trades.add();
    const { data } = trades;
    data[at + TRADE_FIELD.symbol] = s;
    data[at + TRADE_FIELD.side] = long ? 1 : -1;
    data[at + TRADE_FIELD.quantity] = this.#entered[s]!;
    data[at + TRADE_FIELD.entryTime] = this.#entryTime[s]!;
    data[at + TRADE_FIELD.exitTime] = fill.time;
    data[at + TRADE_FIELD.entryRow] = this.#entryRow[s]!;
    data[at + TRADE_FIELD.exitRow] = fill.row;
    data[at + TRADE_FIELD.entryPrice] = entry;
    data[at + TRADE_FIELD.exitPrice] = this.#exitMean[s]!;
    data[at + TRADE_FIELD.grossPnl] = this.gross[s]!;
    data[at + TRADE_FIELD.netPnl] = this.gross[s]! - costs;
    data[at + TRADE_FIELD.transactionCost] = this.#fees[s]!;
    data[at + TRADE_FIELD.slippageCost] = this.#slippage[s]!;
    data[at + TRADE_FIELD.impactCost] = this.#impact[s]!;
    data[at + TRADE_FIELD.borrowFee] = this.borrow[s]!;
    data[at + TRADE_FIELD.exitReason] = EXIT_REASONS.indexOf(fill.exitReason ?? 'signal');
    data[at + TRADE_FIELD.adverseExcursion] = long ? down : up;
    data[at + TRADE_FIELD.favourableExcursion] = long ? up : down;
    this.gross[s] = 0;
    this.borrow[s] = 0;
    this.#fees[s] = 0;
    this.#slippage[s] = 0;
    this.#impact[s] = 0;
    this.#entered[s] = 0;
    this.#left[s] = 0;
    this.#entryMean[s] = 0;
    this.#exitMean[s] = 0;
    return at;
  }
}
