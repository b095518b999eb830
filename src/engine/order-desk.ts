import type { OrderExtras, SimulatedBroker, Tape } from '../sim/index.ts';
import { type ApprovedOrder, checkOrder, type GateView, type OrderIntent, type Portfolio, type Side } from '../trading/index.ts';
import type { Account } from './account.ts';
import type { EngineInput } from './contract.ts';
import type { DecisionView } from './decision-view.ts';
import type { Refusal } from './draft.ts';
import type { ExposureClamp } from './exposure-clamp.ts';
import { type OrderGrids, orderIntent } from './intent.ts';
import type { OrderParts } from './order-parts.ts';
import type { Sizer } from './sizer.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const NO_VIEW: GateView = {
  equity: Number.NaN,
  price: Number.NaN,
  multiplier: 1,
  position: 0,
  otherGross: 0,
  otherNet: 0,
  otherOpen: 0,
  dailyLoss: Number.NaN,
  drawdown: Number.NaN,
  entriesClosed: false,
  paused: false,
  shortable: false,
};
const NO_EXTRAS: OrderExtras = {
  lots: 0,
  stopPrice: Number.NaN,
  takeProfitPrice: Number.NaN,
  atrDistance: Number.NaN,
  weightAtFill: Number.NaN,
  atClose: false,
  eligibleAt: Number.NaN,
};

/** Where sized orders become intents, pass the gate and reach the broker. */
export class OrderDesk {
  /** Approved in this step. */
  readonly approved: ApprovedOrder[] = [];
  readonly #input: EngineInput;
  readonly #tape: Tape;
  readonly #portfolio: Portfolio;
  readonly #broker: SimulatedBroker;
  readonly #account: Account;
  readonly #view: DecisionView;
  readonly #clamp: ExposureClamp;
  readonly #sizer: Sizer;
  readonly #grids: readonly OrderGrids[];
  /** Made once: what the gate looks at, and what the book keeps beside an order. */
  readonly #gate: Writable<GateView> = { ...NO_VIEW };
  readonly #extras: Writable<OrderExtras> = { ...NO_EXTRAS };

  constructor(parts: OrderParts & { readonly clamp: ExposureClamp; readonly sizer: Sizer }) {
    this.#input = parts.input;
    this.#tape = parts.tape;
    this.#portfolio = parts.portfolio;
    this.#broker = parts.broker;
    this.#account = parts.account;
    this.#view = parts.view;
    this.#clamp = parts.clamp;
    this.#sizer = parts.sizer;
    this.#grids = parts.tape.tick.map((tick, s) => ({ tick, lots: parts.portfolio.lotGrid[s]! }));
  }

  intent(symbol: number, side: Side, lots: number, reducing: boolean, row: number): OrderIntent {
    const { execution } = this.#input.settings;
    return orderIntent(symbol, side, lots, reducing, row, this.#tape.lastClose(symbol), execution, this.#grids[symbol]!);
  }

  /**
   * Through the gate to the broker.
   *
   * @param position signed units that the order adds to @param weightAtFill target that the quantity follows at the fill; NaN: none
   * @param atClose it fills at a close @returns the refusal; undefined when the order is working
   */
  send(
    intent: OrderIntent,
    row: number,
    lots: number,
    position: number,
    weightAtFill: number,
    atClose: boolean,
  ): Refusal | undefined {
    const { execution, limits } = this.#input.settings;
    const { symbol } = intent;
    const view = this.gateView(symbol, row, position, this.#tape.lastClose(symbol), this.#account.equity[row]!);
    const verdict = checkOrder(intent, view, limits, this.#broker.nextOrderId());
    if (!intent.reducing) this.#clamp.settled(symbol);
    if (verdict.kind === 'refused') return verdict;
    const entry = !intent.reducing;
    const { stopPrice, takeProfitPrice } = this.#view.out;
    const extras = this.#extras;
    extras.lots = lots;
    extras.stopPrice = entry ? stopPrice[symbol]! : Number.NaN;
    extras.takeProfitPrice = entry ? takeProfitPrice[symbol]! : Number.NaN;
    extras.atrDistance = entry ? this.#sizer.atr(symbol, row) : Number.NaN;
    extras.weightAtFill = weightAtFill;
    extras.atClose = atClose;
    extras.eligibleAt = execution.latencyMs > 0 ? this.#tape.dataset.time[row]! + execution.latencyMs : Number.NaN;
    this.approved.push(verdict.order);
    this.#broker.submit(verdict.order, row, extras);
    return undefined;
  }

  gateView(symbol: number, row: number, position: number, price: number, equity: number): Writable<GateView> {
    const view = this.#gate;
    this.#clamp.others(symbol);
    view.equity = equity;
    view.price = price;
    view.multiplier = this.#portfolio.multiplier[symbol]!;
    view.position = position;
    view.otherGross = this.#clamp.otherGross;
    view.otherNet = this.#clamp.otherNet;
    view.otherOpen = this.#clamp.otherOpen;
    view.dailyLoss = this.#account.dailyLoss(row);
    view.drawdown = this.#account.drawdown(row);
    view.entriesClosed = this.#account.entriesClosed;
    view.paused = this.#account.pausedAtRow >= 0;
    view.shortable = this.#tape.dataset.symbols[symbol]!.instrument.shortable;
    return view;
  }

  /** An order of these lots would be worth less than `min_order_value`. */
  isTooSmall(symbol: number, lots: number): boolean {
    const perLot = this.#portfolio.lotGrid[symbol]!.value(1) * this.#portfolio.multiplier[symbol]!;
    return lots * perLot * Math.abs(this.#tape.lastClose(symbol)) < this.#input.settings.sizing.minOrderValue;
  }
}
