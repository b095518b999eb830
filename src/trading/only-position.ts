import type { Portfolio } from './portfolio.ts';
import { COLUMN } from './portfolio-columns.ts';
import { TRADE_FIELD as FIELD, type TradeLog } from './trades.ts';

/** What a fill paid: its price, and the money that it lost to slippage and impact. */
export interface PaidPrice {
  readonly price: number;
  readonly slippageCost: number;
  readonly impactCost: number;
}

/**
 * The position of a portfolio of one symbol, opened from flat by one fill and closed by one. It books what {@link Portfolio.apply}
 * books, in the same operations on the same numbers, without asking on the way what else the fill could be: a trade takes a tenth of
 * the instructions, so that the whole way of an order stays in the processor's cache.
 */
export class OnlyPosition {
  readonly #portfolio: Portfolio;
  readonly #trades: TradeLog;
  readonly #numbers: Float64Array;
  readonly #multiplier: number;

  constructor(portfolio: Portfolio, trades: TradeLog) {
    this.#portfolio = portfolio;
    this.#trades = trades;
    this.#numbers = portfolio.numbers;
    this.#multiplier = portfolio.multiplier[0]!;
  }

  /**
   * Books a fill at the open of a row that opens the position.
   *
   * @param side 1 or −1 @param factor adjusted price / raw price of the day @param barTime close of the bar
   */
  open(
    side: number,
    lots: number,
    units: number,
    paid: PaidPrice,
    reference: number,
    fee: number,
    factor: number,
    row: number,
    barTime: number,
  ): void {
    const n = this.#numbers;
    const { price, slippageCost, impactCost } = paid;
    const money = units * this.#multiplier;
    this.#pay(side * (money * price) + fee, Math.abs(money * price), fee, slippageCost, impactCost);
    n[COLUMN.entryPrice] = price;
    n[COLUMN.entryReference] = reference;
    n[COLUMN.entryAdjusted] = price * factor;
    n[COLUMN.openedAt] = barTime;
    n[COLUMN.barsHeld] = 0;
    n[COLUMN.highest] = price;
    n[COLUMN.lowest] = price;
    // The trade log works the time of an open out when it is read.
    n[COLUMN.tradeEntryTime] = Number.NaN;
    n[COLUMN.tradeEntryRow] = row;
    // One fill is its own average.
    n[COLUMN.tradeEntered] = units;
    n[COLUMN.tradeEntryMean] = price;
    n[COLUMN.tradeFees] = n[COLUMN.tradeFees]! + fee;
    n[COLUMN.tradeSlippage] = n[COLUMN.tradeSlippage]! + slippageCost;
    n[COLUMN.tradeImpact] = n[COLUMN.tradeImpact]! + impactCost;
    n[COLUMN.lots] = side * lots;
    n[COLUMN.exposure] = side * units * this.#multiplier;
    this.#portfolio.openCount += 1;
  }

  /**
   * Books a fill that closes the position, and writes the trade down.
   *
   * @param side of the fill @param time NaN: the open of the row @param isIntrabar the fill happened inside the bar
   * @param reason index of `EXIT_REASONS` @returns the gross P&L, at reference prices
   */
  close(
    side: number,
    units: number,
    paid: PaidPrice,
    reference: number,
    fee: number,
    row: number,
    time: number,
    isIntrabar: boolean,
    reason: number,
  ): number {
    const n = this.#numbers;
    const { price, slippageCost, impactCost } = paid;
    const money = units * this.#multiplier;
    this.#pay(side * (money * price) + fee, Math.abs(money * price), fee, slippageCost, impactCost);
    const gross = -side * (reference - n[COLUMN.entryReference]!) * money;
    n[COLUMN.realised] = n[COLUMN.realised]! + gross;
    n[COLUMN.tradeLeft] = n[COLUMN.tradeLeft]! + units;
    n[COLUMN.tradeExitMean] = n[COLUMN.tradeExitMean]! + (price - n[COLUMN.tradeExitMean]!) * (units / n[COLUMN.tradeLeft]!);
    n[COLUMN.tradeGross] = n[COLUMN.tradeGross]! + gross;
    n[COLUMN.tradeFees] = n[COLUMN.tradeFees]! + fee;
    n[COLUMN.tradeSlippage] = n[COLUMN.tradeSlippage]! + slippageCost;
    n[COLUMN.tradeImpact] = n[COLUMN.tradeImpact]! + impactCost;
    const at = this.#trades.add();
    const { data } = this.#trades;
    data[at + FIELD.exitTime] = time;
    data[at + FIELD.exitRow] = row;
    data[at + FIELD.exitReason] = reason;
    this.#writeTrade(n, data, at, side < 0, price, isIntrabar);
    this.#empty(n);
    return gross;
  }

  #pay(cash: number, notional: number, fee: number, slippageCost: number, impactCost: number): void {
    const portfolio = this.#portfolio;
    const n = this.#numbers;
    portfolio.cash -= cash;
    portfolio.costs += fee + slippageCost + impactCost;
    n[COLUMN.fees] = n[COLUMN.fees]! + fee;
    n[COLUMN.slippage] = n[COLUMN.slippage]! + slippageCost;
    n[COLUMN.impact] = n[COLUMN.impact]! + impactCost;
    n[COLUMN.traded] = n[COLUMN.traded]! + notional;
  }

  #writeTrade(n: Float64Array, data: Float64Array, at: number, long: boolean, price: number, isIntrabar: boolean): void {
    const entry = n[COLUMN.tradeEntryMean]!;
    const highest = n[COLUMN.highest]!;
    const lowest = n[COLUMN.lowest]!;
    const up = Math.max(0, ((highest > price ? highest : price) - entry) / entry);
    const down = Math.max(0, (entry - (lowest < price ? lowest : price)) / entry);
    const gross = n[COLUMN.tradeGross]!;
    const fees = n[COLUMN.tradeFees]!;
    const slippage = n[COLUMN.tradeSlippage]!;
    const impact = n[COLUMN.tradeImpact]!;
    const borrow = n[COLUMN.tradeBorrow]!;
    data[at + FIELD.symbol] = 0;
    data[at + FIELD.side] = long ? 1 : -1;
    data[at + FIELD.quantity] = n[COLUMN.tradeEntered]!;
    data[at + FIELD.entryTime] = n[COLUMN.tradeEntryTime]!;
    data[at + FIELD.entryRow] = n[COLUMN.tradeEntryRow]!;
    data[at + FIELD.entryPrice] = entry;
    data[at + FIELD.exitPrice] = n[COLUMN.tradeExitMean]!;
    data[at + FIELD.grossPnl] = gross;
    data[at + FIELD.netPnl] = gross - (fees + slippage + impact + borrow);
    data[at + FIELD.transactionCost] = fees;
    data[at + FIELD.slippageCost] = slippage;
    data[at + FIELD.impactCost] = impact;
    data[at + FIELD.borrowFee] = borrow;
    data[at + FIELD.barsHeld] = Math.max(1, n[COLUMN.barsHeld]! + (isIntrabar ? 1 : 0));
    data[at + FIELD.ambiguous] = this.#portfolio.ambiguous[0]!;
    data[at + FIELD.adverseExcursion] = long ? down : up;
    data[at + FIELD.favourableExcursion] = long ? up : down;
  }

  /** Nothing is held, and the next trade has gathered nothing. */
  #empty(n: Float64Array): void {
    const portfolio = this.#portfolio;
    n[COLUMN.lots] = 0;
    n[COLUMN.exposure] = 0;
    n[COLUMN.barsHeld] = 0;
    n[COLUMN.entryPrice] = Number.NaN;
    n[COLUMN.entryReference] = Number.NaN;
    n[COLUMN.entryAdjusted] = Number.NaN;
    n[COLUMN.openedAt] = Number.NaN;
    n[COLUMN.highest] = Number.NaN;
    n[COLUMN.lowest] = Number.NaN;
    n[COLUMN.tradeGross] = 0;
    n[COLUMN.tradeBorrow] = 0;
    n[COLUMN.tradeFees] = 0;
    n[COLUMN.tradeSlippage] = 0;
    n[COLUMN.tradeImpact] = 0;
    n[COLUMN.tradeEntered] = 0;
    n[COLUMN.tradeLeft] = 0;
    n[COLUMN.tradeEntryMean] = 0;
    n[COLUMN.tradeExitMean] = 0;
    portfolio.ambiguous[0] = 0;
    portfolio.openCount -= 1;
  }
}
