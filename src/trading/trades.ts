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

/** What a closed trade brought. */
export type TradeResult = Pick<ClosedTrade, 'symbol' | 'grossPnl' | 'netPnl' | 'ambiguous'>;

const WIDTH = 20;
/** Places of a trade's fields in its row; a side is 1 or −1, the reason an index of `EXIT_REASONS`. */
export const TRADE_FIELD = {
  symbol: 0,
  side: 1,
  quantity: 2,
  entryTime: 3,
  exitTime: 4,
  entryRow: 5,
  exitRow: 6,
  entryPrice: 7,
  exitPrice: 8,
  grossPnl: 9,
  netPnl: 10,
  transactionCost: 11,
  slippageCost: 12,
  impactCost: 13,
  borrowFee: 14,
  barsHeld: 15,
  exitReason: 16,
  ambiguous: 17,
  adverseExcursion: 18,
  favourableExcursion: 19,
} as const;

/** Closed trades of a run in the order in which they were closed. */
export class TradeLog {
  readonly #table = new NumberTable(WIDTH);
  readonly #openTime: (symbol: number, row: number) => number;

  /** @param openTime when the bar of a row opened, for trades written with a time that is NaN: calendars are slow to ask */
  constructor(openTime: (symbol: number, row: number) => number) {
    this.#openTime = openTime;
  }

  get length(): number {
    return this.#table.length;
  }

  /** Takes a new row: the offset of its fields in `data`, by {@link TRADE_FIELD}. */
  add(): number {
    return this.#table.add();
  }

  get data(): Float64Array {
    return this.#table.data;
  }

  at(index: number): ClosedTrade {
    const data = this.#table.partOf(index);
    const at = this.#table.placeOf(index);
    return {
      symbol: data[at + TRADE_FIELD.symbol]!,
      side: data[at + TRADE_FIELD.side]! > 0 ? 'long' : 'short',
      quantity: data[at + TRADE_FIELD.quantity]!,
      entryTime: this.#timeOf(data, at, TRADE_FIELD.entryTime, TRADE_FIELD.entryRow),
      exitTime: this.#timeOf(data, at, TRADE_FIELD.exitTime, TRADE_FIELD.exitRow),
      entryRow: data[at + TRADE_FIELD.entryRow]!,
      exitRow: data[at + TRADE_FIELD.exitRow]!,
      entryPrice: data[at + TRADE_FIELD.entryPrice]!,
      exitPrice: data[at + TRADE_FIELD.exitPrice]!,
      grossPnl: data[at + TRADE_FIELD.grossPnl]!,
      netPnl: data[at + TRADE_FIELD.netPnl]!,
      transactionCost: data[at + TRADE_FIELD.transactionCost]!,
      slippageCost: data[at + TRADE_FIELD.slippageCost]!,
      impactCost: data[at + TRADE_FIELD.impactCost]!,
      borrowFee: data[at + TRADE_FIELD.borrowFee]!,
      barsHeld: data[at + TRADE_FIELD.barsHeld]!,
      exitReason: EXIT_REASONS[data[at + TRADE_FIELD.exitReason]!]!,
      ambiguous: data[at + TRADE_FIELD.ambiguous]! === 1,
      adverseExcursion: data[at + TRADE_FIELD.adverseExcursion]!,
      favourableExcursion: data[at + TRADE_FIELD.favourableExcursion]!,
    };
  }

  #timeOf(data: Float64Array, at: number, time: number, row: number): number {
    const known = data[at + time]!;
    return Number.isNaN(known) ? this.#openTime(data[at + TRADE_FIELD.symbol]!, data[at + row]!) : known;
  }

  /** What a trade brought, without the rest of it. */
  resultAt(index: number): TradeResult {
    const data = this.#table.partOf(index);
    const at = this.#table.placeOf(index);
    return {
      symbol: data[at + TRADE_FIELD.symbol]!,
      grossPnl: data[at + TRADE_FIELD.grossPnl]!,
      netPnl: data[at + TRADE_FIELD.netPnl]!,
      ambiguous: data[at + TRADE_FIELD.ambiguous]! === 1,
    };
  }

  all(): ClosedTrade[] {
    return Array.from({ length: this.length }, (_, index) => this.at(index));
  }
}
