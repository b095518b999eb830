import { EXIT_REASONS, type ExitReason } from './order.ts';
import { NumberTable } from './run-log.ts';

/** One position from flat to flat. A position that is turned round is two trades. */
export interface ClosedTrade {
  /** Index in the dataset. */
  readonly symbol: number;
  readonly side: 'long' | 'short';
  /** Units bought (long) or sold (short) in all, in units of the day of exit: splits are applied. */
  readonly quantity: number;
  readonly entryTime: number;
  readonly exitTime: number;
  readonly entryRow: number;
  readonly exitRow: number;
  /** Averages over all fills, raw, in units of the day of exit. */
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** Before costs: at reference prices, dividends included. */
  readonly grossPnl: number;
  /** Less all four kinds of costs. */
  readonly netPnl: number;
  readonly transactionCost: number;
  readonly slippageCost: number;
  readonly impactCost: number;
  readonly borrowFee: number;
  /** Bars whose close the position was open at, plus the bar of exit when it closed inside it; at least 1. */
  readonly barsHeld: number;
  readonly exitReason: ExitReason;
  /** The result rests on an assumption about the order of prices inside a bar. */
  readonly ambiguous: boolean;
  /** Worst and best price while open, as a fraction of the average entry price: how far it went against and for the position; ≥ 0. */
  readonly adverseExcursion: number;
  readonly favourableExcursion: number;
}

const WIDTH = 20;

/** Closed trades of a run in the order in which they were closed. */
export class TradeLog {
  readonly #table = new NumberTable(WIDTH);

  get length(): number {
    return this.#table.length;
  }

  add(trade: ClosedTrade): void {
    const at = this.#table.add();
    const data = this.#table.data;
    data[at] = trade.symbol;
    data[at + 1] = trade.side === 'long' ? 1 : -1;
    data[at + 2] = trade.quantity;
    data[at + 3] = trade.entryTime;
    data[at + 4] = trade.exitTime;
    data[at + 5] = trade.entryRow;
    data[at + 6] = trade.exitRow;
    data[at + 7] = trade.entryPrice;
    data[at + 8] = trade.exitPrice;
    data[at + 9] = trade.grossPnl;
    data[at + 10] = trade.netPnl;
    data[at + 11] = trade.transactionCost;
    data[at + 12] = trade.slippageCost;
    data[at + 13] = trade.impactCost;
    data[at + 14] = trade.borrowFee;
    data[at + 15] = trade.barsHeld;
    data[at + 16] = EXIT_REASONS.indexOf(trade.exitReason);
    data[at + 17] = trade.ambiguous ? 1 : 0;
    data[at + 18] = trade.adverseExcursion;
    data[at + 19] = trade.favourableExcursion;
  }

  at(index: number): ClosedTrade {
    const field = (offset: number): number => this.#table.at(index, offset);
    return {
      symbol: field(0),
      side: field(1) > 0 ? 'long' : 'short',
      quantity: field(2),
      entryTime: field(3),
      exitTime: field(4),
      entryRow: field(5),
      exitRow: field(6),
      entryPrice: field(7),
      exitPrice: field(8),
      grossPnl: field(9),
      netPnl: field(10),
      transactionCost: field(11),
      slippageCost: field(12),
      impactCost: field(13),
      borrowFee: field(14),
      barsHeld: field(15),
      exitReason: EXIT_REASONS[field(16)]!,
      ambiguous: field(17) === 1,
      adverseExcursion: field(18),
      favourableExcursion: field(19),
    };
  }

  all(): ClosedTrade[] {
    return Array.from({ length: this.length }, (_, index) => this.at(index));
  }
}
