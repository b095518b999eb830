import {
  EXIT_REASONS,
  ORDER_FIELD as FIELD,
  type Fill,
  LEDGER_TYPES,
  LEDGER_FIELD as MONEY,
  ORDER_EVENTS,
  type OrderEventKind,
  type Portfolio,
  REASON_CODES,
  type ReasonCode,
  type RunLog,
} from '../trading/index.ts';
import type { Book } from './book.ts';
import type { Tape } from './tape.ts';

const SUBMITTED = ORDER_EVENTS.indexOf('submitted');
const FILLED = ORDER_EVENTS.indexOf('filled');
const PARTIALLY_FILLED = ORDER_EVENTS.indexOf('partially_filled');
const FILL = LEDGER_TYPES.indexOf('fill');
const BPS = 10_000;

/** A rule that an order breaks, with the two numbers compared. */
export interface Why {
  readonly reason: ReasonCode;
  readonly limit: number;
  readonly observed: number;
}

/** A fill that has been booked. */
export interface BookedFill extends Fill {
  readonly units: number;
  readonly grossPnl: number;
  readonly participation: number;
  readonly ambiguous: boolean;
}

/** A fill to be filled in: one object serves all of them. */
export function newFill(): { -readonly [K in keyof BookedFill]: BookedFill[K] } {
  return {
    symbol: 0,
    side: 1,
    lots: 0,
    units: 0,
    price: Number.NaN,
    reference: Number.NaN,
    fee: Number.NaN,
    slippageCost: Number.NaN,
    impactCost: Number.NaN,
    participation: Number.NaN,
    factor: Number.NaN,
    time: Number.NaN,
    barTime: Number.NaN,
    row: 0,
    intrabar: false,
    exitReason: undefined,
    ambiguous: false,
    grossPnl: Number.NaN,
  };
}

/** Writes what happens to the orders of a book, straight into the tables of the log: nothing is made for a row but the row. */
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

  /** An order has reached the broker. @param price its limit, else its stop, else NaN */
  submitted(place: number, row: number, quantity: number, price: number): void {
    const at = this.#event(SUBMITTED, place, this.#book.symbolOf(place), row);
    const data = this.#log.orderData;
    data[at + FIELD.quantity] = quantity;
    data[at + FIELD.price] = price;
  }

  /** What is left of an order is gone. */
  ended(event: Extract<OrderEventKind, 'cancelled' | 'expired'>, place: number, row: number, quantity: number): void {
    const at = this.#event(ORDER_EVENTS.indexOf(event), place, this.#book.symbolOf(place), row);
    this.#log.orderData[at + FIELD.quantity] = quantity;
  }

  /** An order, or a part of it, may not be. */
  denied(event: 'rejected' | 'refused', place: number, symbol: number, row: number, quantity: number, why: Why): void {
    const at = this.#event(ORDER_EVENTS.indexOf(event), place, symbol, row);
    const data = this.#log.orderData;
    data[at + FIELD.quantity] = quantity;
    data[at + FIELD.reason] = REASON_CODES.indexOf(why.reason);
    data[at + FIELD.limit] = why.limit;
    data[at + FIELD.observed] = why.observed;
  }

  /** A fill: an event of the order and a row of the ledger. */
  fill(place: number, fill: BookedFill): void {
    const { symbol, side, row, time, units, price, reference, grossPnl, fee, slippageCost, impactCost, participation } = fill;
    const book = this.#book;
    this.#executions += 1;
    const at = this.#event(book.isActive(place) ? PARTIALLY_FILLED : FILLED, place, symbol, row);
    const data = this.#log.orderData;
    const cash = data[at + FIELD.cashAfter]!;
    const position = data[at + FIELD.positionAfter]!;
    data[at + FIELD.time] = time;
    data[at + FIELD.executionId] = this.#executions;
    data[at + FIELD.quantity] = units;
    data[at + FIELD.price] = price;
    data[at + FIELD.referencePrice] = reference;
    data[at + FIELD.fees] = fee;
    data[at + FIELD.slippageBps] = ((side * (price - reference)) / Math.abs(reference)) * BPS;
    data[at + FIELD.participation] = participation;
    if (fill.exitReason !== undefined) data[at + FIELD.exitReason] = EXIT_REASONS.indexOf(fill.exitReason);
    data[at + FIELD.ambiguous] = fill.ambiguous ? 1 : 0;
    const entry = this.#log.addLedgerRow();
    const money = this.#log.ledgerData;
    money[entry + MONEY.time] = time;
    money[entry + MONEY.row] = row;
    money[entry + MONEY.type] = FILL;
    money[entry + MONEY.symbol] = symbol;
    money[entry + MONEY.side] = side;
    money[entry + MONEY.quantity] = units;
    money[entry + MONEY.referencePrice] = reference;
    money[entry + MONEY.fillPrice] = price;
    money[entry + MONEY.grossPnl] = grossPnl;
    money[entry + MONEY.transactionCost] = fee;
    money[entry + MONEY.slippageCost] = slippageCost;
    money[entry + MONEY.impactCost] = impactCost;
    money[entry + MONEY.borrowFee] = 0;
    money[entry + MONEY.netPnl] = grossPnl - fee - slippageCost - impactCost;
    money[entry + MONEY.cashAfter] = cash;
    money[entry + MONEY.positionAfter] = position;
    money[entry + MONEY.participation] = participation;
    money[entry + MONEY.orderType] = book.typeCode(place);
    money[entry + MONEY.orderId] = book.id[place]!;
    money[entry + MONEY.decisionRow] = book.decisionRow[place]!;
  }

  /** A row with what the order and the account say of themselves; the rest is unknown. @returns its place in the table */
  #event(event: number, place: number, symbol: number, row: number): number {
    const book = this.#book;
    const at = this.#log.addOrder();
    const data = this.#log.orderData;
    data[at + FIELD.time] = this.#tape.dataset.time[row]!;
    data[at + FIELD.row] = row;
    data[at + FIELD.event] = event;
    data[at + FIELD.orderId] = book.id[place]!;
    data[at + FIELD.executionId] = 0;
    data[at + FIELD.decisionRow] = book.decisionRow[place]!;
    data[at + FIELD.symbol] = symbol;
    data[at + FIELD.side] = book.side[place]!;
    data[at + FIELD.orderType] = book.typeCode(place);
    data[at + FIELD.price] = Number.NaN;
    data[at + FIELD.referencePrice] = Number.NaN;
    data[at + FIELD.fees] = Number.NaN;
    data[at + FIELD.slippageBps] = Number.NaN;
    data[at + FIELD.participation] = Number.NaN;
    data[at + FIELD.exitReason] = book.exitReasonCode(place);
    data[at + FIELD.ambiguous] = 0;
    data[at + FIELD.positionAfter] = this.#portfolio.quantity(symbol);
    data[at + FIELD.cashAfter] = this.#portfolio.cash;
    data[at + FIELD.reason] = -1;
    data[at + FIELD.limit] = Number.NaN;
    data[at + FIELD.observed] = Number.NaN;
    return at;
  }
}
