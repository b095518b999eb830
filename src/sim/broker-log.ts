import {
  EXIT_REASONS,
  type ExitReason,
  ORDER_FIELD as FIELD,
  ORDER_EVENTS,
  type OrderEventKind,
  type Portfolio,
  REASON_CODES,
  type ReasonCode,
  type RunLog,
} from '../trading/index.ts';
import type { Book } from './book.ts';
import type { Tape } from './tape.ts';

/** Facts of one event of an order; what is absent is unknown or taken from the order. */
export interface EventFacts {
  readonly row: number;
  readonly quantity: number;
  readonly time?: number;
  readonly symbol?: number;
  readonly price?: number;
  readonly referencePrice?: number;
  readonly fees?: number;
  readonly slippageBps?: number;
  readonly participation?: number;
  readonly exitReason?: ExitReason | undefined;
  readonly executionId?: number;
  readonly ambiguous?: boolean;
  readonly reason?: ReasonCode;
  readonly limit?: number;
  readonly observed?: number;
}

export interface FillFacts {
  readonly row: number;
  readonly time: number;
  readonly units: number;
  readonly price: number;
  readonly base: number;
  readonly grossPnl: number;
  readonly fee: number;
  readonly slippageCost: number;
  readonly impactCost: number;
  readonly participation: number;
  readonly exitReason: ExitReason | undefined;
  readonly ambiguous: boolean;
}

/** Writes what happens to the orders of a book. */
export class BrokerLog {
  readonly #log: RunLog;
  readonly #book: Book;
  readonly #tape: Tape;
  readonly #portfolio: Portfolio;
  #executions = 0;

  constructor(log: RunLog, book: Book, tape: Tape, portfolio: Portfolio) {
    this.#log = log;
    this.#book = book;
    this.#tape = tape;
    this.#portfolio = portfolio;
  }

  write(event: OrderEventKind, place: number, facts: EventFacts): void {
    const symbol = facts.symbol ?? this.#book.symbolOf(place);
    const at = this.#log.addOrder();
    const data = this.#log.orderData;
    const reason = facts.exitReason === undefined ? this.#book.exitReasonCode(place) : EXIT_REASONS.indexOf(facts.exitReason);
    data[at + FIELD.time] = facts.time ?? this.#tape.dataset.time[facts.row]!;
    data[at + FIELD.row] = facts.row;
    data[at + FIELD.event] = ORDER_EVENTS.indexOf(event);
    data[at + FIELD.orderId] = this.#book.id[place]!;
    data[at + FIELD.executionId] = facts.executionId ?? 0;
    data[at + FIELD.decisionRow] = this.#book.decisionRow[place]!;
    data[at + FIELD.symbol] = symbol;
    data[at + FIELD.side] = this.#book.side[place]!;
    data[at + FIELD.orderType] = this.#book.typeCode(place);
    data[at + FIELD.quantity] = facts.quantity;
    data[at + FIELD.price] = facts.price ?? Number.NaN;
    data[at + FIELD.referencePrice] = facts.referencePrice ?? Number.NaN;
    data[at + FIELD.fees] = facts.fees ?? Number.NaN;
    data[at + FIELD.slippageBps] = facts.slippageBps ?? Number.NaN;
    data[at + FIELD.participation] = facts.participation ?? Number.NaN;
    data[at + FIELD.exitReason] = reason;
    data[at + FIELD.ambiguous] = facts.ambiguous === true ? 1 : 0;
    data[at + FIELD.positionAfter] = this.#portfolio.quantity(symbol);
    data[at + FIELD.cashAfter] = this.#portfolio.cash;
    data[at + FIELD.reason] = facts.reason === undefined ? -1 : REASON_CODES.indexOf(facts.reason);
    data[at + FIELD.limit] = facts.limit ?? Number.NaN;
    data[at + FIELD.observed] = facts.observed ?? Number.NaN;
  }

  /** A fill that has been booked: an event of the order and a row of the ledger. */
  fill(place: number, symbol: number, fill: FillFacts): void {
    const { row, time, units, price, base, grossPnl, fee, slippageCost, impactCost, participation, exitReason } = fill;
    const side = this.#book.side[place]!;
    this.#executions += 1;
    this.write(this.#book.isActive(place) ? 'partially_filled' : 'filled', place, {
      row,
      time,
      symbol,
      quantity: units,
      price,
      referencePrice: base,
      fees: fee,
      slippageBps: ((side * (price - base)) / Math.abs(base)) * 10_000,
      participation,
      exitReason,
      executionId: this.#executions,
      ambiguous: fill.ambiguous,
    });
    this.#log.addLedger({
      time,
      row,
      type: 'fill',
      symbol,
      side: side > 0 ? 'buy' : 'sell',
      quantity: units,
      referencePrice: base,
      fillPrice: price,
      grossPnl,
      transactionCost: fee,
      slippageCost,
      impactCost,
      borrowFee: 0,
      netPnl: grossPnl - fee - slippageCost - impactCost,
      cashAfter: this.#portfolio.cash,
      positionAfter: this.#portfolio.quantity(symbol),
      participation,
      orderType: this.#book.type(place),
      orderId: this.#book.id[place]!,
      decisionRow: this.#book.decisionRow[place]!,
    });
  }
}
