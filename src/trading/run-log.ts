import { EXIT_REASONS, type ExitReason } from './order.ts';
import type { OrderType } from './settings.ts';

/**
 * What happened, as rows of numbers: a run of many bars makes many of them, so they lie in tables of float64 numbers and
 * become objects only when somebody reads them.
 */
export const ORDER_EVENTS = ['submitted', 'filled', 'partially_filled', 'cancelled', 'expired', 'rejected', 'refused'] as const;
export type OrderEventKind = (typeof ORDER_EVENTS)[number];
export const LEDGER_TYPES = ['fill', 'dividend', 'split', 'borrow', 'interest'] as const;
export type LedgerType = (typeof LEDGER_TYPES)[number];
export const ORDER_TYPES = ['market', 'limit', 'stop', 'stop_limit'] as const satisfies readonly OrderType[];

/** Reason codes of refusals and rejections; public, never change (RISK 2.2). */
export const REASON_CODES = [
  'MALFORMED',
  'MAX_ORDER_VALUE',
  'MAX_POSITION',
  'MAX_SYMBOL',
  'MAX_GROSS',
  'MAX_NET',
  'MAX_OPEN_POSITIONS',
  'LOSS_LIMIT',
  'DRAWDOWN_LIMIT',
  'SHORT_NOT_ALLOWED',
  'SHORT_NOT_BORROWABLE',
  'CROSSES_ZERO',
  'BUYING_POWER',
  'PARTICIPATION',
  'STOP_UNDEFINED',
  'VOLATILITY_UNDEFINED',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

/** One event of an order. Money and prices are the simulation's floats; NaN where there is nothing to say. */
export interface OrderEvent {
  readonly time: number;
  readonly row: number;
  readonly event: OrderEventKind;
  readonly orderId: number;
  /** Counts fills from 1; 0 for events that are none. */
  readonly executionId: number;
  /** Row of the decision that the order comes from; −1 for protective exits, which no decision ordered. */
  readonly decisionRow: number;
  /** Index in the dataset. */
  readonly symbol: number;
  readonly side: 'buy' | 'sell';
  readonly orderType: OrderType;
  readonly quantity: number;
  readonly price: number;
  readonly referencePrice: number;
  readonly fees: number;
  readonly slippageBps: number;
  readonly participation: number;
  readonly exitReason: ExitReason | undefined;
  readonly ambiguous: boolean;
  readonly positionAfter: number;
  readonly cashAfter: number;
  readonly reason: ReasonCode | undefined;
  readonly limit: number;
  readonly observed: number;
}

/** One movement of the account. */
export interface LedgerEntry {
  readonly time: number;
  readonly row: number;
  readonly type: LedgerType;
  /** −1: the whole account. */
  readonly symbol: number;
  readonly side: 'buy' | 'sell' | undefined;
  readonly quantity: number;
  readonly referencePrice: number;
  readonly fillPrice: number;
  /** Realised at reference prices. */
  readonly grossPnl: number;
  readonly transactionCost: number;
  readonly slippageCost: number;
  readonly impactCost: number;
  readonly borrowFee: number;
  readonly netPnl: number;
  readonly cashAfter: number;
  readonly positionAfter: number;
  readonly participation: number;
  readonly orderType: OrderType | undefined;
  /** 0: no order. */
  readonly orderId: number;
  /** −1: no decision. */
  readonly decisionRow: number;
}

/** Rows of one part of a table, a power of two: growing takes a new part and copies nothing. */
const PART_ROWS = 256;
const PART_BITS = 8;

const EMPTY = new Float64Array(0);

/** Rows of equal width, in parts of a fixed length. */
export class NumberTable {
  readonly width: number;
  readonly #parts: Float64Array[] = [];
  /** The part that holds the newest row; empty before the first, because many runs write none. */
  data: Float64Array = EMPTY;
  #length = 0;

  constructor(width: number) {
    this.width = width;
  }

  get length(): number {
    return this.#length;
  }

  /** Takes a new row and gives its place in `data`. */
  add(): number {
    const row = this.#length;
    this.#length = row + 1;
    const inside = row & (PART_ROWS - 1);
    if (inside === 0) this.#turnTo(row >> PART_BITS);
    return inside * this.width;
  }

  /** The part that holds a row, and the row's place in it. */
  partOf(row: number): Float64Array {
    return this.#parts[row >> PART_BITS]!;
  }

  placeOf(row: number): number {
    return (row & (PART_ROWS - 1)) * this.width;
  }

  at(row: number, field: number): number {
    return this.#parts[row >> PART_BITS]![(row & (PART_ROWS - 1)) * this.width + field]!;
  }

  clear(): void {
    this.#length = 0;
    this.data = this.#parts[0] ?? EMPTY;
  }

  /** Parts stay for the next rows when the table has been cleared. */
  #turnTo(part: number): void {
    if (part === this.#parts.length) this.#parts.push(new Float64Array(this.width * PART_ROWS));
    this.data = this.#parts[part]!;
  }
}

const ORDER_WIDTH = 22;
/** Places of an order event's fields in its row; texts are indices of their lists, −1 for none. */
export const ORDER_FIELD = {
  time: 0,
  row: 1,
  event: 2,
  orderId: 3,
  executionId: 4,
  decisionRow: 5,
  symbol: 6,
  side: 7,
  orderType: 8,
  quantity: 9,
  price: 10,
  referencePrice: 11,
  fees: 12,
  slippageBps: 13,
  participation: 14,
  exitReason: 15,
  ambiguous: 16,
  positionAfter: 17,
  cashAfter: 18,
  reason: 19,
  limit: 20,
  observed: 21,
} as const;
const LEDGER_WIDTH = 20;
/** Places of a ledger entry's fields in its row, like {@link ORDER_FIELD}; a side is 1, −1 or 0 for none. */
export const LEDGER_FIELD = {
  time: 0,
  row: 1,
  type: 2,
  symbol: 3,
  side: 4,
  quantity: 5,
  referencePrice: 6,
  fillPrice: 7,
  grossPnl: 8,
  transactionCost: 9,
  slippageCost: 10,
  impactCost: 11,
  borrowFee: 12,
  netPnl: 13,
  cashAfter: 14,
  positionAfter: 15,
  participation: 16,
  orderType: 17,
  orderId: 18,
  decisionRow: 19,
} as const;
const UNKNOWN = Number.NaN;

/** Who keeps rows shorter than the log would and writes them when somebody looks: most runs are never read. */
export interface LateWriter {
  /** Writes the rows owed, oldest first. */
  pay(): void;
  /** Nobody will read them. */
  forget(): void;
}

/** Events of orders and movements of the account since the last `clear`. */
export class RunLog {
  readonly #orders = new NumberTable(ORDER_WIDTH);
  readonly #ledger = new NumberTable(LEDGER_WIDTH);
  #debtor: LateWriter | undefined;

  /** From here on rows are owed by a writer, until somebody reads the log or writes to it. */
  owe(debtor: LateWriter): void {
    this.#debtor = debtor;
  }

  #settle(): void {
    const debtor = this.#debtor;
    this.#debtor = undefined;
    debtor?.pay();
  }

  get orderCount(): number {
    this.#settle();
    return this.#orders.length;
  }

  get ledgerCount(): number {
    this.#settle();
    return this.#ledger.length;
  }

  clear(): void {
    this.#debtor?.forget();
    this.#debtor = undefined;
    this.#orders.clear();
    this.#ledger.clear();
  }

  /** Takes a new row of the table of orders: the offset of its fields in `orderData`, by {@link ORDER_FIELD}. */
  addOrder(): number {
    if (this.#debtor !== undefined) this.#settle();
    return this.#orders.add();
  }

  get orderData(): Float64Array {
    return this.#orders.data;
  }

  orderAt(index: number): OrderEvent {
    this.#settle();
    const field = (offset: number): number => this.#orders.at(index, offset);
    return {
      time: field(ORDER_FIELD.time),
      row: field(ORDER_FIELD.row),
      event: ORDER_EVENTS[field(ORDER_FIELD.event)]!,
      orderId: field(ORDER_FIELD.orderId),
      executionId: field(ORDER_FIELD.executionId),
      decisionRow: field(ORDER_FIELD.decisionRow),
      symbol: field(ORDER_FIELD.symbol),
      side: field(ORDER_FIELD.side) > 0 ? 'buy' : 'sell',
      orderType: ORDER_TYPES[field(ORDER_FIELD.orderType)]!,
      quantity: field(ORDER_FIELD.quantity),
      price: field(ORDER_FIELD.price),
      referencePrice: field(ORDER_FIELD.referencePrice),
      fees: field(ORDER_FIELD.fees),
      slippageBps: field(ORDER_FIELD.slippageBps),
      participation: field(ORDER_FIELD.participation),
      exitReason: EXIT_REASONS[field(ORDER_FIELD.exitReason)],
      ambiguous: field(ORDER_FIELD.ambiguous) === 1,
      positionAfter: field(ORDER_FIELD.positionAfter),
      cashAfter: field(ORDER_FIELD.cashAfter),
      reason: REASON_CODES[field(ORDER_FIELD.reason)],
      limit: field(ORDER_FIELD.limit),
      observed: field(ORDER_FIELD.observed),
    };
  }

  /** Takes a new row of the ledger: the offset of its fields in `ledgerData`, by {@link LEDGER_FIELD}. */
  addLedgerRow(): number {
    if (this.#debtor !== undefined) this.#settle();
    return this.#ledger.add();
  }

  get ledgerData(): Float64Array {
    return this.#ledger.data;
  }

  addLedger(entry: LedgerEntry): void {
    const at = this.addLedgerRow();
    const data = this.#ledger.data;
    data[at + LEDGER_FIELD.time] = entry.time;
    data[at + LEDGER_FIELD.row] = entry.row;
    data[at + LEDGER_FIELD.type] = LEDGER_TYPES.indexOf(entry.type);
    data[at + LEDGER_FIELD.symbol] = entry.symbol;
    data[at + LEDGER_FIELD.side] = entry.side === undefined ? 0 : entry.side === 'buy' ? 1 : -1;
    data[at + LEDGER_FIELD.quantity] = entry.quantity;
    data[at + LEDGER_FIELD.referencePrice] = entry.referencePrice;
    data[at + LEDGER_FIELD.fillPrice] = entry.fillPrice;
    data[at + LEDGER_FIELD.grossPnl] = entry.grossPnl;
    data[at + LEDGER_FIELD.transactionCost] = entry.transactionCost;
    data[at + LEDGER_FIELD.slippageCost] = entry.slippageCost;
    data[at + LEDGER_FIELD.impactCost] = entry.impactCost;
    data[at + LEDGER_FIELD.borrowFee] = entry.borrowFee;
    data[at + LEDGER_FIELD.netPnl] = entry.netPnl;
    data[at + LEDGER_FIELD.cashAfter] = entry.cashAfter;
    data[at + LEDGER_FIELD.positionAfter] = entry.positionAfter;
    data[at + LEDGER_FIELD.participation] = entry.participation;
    data[at + LEDGER_FIELD.orderType] = entry.orderType === undefined ? -1 : ORDER_TYPES.indexOf(entry.orderType);
    data[at + LEDGER_FIELD.orderId] = entry.orderId;
    data[at + LEDGER_FIELD.decisionRow] = entry.decisionRow;
  }

  ledgerAt(index: number): LedgerEntry {
    this.#settle();
    const field = (offset: number): number => this.#ledger.at(index, offset);
    const side = field(LEDGER_FIELD.side);
    return {
      time: field(LEDGER_FIELD.time),
      row: field(LEDGER_FIELD.row),
      type: LEDGER_TYPES[field(LEDGER_FIELD.type)]!,
      symbol: field(LEDGER_FIELD.symbol),
      side: side === 0 ? undefined : side > 0 ? 'buy' : 'sell',
      quantity: field(LEDGER_FIELD.quantity),
      referencePrice: field(LEDGER_FIELD.referencePrice),
      fillPrice: field(LEDGER_FIELD.fillPrice),
      grossPnl: field(LEDGER_FIELD.grossPnl),
      transactionCost: field(LEDGER_FIELD.transactionCost),
      slippageCost: field(LEDGER_FIELD.slippageCost),
      impactCost: field(LEDGER_FIELD.impactCost),
      borrowFee: field(LEDGER_FIELD.borrowFee),
      netPnl: field(LEDGER_FIELD.netPnl),
      cashAfter: field(LEDGER_FIELD.cashAfter),
      positionAfter: field(LEDGER_FIELD.positionAfter),
      participation: field(LEDGER_FIELD.participation),
      orderType: ORDER_TYPES[field(LEDGER_FIELD.orderType)],
      orderId: field(LEDGER_FIELD.orderId),
      decisionRow: field(LEDGER_FIELD.decisionRow),
    };
  }

  /** All order events, oldest first. */
  orders(): OrderEvent[] {
    return Array.from({ length: this.orderCount }, (_, index) => this.orderAt(index));
  }

  /** All movements, oldest first. */
  ledger(): LedgerEntry[] {
    return Array.from({ length: this.ledgerCount }, (_, index) => this.ledgerAt(index));
  }
}

/** A movement of the account without order, quantity or price; the owner fills in what it has. */
export const EMPTY_LEDGER_ENTRY: LedgerEntry = {
  time: 0,
  row: 0,
  type: 'fill',
  symbol: -1,
  side: undefined,
  quantity: UNKNOWN,
  referencePrice: UNKNOWN,
  fillPrice: UNKNOWN,
  grossPnl: 0,
  transactionCost: 0,
  slippageCost: 0,
  impactCost: 0,
  borrowFee: 0,
  netPnl: 0,
  cashAfter: UNKNOWN,
  positionAfter: UNKNOWN,
  participation: UNKNOWN,
  orderType: undefined,
  orderId: 0,
  decisionRow: -1,
};
