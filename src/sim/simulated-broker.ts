import type { ApprovedOrder, ApprovedUnits, ExitReason, Portfolio, ReasonCode, Side } from '../trading/index.ts';
import { Ambiguity } from './ambiguity.ts';
import { Book, type OrderExtras } from './book.ts';
import { BrokerLog, newFill, type Why } from './broker-log.ts';
import type { SimulatedBrokerOptions } from './broker-options.ts';
import { orderFee } from './costs.ts';
import { type Exit, protectiveExit } from './exit-rule.ts';
import { FinerBars } from './finer-bars.ts';
import { Friction } from './friction.ts';
import { Protection } from './protection.ts';
import { PHASE, type Phase, reach } from './reach.ts';
import type { Tape } from './tape.ts';
import { VolumeCap } from './volume-cap.ts';
import { WholeFills } from './whole-fills.ts';

/** Rounds of shrinking until all buys fit the cash; each comes closer by the share of fixed fees in the cost. */
const SHRINK_ROUNDS = 64;

/**
 * The broker of backtests and replays: holds working orders, fills them at the prices of the bars and books the fills. Orders reach it
 * only as {@link ApprovedOrder}; protective exits are its own, like orders that rest at a broker.
 */
export class SimulatedBroker {
  readonly book: Book;
  readonly protection: Protection;
  readonly friction: Friction;
  /** Row of the newest fill. */
  lastFillRow = -1;
  readonly ambiguity: Ambiguity;
  readonly #options: SimulatedBrokerOptions;
  readonly #tape: Tape;
  readonly #portfolio: Portfolio;
  readonly #finer: readonly (FinerBars | undefined)[];
  readonly #volume: VolumeCap;
  readonly #queue: Int32Array;
  readonly #queueLots: Float64Array;
  readonly #queueBase: Float64Array;
  readonly #writer: BrokerLog;
  readonly #whole: WholeFills;
  readonly #asked = { place: -1, lots: 0, base: 0, row: -1, id: 0 };
  /** The fill being booked, made once. */
  readonly #booking = newFill();
  /** Counts order ids. */
  readonly #ids = { last: 0 };

  constructor(options: SimulatedBrokerOptions) {
    const { tape, portfolio, stops, execution, finer } = options;
    this.#options = options;
    this.#tape = tape;
    this.#portfolio = portfolio;
    this.book = new Book(tape.count);
    this.protection = new Protection(portfolio, tape, stops);
    this.friction = new Friction(tape, execution);
    this.ambiguity = new Ambiguity(portfolio);
    this.#writer = new BrokerLog(options.log, this.book, tape, portfolio);
    this.#volume = new VolumeCap(tape, portfolio, this.friction, execution);
    const { friction, protection, ambiguity } = this;
    const parts = { tape, portfolio, execution, friction, protection, ambiguity, trades: options.trades, ids: this.#ids };
    this.#whole = new WholeFills({ ...parts, volume: this.#volume, writer: this.#writer });
    this.#finer = (finer ?? []).map((bars) => (bars === undefined ? undefined : new FinerBars(bars)));
    this.#queue = new Int32Array(tape.count);
    this.#queueLots = new Float64Array(tape.count);
    this.#queueBase = new Float64Array(tape.count);
  }

  /** As new, after a run whose fills were all whole: {@link WholeFills}. The portfolio has been reset before. */
  reset(): void {
    const { friction, ambiguity } = this;
    this.lastFillRow = -1;
    this.#ids.last = 0;
    this.#writer.reset();
    this.#volume.reset();
    this.protection.refresh(0);
    friction.fillsWithoutVolatility = 0;
    ambiguity.count = 0;
    ambiguity.worst = 0;
    ambiguity.best = 0;
  }

  /** The next order id, counted from 1. */
  nextOrderId(): number {
    this.#ids.last += 1;
    return this.#ids.last;
  }

  /** Takes an order at the close of a row. */
  submit(order: ApprovedOrder, row: number, extras: OrderExtras): void {
    const place = this.book.place(order, extras);
    const price = Number.isNaN(order.limitPrice) ? order.stopPrice : order.limitPrice;
    this.#writer.submitted(place, row, order.quantity, price);
  }

  /** Writes down a refusal of the gate or of the sizing. */
  refuse(order: {
    readonly symbol: number;
    readonly side: Side;
    readonly quantity: number;
    readonly row: number;
    readonly reason: ReasonCode;
    readonly limit: number;
    readonly would: number;
  }): void {
    const { symbol, side, quantity, row, reason, limit, would: observed } = order;
    const type = this.#options.execution.orderType;
    this.book.set(this.book.scratch, this.nextOrderId(), 0, side, type, undefined, row);
    this.#writer.denied('refused', this.book.scratch, symbol, row, quantity, { reason, limit, observed });
  }

  /** Withdraws a working order; nothing happens when there is none. */
  cancel(place: number, row: number): void {
    if (!this.book.isActive(place)) return;
    this.#writer.ended('cancelled', place, row, this.#unitsOf(place));
    this.book.remove(place);
  }

  /** A new session has begun: day orders whose first chance lay in an earlier one are over. */
  expireDayOrders(session: number, row: number): void {
    for (let c = 0; c < this.#tape.count; c += 1) {
      const s = this.#tape.byName[c]!;
      for (let place = 2 * s; place <= 2 * s + 1; place += 1) {
        const first = this.book.firstSession[place]!;
        if (!this.book.isActive(place) || first < 0 || first >= session) continue;
        if (this.book.timeInForce(place) !== 'day' || this.book.isForced(place)) continue;
        this.#writer.ended('expired', place, row - 1, this.#unitsOf(place));
        this.book.remove(place);
      }
    }
  }

  /** Fills what trades in this part of the bar: reducing orders first, then the others together. */
  execute(row: number, phase: Phase): void {
    const { byName, at, count } = this.#tape;
    for (let c = 0; c < count; c += 1) {
      const s = byName[c]!;
      if (at[s]! >= 0 && this.book.isActive(2 * s)) this.#reduce(s, row, phase);
    }
    let queued = 0;
    for (let c = 0; c < count; c += 1) {
      const s = byName[c]!;
      if (at[s]! >= 0 && this.book.isActive(2 * s + 1) && this.#enqueue(s, row, phase, queued)) queued += 1;
    }
    if (queued > 0) this.#fillQueue(queued, row, phase);
  }

  /**
   * Takes the market orders of one decision about the only symbol at the close of a row and fills them at the open of the next, whose bar
   * is known: {@link WholeFills.trade}.
   */
  tradeNext(row: number, out: ApprovedUnits | 0, side: Side, lots: number, units: ApprovedUnits | 0): boolean {
    const whole = this.#whole;
    if (!whole.trade(row, out, side, lots, units)) return false;
    if (whole.hasFilled) this.lastFillRow = row + 1;
    return true;
  }

  /** Id of the newest order. */
  get lastOrderId(): number {
    return this.#ids.last;
  }

  /** Immediate-or-cancel orders that had their chance on this bar are over. */
  endBar(row: number): void {
    for (let c = 0; c < this.#tape.count; c += 1) {
      const s = this.#tape.byName[c]!;
      for (let place = 2 * s; place <= 2 * s + 1; place += 1) {
        const done = this.book.isActive(place) && this.book.timeInForce(place) === 'ioc' && this.book.firstSession[place]! >= 0;
        if (done && !this.book.isForced(place)) this.cancel(place, row);
      }
    }
  }

  /** Protective exits of the bar, then the bar counts for trailing stops and excursions. */
  protect(row: number): void {
    const { lots, barsHeld } = this.#portfolio;
    for (let c = 0; c < this.#tape.count; c += 1) {
      const s = this.#tape.byName[c]!;
      if (lots[s] === 0 || this.#tape.at[s]! < 0) continue;
      const touched = this.protection.isTouched(s, this.#tape.at[s]!);
      if (touched && !this.book.isForced(2 * s)) this.#exit(s, row);
      if (lots[s] === 0) continue;
      barsHeld[s] = barsHeld[s]! + 1;
      this.protection.barOver(s, row);
    }
  }

  /** {@link protect} for the only symbol on a bar that touches a level of its position: {@link WholeFills.exit}. */
  exitWhole(row: number): boolean {
    const reason = this.#whole.exit(row);
    if (reason === undefined) return false;
    this.lastFillRow = row;
    this.#options.onProtectiveExit(0, row, reason);
    return true;
  }

  /** Closes a position at a price of its own choosing: the end of the run. */
  flattenAt(symbol: number, row: number, place: { readonly base: number; readonly atOpen: boolean }): void {
    const lots = this.#portfolio.lots[symbol]!;
    if (lots === 0) return;
    this.#useScratch(symbol, Math.abs(lots), 'market', 'flatten');
    this.#fill(this.book.scratch, symbol, Math.abs(lots), place.base, row, place.atOpen ? PHASE.open : PHASE.close);
    this.protection.refresh(symbol);
  }

  #reduce(s: number, row: number, phase: Phase): void {
    const place = 2 * s;
    const base = this.#reached(s, place, row, phase);
    if (Number.isNaN(base)) return;
    const held = Math.abs(this.#portfolio.lots[s]!);
    if (held === 0) {
      this.cancel(place, row);
      return;
    }
    if (phase === PHASE.intrabar && this.book.type(place) === 'limit' && this.#stopComesFirst(s)) return;
    const lots = Math.min(this.book.remaining[place]!, held, this.#volume.lots(s, row));
    if (lots > 0) this.#fill(place, s, lots, base, row, phase);
  }

  /** A resting limit that would close in profit against a stop in the same bar: as between target and stop, the path decides. */
  #stopComesFirst(s: number): boolean {
    const stop = this.protection.stop[s]!;
    const own = this.#tape.at[s]!;
    const long = this.#portfolio.lots[s]! > 0;
    if (!(long ? this.#tape.low[s]![own]! <= stop : this.#tape.high[s]![own]! >= stop)) return false;
    this.ambiguity.mark(s);
    const { path } = this.#options.execution;
    if (path === 'by_order') return this.book.decisionRow[2 * s]! >= this.protection.stopRow[s]!;
    return !(path === 'take_first' || (path === 'ohlc' && long));
  }

  #enqueue(s: number, row: number, phase: Phase, position: number): boolean {
    const place = 2 * s + 1;
    const base = this.#reached(s, place, row, phase);
    // The second leg of a turn waits until the first has closed the position.
    if (Number.isNaN(base) || this.#portfolio.lots[s]! * this.book.side[place]! < 0) return false;
    if (!Number.isNaN(this.book.weightAtFill[place]!) && !this.#sizeAtFill(s, place, { base, row, phase })) return false;
    const cap = this.#volume.lots(s, row);
    const wanted = this.book.remaining[place]!;
    if (wanted > cap && this.#options.execution.liquidity.onExcess === 'refuse') {
      this.#reject(place, row, wanted, { reason: 'PARTICIPATION', limit: this.#units(s, cap), observed: this.#units(s, wanted) });
      return false;
    }
    const lots = Math.min(wanted, cap);
    if (lots <= 0) return false;
    this.#queue[position] = place;
    this.#queueLots[position] = lots;
    this.#queueBase[position] = base;
    return true;
  }

  /** Gives an order sized at the fill its quantity; false when there is nothing to buy. */
  #sizeAtFill(s: number, place: number, at: { readonly base: number; readonly row: number; readonly phase: Phase }): boolean {
    const { base, row, phase } = at;
    this.#quote(s, place, 0, base);
    const lots = this.#options.sizeAtFill(s, this.book.weightAtFill[place]!, this.friction.price, phase);
    this.book.weightAtFill[place] = Number.NaN;
    if (lots <= 0) {
      this.cancel(place, row);
      return false;
    }
    this.book.remaining[place] = lots;
    return true;
  }

  /** All buys of this moment share the cash. Where it does not suffice: one common factor, then whole lots, or as `unaffordable` says. */
  #fillQueue(queued: number, row: number, phase: Phase): void {
    const { cash } = this.#portfolio;
    const { unaffordable } = this.#options.execution;
    const needed = this.#cashNeeded(queued, 1);
    if (needed > cash && unaffordable === 'reduce') this.#shrink(queued, row, needed);
    if (needed > cash && unaffordable === 'reject') this.#rejectDear(queued, row);
    for (let i = 0; i < queued; i += 1) {
      const place = this.#queue[i]!;
      if (this.#queueLots[i]! === 0) continue;
      this.#fill(place, this.book.symbolOf(place), this.#queueLots[i]!, this.#queueBase[i]!, row, phase);
    }
  }

  #shrink(queued: number, row: number, wanted: number): void {
    const { cash } = this.#portfolio;
    let factor = 1;
    let needed = wanted;
    for (let round = 0; round < SHRINK_ROUNDS && needed > cash; round += 1) {
      factor = cash > 0 ? factor * (cash / needed) : 0;
      needed = this.#cashNeeded(queued, factor);
    }
    if (needed > cash) factor = 0;
    for (let i = 0; i < queued; i += 1) {
      const place = this.#queue[i]!;
      if (this.book.side[place]! < 0) continue;
      const before = this.#queueLots[i]!;
      const lots = Math.floor(before * factor);
      this.#queueLots[i] = lots;
      this.#reject(place, row, before - lots, { reason: 'BUYING_POWER', limit: cash, observed: wanted });
    }
  }

  /** Buys are filled by name while the cash lasts; one that does not fit, by more than the noise of its size, is refused whole. */
  #rejectDear(queued: number, row: number): void {
    let left = this.#portfolio.cash;
    for (let i = 0; i < queued; i += 1) {
      const place = this.#queue[i]!;
      const need = this.book.side[place]! < 0 ? 0 : this.#moneyFor(place, this.#queueLots[i]!, this.#queueBase[i]!);
      if (need === 0 || need - left <= need * 1e-12) left -= need;
      else {
        this.#queueLots[i] = 0;
        this.#reject(place, row, this.book.remaining[place]!, { reason: 'BUYING_POWER', limit: left, observed: need });
      }
    }
  }

  /** Price and fee of lots of a buy. */
  #moneyFor(place: number, lots: number, base: number): number {
    const s = this.book.symbolOf(place);
    this.#quote(s, place, lots, base);
    const units = this.#units(s, lots);
    const money = units * this.#portfolio.multiplier[s]! * this.friction.price;
    return money + this.#feeOf(place, units, money);
  }

  /** Money that all queued buys need when each is shrunk by a factor and rounded down to lots; sales of new shorts need none. */
  #cashNeeded(queued: number, factor: number): number {
    let needed = 0;
    for (let i = 0; i < queued; i += 1) {
      const place = this.#queue[i]!;
      if (this.book.side[place]! < 0) continue;
      const lots = factor === 1 ? this.#queueLots[i]! : Math.floor(this.#queueLots[i]! * factor);
      if (lots > 0) needed += this.#moneyFor(place, lots, this.#queueBase[i]!);
    }
    return needed;
  }

  /** Withdraws part of an order, with the two numbers compared. */
  #reject(place: number, row: number, lots: number, why: Why): void {
    if (lots === 0) return;
    const s = this.book.symbolOf(place);
    this.#writer.denied('rejected', place, s, row, this.#units(s, lots), why);
    this.book.take(place, lots);
  }

  /** Price before slippage at which a working order trades in this part of the bar; NaN: not at all. */
  #reached(s: number, place: number, row: number, phase: Phase): number {
    const late = this.book.eligibleAt[place]!;
    if (!Number.isNaN(late) && this.#tape.openTime(s, row) < late) return Number.NaN;
    if (this.book.firstSession[place]! < 0) this.book.firstSession[place] = this.#tape.dataset.session[row]!;
    return this.#volume.lots(s, row) > 0 ? reach(this.book, place, phase, this.#tape.prices(s)) : Number.NaN;
  }

  /** Prices lots of an order; the same question twice in a row, for the cash and for the fill, is answered once. */
  #quote(s: number, place: number, lots: number, base: number): void {
    const asked = this.#asked;
    const row = this.#tape.at[s]!;
    if (
      asked.place === place &&
      asked.lots === lots &&
      asked.base === base &&
      asked.row === row &&
      asked.id === this.book.id[place]
    )
      return;
    asked.place = place;
    asked.lots = lots;
    asked.base = base;
    asked.row = row;
    asked.id = this.book.id[place]!;
    const units = this.#units(s, lots);
    const money = units * this.#portfolio.multiplier[s]!;
    this.friction.quote(s, this.book.side[place]!, units, money, base, this.book.limitOf(place));
  }

  #feeOf(place: number, units: number, money: number): number {
    const { costs } = this.#options.execution;
    const isEntry = this.book.isEntry(place) && place !== this.book.scratch;
    const total = orderFee(costs, this.book.units[place]! + units, this.book.notional[place]! + Math.abs(money), isEntry);
    return total - this.book.feePaid[place]!;
  }

  /** Books one fill of an order and writes it down. */
  #fill(place: number, s: number, lots: number, base: number, row: number, phase: Phase): void {
    const { book, friction, protection } = this;
    const portfolio = this.#portfolio;
    const fill = this.#booking;
    const side = book.side[place]! > 0 ? 1 : -1;
    const units = this.#units(s, lots);
    const held = portfolio.lots[s]!;
    const opening = held * side >= 0;
    this.#quote(s, place, lots, base);
    if (friction.lacksVolatility) friction.fillsWithoutVolatility += 1;
    const money = units * portfolio.multiplier[s]! * friction.price;
    const fee = this.#feeOf(place, units, money);
    const closeTime = this.#tape.dataset.time[row]!;
    fill.symbol = s;
    fill.side = side;
    fill.lots = lots;
    fill.units = units;
    fill.price = friction.price;
    fill.reference = base;
    fill.fee = fee;
    fill.slippageCost = friction.slippageCost;
    fill.impactCost = friction.impactCost;
    fill.participation = friction.participation;
    // On the bar's open only the factor of this bar is known: it contains the actions of this open.
    fill.factor = this.#tape.factor(s, this.#tape.at[s]!);
    fill.time = phase === PHASE.open ? this.#tape.openTime(s, row) : closeTime;
    fill.barTime = closeTime;
    fill.row = row;
    fill.intrabar = phase === PHASE.intrabar;
    fill.exitReason = opening ? undefined : (book.exitReason(place) ?? 'signal');
    fill.ambiguous = portfolio.ambiguous[s] === 1;
    fill.grossPnl = portfolio.apply(fill);
    book.units[place] = book.units[place]! + units;
    book.notional[place] = book.notional[place]! + Math.abs(money);
    book.feePaid[place] = book.feePaid[place]! + fee;
    book.take(place, lots);
    this.#volume.use(s, row, lots);
    this.lastFillRow = row;
    if (opening && fill.intrabar) {
      protection.intrabarRow[s] = row;
      protection.intrabarBase[s] = base;
    }
    if (opening) this.#adoptLevels(place, s, held === 0 ? -1 : row);
    protection.refresh(s);
    this.#writer.fill(place, fill);
  }

  /** @param row of an order that adds to a position; −1 when it opens one, whose levels all come together */
  #adoptLevels(place: number, s: number, row: number): void {
    const { decidedStop, decidedTake, atrDistance } = this.protection;
    if (!Number.isNaN(this.book.protectStop[place]!)) decidedStop[s] = this.book.protectStop[place]!;
    if (!Number.isNaN(this.book.protectTake[place]!)) decidedTake[s] = this.book.protectTake[place]!;
    if (!Number.isNaN(this.book.atrDistance[place]!)) atrDistance[s] = this.book.atrDistance[place]!;
    this.protection.issued(s, row, this.book.protectStop[place]!, this.book.protectTake[place]!);
  }

  #exit(s: number, row: number): void {
    const side = this.#portfolio.lots[s]! > 0 ? 1 : -1;
    const inside = this.protection.intrabarRow[s] === row;
    const stop = this.protection.stop[s]!;
    const take = this.protection.take[s]!;
    const { time } = this.#tape.dataset;
    const found = protectiveExit({
      side,
      stop,
      take,
      bar: this.#tape.prices(s),
      insideBase: inside ? this.protection.intrabarBase[s]! : Number.NaN,
      path: this.#options.execution.path,
      takeIsOlder: this.protection.takeRow[s]! < this.protection.stopRow[s]!,
      finer: () =>
        this.#finer[s]?.firstTouch(
          { after: row === 0 ? Number.NEGATIVE_INFINITY : time[row - 1]!, until: time[row]! },
          { side, stop, take },
        ),
    });
    if (found === undefined) return;
    if (!Number.isNaN(found.otherwise)) this.ambiguity.mark(s);
    if (found.level === 'none') this.ambiguity.read(s, this.#tape.close[s]![this.#tape.at[s]!]!, found);
    else this.#leave(s, row, found);
  }

  #leave(s: number, row: number, exit: Exit): void {
    const reason = exit.level === 'take' ? 'take_profit' : this.protection.stopReason(s);
    const take = this.protection.take[s]!;
    this.cancel(2 * s, row);
    this.cancel(2 * s + 1, row);
    const held = Math.abs(this.#portfolio.lots[s]!);
    const lots = Math.min(held, this.#volume.lots(s, row));
    if (lots > 0) {
      this.ambiguity.read(s, exit.base, exit);
      this.#useScratch(s, lots, exit.level === 'take' ? 'limit' : 'stop', reason);
      this.book.limit[this.book.scratch] = exit.level === 'take' ? take : Number.NaN;
      this.#fill(this.book.scratch, s, lots, exit.base, row, exit.atOpen ? PHASE.open : PHASE.intrabar);
    }
    this.#options.onProtectiveExit(s, row, reason);
  }

  #useScratch(s: number, lots: number, type: 'market' | 'limit' | 'stop', exitReason: ExitReason): void {
    const place = this.book.scratch;
    const side = this.#portfolio.lots[s]! > 0 ? -1 : 1;
    this.book.set(place, this.nextOrderId(), lots, side, type, exitReason, -1);
  }

  #units(s: number, lots: number): number {
    return this.#portfolio.lotGrid[s]!.value(lots);
  }

  #unitsOf(place: number): number {
    return this.#units(this.book.symbolOf(place), this.book.remaining[place]!);
  }
}
