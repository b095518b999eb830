import {
  EXIT_REASONS,
  ORDER_FIELD as FIELD,
  type Fill,
  type LateWriter,
  LEDGER_TYPES,
  LEDGER_FIELD as MONEY,
  NumberTable,
  ORDER_EVENTS,
  type OrderEventKind,
  type Portfolio,
  REASON_CODES,
  type ReasonCode,
  type RunLog,
} from '../trading/index.ts';
import type { Book } from './book.ts';
import type { Friction } from './friction.ts';
import type { Tape } from './tape.ts';

const SUBMITTED = ORDER_EVENTS.indexOf('submitted');
const FILLED = ORDER_EVENTS.indexOf('filled');
const PARTIALLY_FILLED = ORDER_EVENTS.indexOf('partially_filled');
const FILL = LEDGER_TYPES.indexOf('fill');
const REJECTED = ORDER_EVENTS.indexOf('rejected');
const BUYING_POWER = REASON_CODES.indexOf('BUYING_POWER');
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

/** An order of the only symbol that was sent at a close and had its end at the next open, or a protective exit. */
interface WholeFill {
  /** Index of `EXIT_REASONS`; −1: it opened a position. */
  reason: number;
  /** Index of `ORDER_TYPES`. */
  type: number;
  /** −1: no decision, and nothing was sent. */
  decisionRow: number;
  /** Filled at the open of its bar, else inside the bar. */
  atOpen: boolean;
  /** The order written next was sent together with this one. */
  pairs: boolean;
  side: number;
  row: number;
  /** Units sent, filled, and refused for want of cash; then `observed` is the money that they needed, else NaN. */
  asked: number;
  units: number;
  left: number;
  observed: number;
  reference: number;
  fee: number;
  grossPnl: number;
  ambiguous: boolean;
  /** Cash when it was sent. */
  sentCash: number;
}

/** A fill to be filled in: one object serves all of them. */
export function newWholeFill(): WholeFill {
  return {
    reason: -1,
    type: 0,
    decisionRow: -1,
    atOpen: true,
    pairs: false,
    side: 1,
    row: 0,
    asked: Number.NaN,
    units: Number.NaN,
    left: 0,
    observed: Number.NaN,
    reference: Number.NaN,
    fee: Number.NaN,
    grossPnl: Number.NaN,
    ambiguous: false,
    sentCash: Number.NaN,
  };
}

/** A whole fill as it is kept until somebody reads the log. */
const LATE = {
  id: 0,
  decisionRow: 1,
  side: 2,
  type: 3,
  reason: 4,
  atOpen: 5,
  pairs: 6,
  row: 7,
  asked: 8,
  units: 9,
  left: 10,
  observed: 11,
  price: 12,
  reference: 13,
  fee: 14,
  slippageCost: 15,
  impactCost: 16,
  participation: 17,
  grossPnl: 18,
  ambiguous: 19,
  sentCash: 20,
  cashBefore: 21,
  cashAfter: 22,
  executionId: 23,
} as const;
const LATE_WIDTH = 24;

/** Writes what happens to the orders of a book, straight into the tables of the log: nothing is made for a row but the row. */
export class BrokerLog implements LateWriter {
  readonly #log: RunLog;
  readonly #book: Book;
  readonly #tape: Tape;
  readonly #portfolio: Portfolio;
  readonly #late = new NumberTable(LATE_WIDTH);
  /** Made once: the order being written, and what is written late, which may happen in the middle of that. */
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
   * An order of the only symbol has had its end, filled whole or as far as the cash sufficed. Written as {@link submitted},
   * {@link denied} and {@link fill} would, when somebody reads the log.
   *
   * @param cash before the fill
   */
  whole(id: number, fill: WholeFill, friction: Friction, cash: number): void {
    if (fill.units > 0) this.#executions += 1;
    const at = this.#late.add();
    const { data } = this.#late;
    data[at + LATE.executionId] = this.#executions;
    data[at + LATE.id] = id;
    data[at + LATE.decisionRow] = fill.decisionRow;
    data[at + LATE.side] = fill.side;
    data[at + LATE.type] = fill.type;
    data[at + LATE.reason] = fill.reason;
    data[at + LATE.atOpen] = fill.atOpen ? 1 : 0;
    data[at + LATE.pairs] = fill.pairs ? 1 : 0;
    data[at + LATE.row] = fill.row;
    data[at + LATE.asked] = fill.asked;
    data[at + LATE.units] = fill.units;
    data[at + LATE.left] = fill.left;
    data[at + LATE.observed] = fill.observed;
    data[at + LATE.price] = friction.price;
    data[at + LATE.reference] = fill.reference;
    data[at + LATE.fee] = fill.fee;
    data[at + LATE.slippageCost] = friction.slippageCost;
    data[at + LATE.impactCost] = friction.impactCost;
    data[at + LATE.participation] = friction.participation;
    data[at + LATE.grossPnl] = fill.grossPnl;
    data[at + LATE.ambiguous] = fill.ambiguous ? 1 : 0;
    data[at + LATE.sentCash] = fill.sentCash;
    data[at + LATE.cashBefore] = cash;
    data[at + LATE.cashAfter] = this.#portfolio.cash;
    this.#log.owe(this);
  }

  forget(): void {
    this.#late.clear();
  }

  pay(): void {
    const late = this.#late;
    let held = 0;
    for (let i = 0; i < late.length; i += 1) {
      const isFirst = i === 0 || late.at(i - 1, LATE.pairs) === 0;
      const before = late.at(i, LATE.reason) < 0 ? 0 : -late.at(i, LATE.side) * late.at(i, LATE.units);
      if (isFirst) held = before;
      if (isFirst && late.at(i, LATE.decisionRow) >= 0) {
        this.#paySent(i, held);
        if (late.at(i, LATE.pairs) === 1) this.#paySent(i + 1, held);
      }
      if (!Number.isNaN(late.at(i, LATE.observed))) this.#payRefused(i, before);
      if (late.at(i, LATE.units) > 0) this.#payFill(i, before);
    }
    late.clear();
  }

  #paySent(i: number, position: number): void {
    const row = this.#late.at(i, LATE.decisionRow);
    const at = this.#row(SUBMITTED, this.#lateOrderAt(i), 0, row, this.#late.at(i, LATE.sentCash), position);
    this.#log.orderData[at + FIELD.quantity] = this.#late.at(i, LATE.asked);
  }

  #payRefused(i: number, position: number): void {
    const cash = this.#late.at(i, LATE.cashBefore);
    const at = this.#row(REJECTED, this.#lateOrderAt(i), 0, this.#late.at(i, LATE.row), cash, position);
    const data = this.#log.orderData;
    data[at + FIELD.quantity] = this.#late.at(i, LATE.left);
    data[at + FIELD.reason] = BUYING_POWER;
    data[at + FIELD.limit] = cash;
    data[at + FIELD.observed] = this.#late.at(i, LATE.observed);
  }

  #payFill(i: number, before: number): void {
    const late = this.#late;
    const fill = this.#lateFill;
    const row = late.at(i, LATE.row);
    fill.side = late.at(i, LATE.side) > 0 ? 1 : -1;
    fill.row = row;
    fill.time = late.at(i, LATE.atOpen) === 1 ? this.#tape.openTime(0, row) : this.#tape.dataset.time[row]!;
    fill.units = late.at(i, LATE.units);
    fill.price = late.at(i, LATE.price);
    fill.reference = late.at(i, LATE.reference);
    fill.fee = late.at(i, LATE.fee);
    fill.slippageCost = late.at(i, LATE.slippageCost);
    fill.impactCost = late.at(i, LATE.impactCost);
    fill.participation = late.at(i, LATE.participation);
    fill.grossPnl = late.at(i, LATE.grossPnl);
    fill.ambiguous = late.at(i, LATE.ambiguous) === 1;
    const reason = late.at(i, LATE.reason);
    fill.exitReason = reason < 0 ? undefined : EXIT_REASONS[reason];
    const after = before === 0 ? fill.side * fill.units : 0;
    this.#writeFill(FILLED, this.#lateOrderAt(i), fill, late.at(i, LATE.executionId), late.at(i, LATE.cashAfter), after);
  }

  /** What an order that is written late says of itself. */
  #lateOrderAt(i: number): OrderFacts {
    const late = this.#late;
    const order = this.#lateOrder;
    order.id = late.at(i, LATE.id);
    order.decisionRow = late.at(i, LATE.decisionRow);
    order.side = late.at(i, LATE.side);
    order.type = late.at(i, LATE.type);
    // Of orders that a decision ordered; those that enter have none.
    order.exitReason = late.at(i, LATE.reason);
    return order;
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
