import { EXIT_REASONS } from './order.ts';
import type { Fill, Portfolio } from './portfolio.ts';
import { COLUMN } from './portfolio-columns.ts';
import { TRADE_FIELD as FIELD, type TradeLog } from './trades.ts';

/**
 * The position of a portfolio of one symbol, opened from flat by one fill and closed by one. It books what {@link Portfolio.apply}
 * books, in the same operations on the same numbers, without asking on the way what else the fill could be: a trade takes a tenth of
 * the instructions, so that the whole way of an order stays in the processor's cache.
 */
export class OnlyPosition {
  readonly #portfolio: Portfolio;
  readonly #trades: TradeLog;

  constructor(portfolio: Portfolio, trades: TradeLog) {
    this.#portfolio = portfolio;
    this.#trades = trades;
  }

  /** Books a fill that opens the position. */
  open(fill: Fill, units: number): void {
    const { side, price, reference, fee, slippageCost, impactCost } = fill;
    const { numbers: n } = this.#portfolio;
    const money = units * this.#portfolio.multiplier[0]!;
    this.#pay(fill, money);
    n[COLUMN.entryPrice] = price;
    n[COLUMN.entryReference] = reference;
    n[COLUMN.entryAdjusted] = price * fill.factor;
    n[COLUMN.openedAt] = fill.barTime;
    n[COLUMN.barsHeld] = 0;
    n[COLUMN.highest] = price;
    n[COLUMN.lowest] = price;
    n[COLUMN.tradeEntryTime] = fill.time;
    n[COLUMN.tradeEntryRow] = fill.row;
    // One fill is its own average.
    n[COLUMN.tradeEntered] = units;
    n[COLUMN.tradeEntryMean] = price;
    n[COLUMN.tradeFees] = n[COLUMN.tradeFees]! + fee;
    n[COLUMN.tradeSlippage] = n[COLUMN.tradeSlippage]! + slippageCost;
    n[COLUMN.tradeImpact] = n[COLUMN.tradeImpact]! + impactCost;
    n[COLUMN.lots] = side * fill.lots;
    n[COLUMN.exposure] = side * units * this.#portfolio.multiplier[0]!;
    this.#portfolio.openCount += 1;
  }

  /** Books a fill that closes the position, and writes the trade down. @returns the gross P&L, at reference prices */
  close(fill: Fill, units: number): number {
    const { side, price, reference, fee, slippageCost, impactCost } = fill;
    const { numbers: n } = this.#portfolio;
    const money = units * this.#portfolio.multiplier[0]!;
    this.#pay(fill, money);
    const gross = -side * (reference - n[COLUMN.entryReference]!) * money;
    n[COLUMN.realised] = n[COLUMN.realised]! + gross;
    n[COLUMN.tradeLeft] = n[COLUMN.tradeLeft]! + units;
    n[COLUMN.tradeExitMean] = n[COLUMN.tradeExitMean]! + (price - n[COLUMN.tradeExitMean]!) * (units / n[COLUMN.tradeLeft]!);
    n[COLUMN.tradeGross] = n[COLUMN.tradeGross]! + gross;
    n[COLUMN.tradeFees] = n[COLUMN.tradeFees]! + fee;
    n[COLUMN.tradeSlippage] = n[COLUMN.tradeSlippage]! + slippageCost;
    n[COLUMN.tradeImpact] = n[COLUMN.tradeImpact]! + impactCost;
    this.#writeTrade(n, fill);
    this.#empty(n);
    return gross;
  }

  #pay({ side, price, fee, slippageCost, impactCost }: Fill, money: number): void {
    const portfolio = this.#portfolio;
    const { numbers: n } = portfolio;
    portfolio.cash -= side * (money * price) + fee;
    portfolio.costs += fee + slippageCost + impactCost;
    n[COLUMN.fees] = n[COLUMN.fees]! + fee;
    n[COLUMN.slippage] = n[COLUMN.slippage]! + slippageCost;
    n[COLUMN.impact] = n[COLUMN.impact]! + impactCost;
    n[COLUMN.traded] = n[COLUMN.traded]! + Math.abs(money * price);
  }

  #writeTrade(n: Float64Array, fill: Fill): void {
    const long = fill.side < 0;
    const entry = n[COLUMN.tradeEntryMean]!;
    const up = Math.max(0, (Math.max(n[COLUMN.highest]!, fill.price) - entry) / entry);
    const down = Math.max(0, (entry - Math.min(n[COLUMN.lowest]!, fill.price)) / entry);
    const gross = n[COLUMN.tradeGross]!;
    const fees = n[COLUMN.tradeFees]!;
    const slippage = n[COLUMN.tradeSlippage]!;
    const impact = n[COLUMN.tradeImpact]!;
    const borrow = n[COLUMN.tradeBorrow]!;
    const at = this.#trades.add();
    const { data } = this.#trades;
    data[at + FIELD.symbol] = 0;
    data[at + FIELD.side] = long ? 1 : -1;
    data[at + FIELD.quantity] = n[COLUMN.tradeEntered]!;
    data[at + FIELD.entryTime] = n[COLUMN.tradeEntryTime]!;
    data[at + FIELD.exitTime] = fill.time;
    data[at + FIELD.entryRow] = n[COLUMN.tradeEntryRow]!;
    data[at + FIELD.exitRow] = fill.row;
    data[at + FIELD.entryPrice] = entry;
    data[at + FIELD.exitPrice] = n[COLUMN.tradeExitMean]!;
    data[at + FIELD.grossPnl] = gross;
    data[at + FIELD.netPnl] = gross - (fees + slippage + impact + borrow);
    data[at + FIELD.transactionCost] = fees;
    data[at + FIELD.slippageCost] = slippage;
    data[at + FIELD.impactCost] = impact;
    data[at + FIELD.borrowFee] = borrow;
    data[at + FIELD.barsHeld] = Math.max(1, n[COLUMN.barsHeld]! + (fill.intrabar ? 1 : 0));
    data[at + FIELD.exitReason] = EXIT_REASONS.indexOf(fill.exitReason ?? 'signal');
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
