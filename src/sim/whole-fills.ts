import {
  type ApprovedUnits,
  type CostSettings,
  EXIT_REASONS,
  type ExecutionSettings,
  type ExitReason,
  OnlyPosition,
  ORDER_TYPES,
  type Portfolio,
  type Side,
  type TradeLog,
} from '../trading/index.ts';
import type { Ambiguity } from './ambiguity.ts';
import { type BrokerLog, newWholeFill } from './broker-log.ts';
import { orderFee } from './costs.ts';
import { type Exit, protectiveExit } from './exit-rule.ts';
import type { Friction } from './friction.ts';
import type { Protection } from './protection.ts';
import type { Tape } from './tape.ts';
import type { VolumeCap } from './volume-cap.ts';

/** Parts of one broker that a whole fill touches. */
export interface WholeFillParts {
  readonly tape: Tape;
  readonly portfolio: Portfolio;
  readonly trades: TradeLog;
  readonly friction: Friction;
  readonly protection: Protection;
  readonly ambiguity: Ambiguity;
  readonly volume: VolumeCap;
  readonly writer: BrokerLog;
  readonly execution: ExecutionSettings;
  /** The order ids of the broker. */
  readonly ids: { last: number };
}

const SIGNAL = EXIT_REASONS.indexOf('signal');
const TAKE_PROFIT = EXIT_REASONS.indexOf('take_profit');
const MARKET = ORDER_TYPES.indexOf('market');
const LIMIT = ORDER_TYPES.indexOf('limit');
const STOP = ORDER_TYPES.indexOf('stop');
const NONE = -1;
const NO_FINER_BARS = (): undefined => undefined;
/** Rounds of shrinking until a buy fits the cash; each comes closer by the share of fixed fees in the cost. */
const SHRINK_ROUNDS = 64;
/** Part of a price that is noise of the sums behind it. */
const NOISE = 1e-12;

/**
 * Orders of the only symbol that trade whole: market orders that are sent at a close and fill at the open of the next row, from flat, back
 * to flat or turning round, and protective exits. The same numbers in the same operations as the long way through the book, which takes
 * everything else.
 */
export class WholeFills {
  readonly tape: Tape;
  readonly portfolio: Portfolio;
  readonly friction: Friction;
  readonly protection: Protection;
  readonly volume: VolumeCap;
  readonly #ambiguity: Ambiguity;
  readonly #execution: ExecutionSettings;
  readonly #costs: CostSettings;
  readonly #writer: BrokerLog;
  readonly #position: OnlyPosition;
  readonly #ids: { last: number };
  /** Money per unit of price of one unit. */
  readonly #multiplier: number;
  /** The fill being written, made once. */
  readonly #fill = newWholeFill();
  /** The last {@link trade} has changed the position. */
  hasFilled = false;

  constructor(parts: WholeFillParts) {
    this.tape = parts.tape;
    this.portfolio = parts.portfolio;
    this.friction = parts.friction;
    this.protection = parts.protection;
    this.volume = parts.volume;
    this.#ambiguity = parts.ambiguity;
    this.#execution = parts.execution;
    this.#costs = parts.execution.costs;
    this.#writer = parts.writer;
    this.#ids = parts.ids;
    this.#position = new OnlyPosition(parts.portfolio, parts.trades);
    this.#multiplier = parts.portfolio.multiplier[0]!;
  }

  /**
   * Sends the orders of one decision at the close of a row and fills them at the next open: what is held leaves, if `out` units are given;
   * then `lots` of `side` enter, less what the cash does not suffice for. False, and nothing is done but that the tape stands at the
   * next row, when the bar would not trade them whole.
   *
   * @param out units of the whole position; 0: nothing is held @param lots and `units`: of the entry; 0: none
   */
  trade(row: number, out: ApprovedUnits | 0, side: Side, lots: number, units: ApprovedUnits | 0): boolean {
    const { tape, portfolio, volume } = this;
    const next = row + 1;
    tape.advance(next);
    // These lie far from what was read before: asked for together they are waited for together.
    const base = tape.open[0]![next]!;
    const barTime = side < 0 ? tape.dataset.time[next]! : Number.NaN;
    if (!(Math.abs(portfolio.lots[0]!) + lots <= volume.lots(0, next))) return false;
    const { cash } = portfolio;
    this.hasFilled = out > 0;
    if (out > 0) this.#close(row, out, base, lots > 0);
    if (lots > 0) this.#open(row, side, lots, units, base, barTime, cash);
    this.protection.refresh(0);
    return true;
  }

  /**
   * The protective exit of a bar that touches a level, of a position that was not opened inside this bar and that the bar lets go whole.
   * Undefined, and nothing is done, otherwise.
   */
  exit(row: number): ExitReason | undefined {
    const { protection, portfolio, tape, volume } = this;
    const held = portfolio.lots[0]!;
    const lots = Math.abs(held);
    const isTouched = protection.isTouched(0, row) && protection.intrabarRow[0] !== row;
    if (!isTouched || this.#execution.path === 'finer' || !(lots <= volume.lots(0, row))) return undefined;
    const stop = protection.stop[0]!;
    const take = protection.take[0]!;
    const found = protectiveExit({
      side: held > 0 ? 1 : -1,
      stop,
      take,
      bar: tape.prices(0),
      insideBase: Number.NaN,
      path: this.#execution.path,
      takeIsOlder: protection.takeRow[0]! < protection.stopRow[0]!,
      finer: NO_FINER_BARS,
    });
    if (found === undefined || found.level === 'none') return undefined;
    if (!Number.isNaN(found.otherwise)) this.#ambiguity.mark(0);
    this.#ambiguity.read(0, found.base, found);
    this.#leaveAt(row, lots, found, take);
    return EXIT_REASONS[this.#fill.reason];
  }

  #leaveAt(row: number, lots: number, found: Exit, take: number): void {
    const { portfolio, friction, protection } = this;
    const isTake = found.level === 'take';
    const side = portfolio.lots[0]! > 0 ? -1 : 1;
    const units = portfolio.lotGrid[0]!.value(lots);
    const money = units * this.#multiplier;
    friction.quote(0, side, units, money, found.base, isTake ? take : Number.NaN);
    const fill = this.#fill;
    fill.reason = isTake ? TAKE_PROFIT : protection.stopReasonCode(0);
    fill.type = isTake ? LIMIT : STOP;
    fill.decisionRow = NONE;
    fill.atOpen = found.atOpen;
    fill.pairs = false;
    this.#book(side, lots, units, found.base, row);
    protection.refresh(0);
  }

  /** @param pairs an entry was sent with it */
  #close(row: number, units: number, base: number, pairs: boolean): void {
    const held = this.portfolio.lots[0]!;
    const side = held > 0 ? -1 : 1;
    this.friction.quote(0, side, units, units * this.#multiplier, base, Number.NaN);
    const fill = this.#fill;
    fill.reason = SIGNAL;
    fill.type = MARKET;
    fill.decisionRow = row;
    fill.atOpen = true;
    fill.pairs = pairs;
    this.#book(side, Math.abs(held), units, base, row + 1);
    // What enters next has levels of its own.
    if (pairs) this.protection.refresh(0);
  }

  /** Books a fill that closes the position, priced by the friction, and writes it down. */
  #book(side: number, lots: number, units: number, base: number, row: number): void {
    const { portfolio, friction, tape } = this;
    const fill = this.#fill;
    const { cash } = portfolio;
    const fee = orderFee(this.#costs, units, Math.abs(units * this.#multiplier * friction.price), false);
    if (friction.lacksVolatility) friction.fillsWithoutVolatility += 1;
    fill.ambiguous = portfolio.ambiguous[0] === 1;
    const time = fill.atOpen ? Number.NaN : tape.dataset.time[row]!;
    fill.grossPnl = this.#position.close(side, units, friction, base, fee, row, time, !fill.atOpen, fill.reason);
    this.volume.use(0, row, lots);
    this.#ids.last += 1;
    fill.side = side;
    fill.asked = units;
    fill.units = units;
    fill.reference = base;
    fill.fee = fee;
    fill.row = row;
    fill.observed = Number.NaN;
    fill.sentCash = cash;
    this.#writer.whole(this.#ids.last, fill, friction, cash);
  }

  /** @param sentCash at the decision */
  #open(row: number, side: Side, asked: number, askedUnits: number, base: number, barTime: number, sentCash: number): void {
    const { portfolio, friction, tape, volume } = this;
    const fill = this.#fill;
    const { cash } = portfolio;
    let lots = asked;
    let units = askedUnits;
    let fee = this.#quote(side, units, base);
    const needed = side > 0 ? units * this.#multiplier * friction.price + fee : 0;
    if (needed > cash && this.#execution.unaffordable !== 'borrow') {
      lots = this.#affordable(asked, base, needed);
      units = portfolio.lotGrid[0]!.value(lots);
      if (lots > 0) fee = this.#quote(side, units, base);
    }
    fill.observed = lots < asked ? needed : Number.NaN;
    fill.asked = askedUnits;
    fill.units = lots > 0 ? units : 0;
    fill.ambiguous = portfolio.ambiguous[0] === 1;
    if (lots > 0) {
      this.hasFilled = true;
      if (friction.lacksVolatility) friction.fillsWithoutVolatility += 1;
      this.#position.open(side, lots, units, friction, base, fee, tape.factor(0, row + 1), row + 1, barTime);
      volume.use(0, row + 1, lots);
    }
    this.#ids.last += 1;
    fill.side = side;
    fill.type = MARKET;
    fill.reason = NONE;
    fill.decisionRow = row;
    fill.atOpen = true;
    fill.pairs = false;
    fill.reference = base;
    fill.fee = fee;
    fill.row = row + 1;
    fill.grossPnl = 0;
    fill.sentCash = sentCash;
    fill.left = lots < asked ? portfolio.lotGrid[0]!.value(asked - lots) : 0;
    this.#writer.whole(this.#ids.last, fill, friction, cash);
  }

  /** Prices an entry. @returns its fee */
  #quote(side: number, units: number, base: number): number {
    const money = units * this.#multiplier;
    this.friction.quote(0, side, units, money, base, Number.NaN);
    return orderFee(this.#costs, units, Math.abs(money * this.friction.price), true);
  }

  /** Lots of a buy that is too dear which are filled all the same; its price is quoted anew. */
  #affordable(lots: number, base: number, wanted: number): number {
    const { cash, lotGrid } = this.portfolio;
    if (this.#execution.unaffordable === 'reject') return wanted - cash <= wanted * NOISE ? lots : 0;
    let factor = 1;
    let needed = wanted;
    for (let round = 0; round < SHRINK_ROUNDS && needed > cash; round += 1) {
      factor = cash > 0 ? factor * (cash / needed) : 0;
      const fewer = Math.floor(lots * factor);
      const units = lotGrid[0]!.value(fewer);
      needed = fewer > 0 ? this.#quote(1, units, base) + units * this.#multiplier * this.friction.price : 0;
    }
    return needed > cash ? 0 : Math.floor(lots * factor);
  }
}
