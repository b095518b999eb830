import {
  type ApprovedOrder,
  EXIT_REASONS,
  type ExitReason,
  type Grid,
  ORDER_TYPES,
  type OrderType,
  type Side,
  type TimeInForce,
} from '../trading/index.ts';

const TIME_IN_FORCE = ['day', 'gtc', 'ioc'] as const satisfies readonly TimeInForce[];

const LIMIT = ORDER_TYPES.indexOf('limit');
const STOP_LIMIT = ORDER_TYPES.indexOf('stop_limit');

/** What the book keeps beside the order itself; NaN: none. */
export interface OrderExtras {
  readonly lots: number;
  /** Levels that protect the position from the first fill on. */
  readonly stopPrice: number;
  readonly takeProfitPrice: number;
  /** Distance of the volatility stop, raw price. */
  readonly atrDistance: number;
  /** Target weight that the quantity follows at the fill; NaN: the quantity is final. */
  readonly weightAtFill: number;
  /** Fills at a close, not at an open. */
  readonly atClose: boolean;
  /** Not before this time. */
  readonly eligibleAt: number;
}

/**
 * Working orders, two places per symbol: place 2s holds the order that reduces, place 2s + 1 the one that enlarges or opens. Turning a
 * position round takes both. The place after the last serves protective exits, which are filled at once.
 */
export class Book {
  /** Orders that are working. */
  active = 0;
  readonly #symbols: number;
  readonly remaining: Float64Array;
  readonly id: Float64Array;
  readonly side: Int8Array;
  readonly limit: Float64Array;
  readonly stop: Float64Array;
  readonly decisionRow: Int32Array;
  /** Session of the first bar at which it could be filled; −1 before. */
  readonly firstSession: Int32Array;
  readonly triggered: Uint8Array;
  readonly atClose: Uint8Array;
  readonly eligibleAt: Float64Array;
  readonly weightAtFill: Float64Array;
  readonly protectStop: Float64Array;
  readonly protectTake: Float64Array;
  readonly atrDistance: Float64Array;
  /** Filled so far: units, notional, fee. */
  readonly units: Float64Array;
  readonly notional: Float64Array;
  readonly feePaid: Float64Array;
  readonly #type: Uint8Array;
  readonly #timeInForce: Uint8Array;
  readonly #exitReason: Int8Array;

  constructor(symbols: number) {
    const places = 2 * symbols + 1;
    const numbers = (): Float64Array => new Float64Array(places);
    this.#symbols = symbols;
    [this.remaining, this.id, this.limit, this.stop] = [numbers(), numbers(), numbers(), numbers()];
    [this.eligibleAt, this.weightAtFill, this.protectStop, this.protectTake] = [numbers(), numbers(), numbers(), numbers()];
    [this.atrDistance, this.units, this.notional, this.feePaid] = [numbers(), numbers(), numbers(), numbers()];
    this.side = new Int8Array(places);
    this.decisionRow = new Int32Array(places);
    this.firstSession = new Int32Array(places);
    this.triggered = new Uint8Array(places);
    this.atClose = new Uint8Array(places);
    this.#type = new Uint8Array(places);
    this.#timeInForce = new Uint8Array(places);
    this.#exitReason = new Int8Array(places);
  }

  /** The place for protective exits. */
  get scratch(): number {
    return 2 * this.#symbols;
  }

  isActive(place: number): boolean {
    return this.remaining[place]! > 0;
  }

  symbolOf(place: number): number {
    return place >> 1;
  }

  isEntry(place: number): boolean {
    return place % 2 === 1;
  }

  type(place: number): OrderType {
    return ORDER_TYPES[this.#type[place]!]!;
  }

  /** Index in `ORDER_TYPES`, and in `EXIT_REASONS` or −1. */
  typeCode(place: number): number {
    return this.#type[place]!;
  }

  exitReasonCode(place: number): number {
    return this.#exitReason[place]!;
  }

  /** Its limit price; NaN for types without one. */
  limitOf(place: number): number {
    const code = this.#type[place]!;
    return code === LIMIT || code === STOP_LIMIT ? this.limit[place]! : Number.NaN;
  }

  isMarket(place: number): boolean {
    return this.#type[place] === 0;
  }

  timeInForce(place: number): TimeInForce {
    return TIME_IN_FORCE[this.#timeInForce[place]!]!;
  }

  exitReason(place: number): ExitReason | undefined {
    const code = this.#exitReason[place]!;
    // Reading an array at −1 looks for a property of that name, which is slow.
    return code < 0 ? undefined : EXIT_REASONS[code];
  }

  /** True for the rest of a protective exit, for the end of a holding time and for closing everything: no decision replaces them. */
  isForced(place: number): boolean {
    return this.isActive(place) && this.#exitReason[place]! > 0;
  }

  /** @returns its place */
  place(order: ApprovedOrder, extras: OrderExtras): number {
    const place = 2 * order.symbol + (order.reducing ? 0 : 1);
    this.active += 1;
    this.set(place, order.id, extras.lots, order.side, order.type, order.exitReason, order.decisionRow);
    this.limit[place] = order.limitPrice;
    this.stop[place] = order.stopPrice;
    this.#timeInForce[place] = TIME_IN_FORCE.indexOf(order.timeInForce);
    this.firstSession[place] = -1;
    this.triggered[place] = 0;
    this.atClose[place] = extras.atClose ? 1 : 0;
    this.eligibleAt[place] = extras.eligibleAt;
    this.weightAtFill[place] = extras.weightAtFill;
    this.protectStop[place] = extras.stopPrice;
    this.protectTake[place] = extras.takeProfitPrice;
    this.atrDistance[place] = extras.atrDistance;
    return place;
  }

  /** Fills in what every fill needs; for the place of protective exits this is all. */
  set(
    place: number,
    id: number,
    lots: number,
    side: Side,
    type: OrderType,
    exitReason: ExitReason | undefined,
    decisionRow: number,
  ): void {
    this.id[place] = id;
    this.remaining[place] = lots;
    this.side[place] = side;
    this.#type[place] = type === 'market' ? 0 : ORDER_TYPES.indexOf(type);
    this.#exitReason[place] = exitReason === undefined ? -1 : EXIT_REASONS.indexOf(exitReason);
    this.decisionRow[place] = decisionRow;
    this.units[place] = 0;
    this.notional[place] = 0;
    this.feePaid[place] = 0;
  }

  /** Takes lots off an order; without a rest it is done. */
  take(place: number, lots: number): void {
    this.remaining[place] = this.remaining[place]! - lots;
    if (this.remaining[place] === 0 && place !== this.scratch) this.active -= 1;
  }

  remove(place: number): void {
    if (!this.isActive(place)) return;
    this.remaining[place] = 0;
    this.active -= 1;
  }

  /** A split: quantities and prices of both orders of a symbol follow; what is no whole lot any more is dropped. */
  split(symbol: number, ratio: number, tick: Grid): void {
    for (let place = 2 * symbol; place <= 2 * symbol + 1; place += 1) {
      if (!this.isActive(place)) continue;
      const scaled = this.remaining[place]! * ratio;
      const lots = this.isEntry(place) ? Math.floor(scaled) : scaled;
      this.remaining[place] = lots;
      if (lots === 0) this.active -= 1;
      this.units[place] = this.units[place]! * ratio;
      for (const column of [this.stop, this.protectStop, this.protectTake, this.atrDistance])
        column[place] = column[place]! / ratio;
      const limit = this.limit[place]! / ratio;
      this.limit[place] = this.side[place]! > 0 ? tick.below(limit) : tick.above(limit);
    }
  }
}
