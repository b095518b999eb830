import type { ExitReason, OrderEventKind, Portfolio, ReasonCode, RunLog } from '../trading/index.ts';
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
    this.#log.addOrder({
      time: facts.time ?? this.#tape.dataset.time[facts.row]!,
      row: facts.row,
      event,
      orderId: this.#book.id[place]!,
      executionId: facts.executionId ?? 0,
      decisionRow: this.#book.decisionRow[place]!,
      symbol,
      side: this.#book.side[place]! > 0 ? 'buy' : 'sell',
      orderType: this.#book.type(place),
      quantity: facts.quantity,
      price: facts.price ?? Number.NaN,
      referencePrice: facts.referencePrice ?? Number.NaN,
      fees: facts.fees ?? Number.NaN,
      slippageBps: facts.slippageBps ?? Number.NaN,
      participation: facts.participation ?? Number.NaN,
      exitReason: facts.exitReason ?? this.#book.exitReason(place),
      ambiguous: facts.ambiguous ?? false,
      positionAfter: this.#portfolio.quantity(symbol),
      cashAfter: this.#portfolio.cash,
      reason: facts.reason,
      limit: facts.limit ?? Number.NaN,
      observed: facts.observed ?? Number.NaN,
    });
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
