import {
  EXIT_REASONS,
  ORDER_FIELD as FIELD,
  type Fill,
  type LateWriter,
  LEDGER_TYPES,
  LEDGER_FIELD as MONEY,
  NumberTable,
  ORDER_EVENTS,
  ORDER_TYPES,
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
const SIGNAL = EXIT_REASONS.indexOf('signal');
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

/** What an order says of itself in the log. */
interface OrderFacts {
  id: number;
  decisionRow: number;
  side: number;
  /** Indices of `ORDER_TYPES` and of `EXIT_REASONS`, or −1. */
  type: number;
  exitReason: number;
}

function newFacts(): OrderFacts {
  return { id: 0, decisionRow: -1, side: 1, type: 0, exitReason: -1 };
}

/** A whole fill of the only symbol as it is kept until somebody reads the log. */
const LATE = {
  id: 0,
  decisionRow: 1,
  side: 2,
  exitReason: 3,
  executionId: 4,
  row: 5,
  time: 6,
  units: 7,
  price: 8,
  reference: 9,
  fee: 10,
  slippageCost: 11,
  impactCost: 12,
  participation: 13,
  grossPnl: 14,
  ambiguous: 15,
  cashBefore: 16,
  cashAfter: 17,
  positionBefore: 18,
  positionAfter: 19,
} as const;
const LATE_WIDTH = 20;
const MARKET = ORDER_TYPES.indexOf('market');

/** Writes what happens to the orders of a book, straight into the tables of the log: nothing is made for a row but the row. */
export class BrokerLog implements LateWriter {
  readonly #log: RunLog;
  readonly #book: Book;
  readonly #tape: Tape;
  readonly #portfolio: Portfolio;
  readonly #late = new NumberTable(LATE_WIDTH);
  /** Made once: the order being written, and what is written late. */
  readonly #order = newFacts();
  readonly #lateOrder = newFacts();
  readonly #lateFill = newFill();
  #executions = 0;

  constructor(log: RunLog, book: Book, tape: Tape, portfolio: Portfolio) {
    this.#log = log;
    this.#book = book;
    this.#tape = tape;
    this.#portfolio = portfolio;
  }

  /**
   * An order of the only symbol was sent and filled whole at the next open. Written as {@link submitted} and {@link fill} would, when
   * somebody reads the log.
   *
   * @param cash and position before the fill
   */
  whole(id: number, decisionRow: number, fill: BookedFill, cash: number, position: number): void {
    this.#executions += 1;
    const at = this.#late.add();
    const { data } = this.#late;
    data[at + LATE.id] = id;
    data[at + LATE.decisionRow] = decisionRow;
    data[at + LATE.side] = fill.side;
    data[at + LATE.exitReason] = fill.exitReason === undefined ? -1 : SIGNAL;
    data[at + LATE.executionId] = this.#executions;
    data[at + LATE.row] = fill.row;
    data[at + LATE.time] = fill.time;
    data[at + LATE.units] = fill.units;
    data[at + LATE.price] = fill.price;
    data[at + LATE.reference] = fill.reference;
    data[at + LATE.fee] = fill.fee;
    data[at + LATE.slippageCost] = fill.slippageCost;
    data[at + LATE.impactCost] = fill.impactCost;
    data[at + LATE.participation] = fill.participation;
    data[at + LATE.grossPnl] = fill.grossPnl;
    data[at + LATE.ambiguous] = fill.ambiguous ? 1 : 0;
    data[at + LATE.cashBefore] = cash;
    data[at + LATE.cashAfter] = this.#portfolio.cash;
    data[at + LATE.positionBefore] = position;
    data[at + LATE.positionAfter] = this.#portfolio.quantity(0);
    this.#log.owe(this);
  }

  forget(): void {
    this.#late.clear();
  }

  pay(): void {
    const late = this.#late;
    const order = this.#lateOrder;
    const fill = this.#lateFill;
    for (let i = 0; i < late.length; i += 1) {
      order.id = late.at(i, LATE.id);
      order.decisionRow = late.at(i, LATE.decisionRow);
      order.side = late.at(i, LATE.side);
      order.exitReason = late.at(i, LATE.exitReason);
      order.type = MARKET;
      fill.side = order.side > 0 ? 1 : -1;
      fill.row = late.at(i, LATE.row);
      fill.time = late.at(i, LATE.time);
      fill.units = late.at(i, LATE.units);
      fill.price = late.at(i, LATE.price);
      fill.reference = late.at(i, LATE.reference);
      fill.fee = late.at(i, LATE.fee);
      fill.slippageCost = late.at(i, LATE.slippageCost);
      fill.impactCost = late.at(i, LATE.impactCost);
      fill.participation = late.at(i, LATE.participation);
      fill.grossPnl = late.at(i, LATE.grossPnl);
      fill.ambiguous = late.at(i, LATE.ambiguous) === 1;
      fill.exitReason = order.exitReason < 0 ? undefined : EXIT_REASONS[order.exitReason];
      const sent = this.#row(
        SUBMITTED,
        order,
        0,
        order.decisionRow,
        late.at(i, LATE.cashBefore),
        late.at(i, LATE.positionBefore),
      );
      this.#log.orderData[sent + FIELD.quantity] = fill.units;
      const [cash, position] = [late.at(i, LATE.cashAfter), late.at(i, LATE.positionAfter)];
      this.#writeFill(FILLED, order, fill, late.at(i, LATE.executionId), cash, position);
    }
    late.clear();
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
    this.#executions += 1;
    const event = this.#book.isActive(place) ? PARTIALLY_FILLED : FILLED;
    const { cash } = this.#portfolio;
    this.#writeFill(event, this.#orderAt(place), fill, this.#executions, cash, this.#portfolio.quantity(fill.symbol));
  }

  #writeFill(event: number, order: OrderFacts, fill: BookedFill, executionId: number, cash: number, position: number): void {
    const { symbol, side, row, time, units, price, reference, grossPnl, fee, slippageCost, impactCost, participation } = fill;
    const at = this.#row(event, order, symbol, row, cash, position);
    const data = this.#log.orderData;
    data[at + FIELD.time] = time;
    data[at + FIELD.executionId] = executionId;
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
    money[entry + MONEY.orderType] = order.type;
    money[entry + MONEY.orderId] = order.id;
    money[entry + MONEY.decisionRow] = order.decisionRow;
  }

  #event(event: number, place: number, symbol: number, row: number): number {
    return this.#row(event, this.#orderAt(place), symbol, row, this.#portfolio.cash, this.#portfolio.quantity(symbol));
  }

  #orderAt(place: number): OrderFacts {
    const book = this.#book;
    const order = this.#order;
    order.id = book.id[place]!;
    order.decisionRow = book.decisionRow[place]!;
    order.side = book.side[place]!;
    order.type = book.typeCode(place);
    order.exitReason = book.exitReasonCode(place);
    return order;
  }

  /** A row with what the order and the account say of themselves; the rest is unknown. @returns its place in the table */
  #row(event: number, order: OrderFacts, symbol: number, row: number, cash: number, position: number): number {
    const at = this.#log.addOrder();
    const data = this.#log.orderData;
    data[at + FIELD.time] = this.#tape.dataset.time[row]!;
    data[at + FIELD.row] = row;
    data[at + FIELD.event] = event;
    data[at + FIELD.orderId] = order.id;
    data[at + FIELD.executionId] = 0;
    data[at + FIELD.decisionRow] = order.decisionRow;
    data[at + FIELD.symbol] = symbol;
    data[at + FIELD.side] = order.side;
    data[at + FIELD.orderType] = order.type;
    data[at + FIELD.price] = Number.NaN;
    data[at + FIELD.referencePrice] = Number.NaN;
    data[at + FIELD.fees] = Number.NaN;
    data[at + FIELD.slippageBps] = Number.NaN;
    data[at + FIELD.participation] = Number.NaN;
    data[at + FIELD.exitReason] = order.exitReason;
    data[at + FIELD.ambiguous] = 0;
    data[at + FIELD.positionAfter] = position;
    data[at + FIELD.cashAfter] = cash;
    data[at + FIELD.reason] = -1;
    data[at + FIELD.limit] = Number.NaN;
    data[at + FIELD.observed] = Number.NaN;
    return at;
  }
}
