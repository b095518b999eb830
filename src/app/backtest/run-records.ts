import {
  type DecisionAction,
  type DecisionRecord as DecisionLine,
  decisionId,
  type ExecutionRecord,
  type LedgerRecord,
} from '../../adapters/runs/index.ts';
import type { DecisionRecord, Engine } from '../../engine/index.ts';
import type { Dataset } from '../../market/index.ts';
import { ACTION } from '../../ports/index.ts';
import { Grid, type LedgerEntry, type OrderEvent } from '../../trading/index.ts';
import type { OrderName, OrderNames } from './order-names.ts';

/** What the records of a run are named with. */
export interface RecordContext {
  readonly agent: string;
  readonly kind: string;
  readonly dataset: Dataset;
  /** 1 on rows that a model of the agent was trained on. */
  readonly inSample: Uint8Array;
  readonly names: OrderNames;
}

const ACTIONS = new Map<number, DecisionAction>([
  [ACTION.hold, 'hold'],
  [ACTION.buy, 'buy'],
  [ACTION.sell, 'sell'],
  [ACTION.close, 'close'],
  [ACTION.abstain, 'abstain'],
]);

/**
 * Turns what the engine did into the records of the run's files: decisions with their ids, orders with their names. Orders are told
 * apart by their place in the decision they came from.
 */
export class RunRecords {
  readonly #context: RecordContext;
  readonly #symbols: readonly string[];
  /** Reference prices are printed on the tick: what a source's binary noise adds (1387.02002) says nothing. */
  readonly #ticks: readonly Grid[];
  /** Names of orders that may still be heard of, by the engine's number. */
  readonly #orders = new Map<number, OrderName>();
  readonly #decisionIds = new Map<number, string>();
  /** Orders of the decision at row `#legsOf`, by symbol. */
  readonly #legs = new Map<string, number>();
  #legsOf = -1;

  constructor(context: RecordContext) {
    this.#context = context;
    this.#symbols = context.dataset.symbols.map(({ instrument }) => instrument.symbol);
    this.#ticks = context.dataset.symbols.map(({ instrument }) => new Grid(instrument.tickSize));
  }

  /** The records since the engine's logs were last cleared. Decisions go first: orders are named after them. */
  drain(engine: Engine): {
    readonly decisions: readonly DecisionLine[];
    readonly executions: readonly ExecutionRecord[];
    readonly ledger: readonly LedgerRecord[];
  } {
    const decisions = engine.decisions().map((decision) => this.#decision(decision));
    const events = engine.orders();
    const executions = events.map((event) => this.#execution(event));
    const ledger = engine.ledger().map((entry) => this.#ledger(entry));
    for (const { event, orderId } of events)
      if (event !== 'submitted' && event !== 'partially_filled') this.#orders.delete(orderId);
    return { decisions, executions, ledger };
  }

  #decision(decision: DecisionRecord): DecisionLine {
    const { agent, kind, inSample } = this.#context;
    const symbols = decision.entries.map((entry) => this.#symbols[entry.symbol]!);
    this.#decisionIds.set(decision.row, decisionId({ agent, asOf: decision.time, symbols }));
    return {
      agent,
      kind,
      asOf: decision.time,
      barSeq: decision.row,
      symbols,
      inputs: Object.fromEntries(decision.entries.map((entry, index) => [symbols[index]!, entry.facts.inputs])),
      notes: [],
      decisions: decision.entries.map((entry, index) => ({
        symbol: symbols[index]!,
        action: ACTIONS.get(entry.action) ?? 'hold',
        targetWeight: entry.proposed,
        stopPrice: entry.stopPrice,
        takeProfitPrice: entry.takeProfitPrice,
        reason: entry.facts.reason,
        evidence: entry.facts.evidence,
      })),
      risk: decision.entries
        .filter((entry) => !Number.isNaN(entry.proposed) || entry.rules.length > 0)
        .map((entry) => ({
          symbol: this.#symbols[entry.symbol]!,
          proposed: entry.proposed,
          final: entry.final,
          rules: entry.rules,
        })),
      intents: decision.orderIds.map((_, index) => `${decision.row}-${index}`),
      inSample: inSample[decision.row] === 1,
    };
  }

  #execution(event: OrderEvent): ExecutionRecord {
    const name = this.#orderName(event);
    return {
      timestamp: event.time,
      event: event.event,
      clientOrderId: name.clientOrderId,
      brokerOrderId: null,
      executionId: event.executionId === 0 ? null : `x-${event.executionId}`,
      decisionId: this.#decisionIds.get(event.decisionRow) ?? null,
      corr: name.corr,
      agent: this.#context.agent,
      symbol: this.#symbols[event.symbol]!,
      action: event.side,
      orderType: event.orderType,
      qty: event.quantity,
      price: event.price,
      referencePrice: this.#ticks[event.symbol]!.nearest(event.referencePrice),
      fees: event.fees,
      slippageBps: event.slippageBps,
      participation: event.participation,
      exitReason: event.exitReason ?? null,
      ambiguous: event.ambiguous,
      positionAfter: event.positionAfter,
      cashAfter: event.cashAfter,
      reasonCode: event.reason ?? null,
      limit: event.limit,
      observed: event.observed,
    };
  }

  /** Named when it is first heard of; an order that no decision made (a protective exit) after its own first event. */
  #orderName(event: OrderEvent): OrderName {
    const known = this.#orders.get(event.orderId);
    if (known !== undefined && event.orderId !== 0) return known;
    const symbol = this.#symbols[event.symbol]!;
    const time = event.decisionRow < 0 ? event.time : this.#context.dataset.time[event.decisionRow]!;
    const leg = event.decisionRow < 0 ? (event.exitReason ?? 'exit') : this.#nextLeg(event.decisionRow, symbol);
    const name = this.#context.names.name({ time, symbol, leg });
    this.#orders.set(event.orderId, name);
    return name;
  }

  #nextLeg(decisionRow: number, symbol: string): string {
    if (decisionRow !== this.#legsOf) this.#legs.clear();
    this.#legsOf = decisionRow;
    const leg = this.#legs.get(symbol) ?? 0;
    this.#legs.set(symbol, leg + 1);
    return String(leg);
  }

  #ledger(entry: LedgerEntry): LedgerRecord {
    return {
      timestamp: entry.time,
      type: entry.type,
      symbol: entry.symbol < 0 ? null : this.#symbols[entry.symbol]!,
      side: entry.side ?? null,
      qty: entry.quantity,
      referencePrice: this.#ticks[entry.symbol]?.nearest(entry.referencePrice) ?? entry.referencePrice,
      fillPrice: entry.fillPrice,
      grossPnl: entry.grossPnl,
      transactionCost: entry.transactionCost,
      slippageCost: entry.slippageCost,
      impactCost: entry.impactCost,
      borrowFee: entry.borrowFee,
      netPnl: entry.netPnl,
      cashAfter: entry.cashAfter,
      positionAfter: entry.positionAfter,
      participation: entry.participation,
      orderType: entry.orderType ?? null,
      clientOrderId: entry.orderId === 0 ? null : (this.#orders.get(entry.orderId)?.clientOrderId ?? null),
      decisionId: this.#decisionIds.get(entry.decisionRow) ?? null,
    };
  }
}
