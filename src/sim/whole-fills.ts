import {
  type ApprovedUnits,
  type CostSettings,
  type ExecutionSettings,
  OnlyPosition,
  type Portfolio,
  type Side,
  type TradeLog,
} from '../trading/index.ts';
import { type BrokerLog, newFill } from './broker-log.ts';
import { orderFee } from './costs.ts';
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
  readonly volume: VolumeCap;
  readonly writer: BrokerLog;
  readonly execution: ExecutionSettings;
}

/**
 * Market orders of the only symbol that are sent at a close and trade whole at the open of the next row, in one go: they open a position
 * from flat or close one. The same numbers in the same operations as the long way through the book, which takes everything else.
 */
export class WholeFills {
  readonly tape: Tape;
  readonly portfolio: Portfolio;
  readonly friction: Friction;
  readonly protection: Protection;
  readonly volume: VolumeCap;
  readonly #costs: CostSettings;
  readonly #writer: BrokerLog;
  readonly #position: OnlyPosition;
  /** The fill being booked, made once. */
  readonly #booking = newFill();

  constructor(parts: WholeFillParts) {
    this.tape = parts.tape;
    this.portfolio = parts.portfolio;
    this.friction = parts.friction;
    this.protection = parts.protection;
    this.volume = parts.volume;
    this.#costs = parts.execution.costs;
    this.#writer = parts.writer;
    this.#position = new OnlyPosition(parts.portfolio, parts.trades);
  }

  /**
   * Sends an order at the close of a row and fills it at the next open. False, and nothing is done but that the tape stands at the next
   * row, when it would not trade there whole.
   *
   * @param id of the order @param side 1 opens from flat or buys back, −1 sells what is held @param lots and units: its quantity
   */
  trade(id: number, side: Side, lots: number, units: ApprovedUnits, row: number): boolean {
    const { tape, portfolio, friction, volume } = this;
    const next = row + 1;
    const reducing = portfolio.openCount > 0;
    tape.advance(next);
    // These lie far from what was read before: asked for together they are waited for together.
    const base = tape.open[0]![next]!;
    this.#booking.barTime = tape.dataset.time[next]!;
    if (!(lots <= volume.lots(0, next))) return false;
    const perPrice = units * portfolio.multiplier[0]!;
    friction.quote(0, side, units, perPrice, base, Number.NaN);
    const money = perPrice * friction.price;
    const fee = orderFee(this.#costs, units, Math.abs(money), !reducing);
    if (!reducing && side > 0 && money + fee > portfolio.cash) return false;
    this.#fill(id, row, side, lots, units, base, fee);
    return true;
  }

  #fill(id: number, decisionRow: number, side: Side, lots: number, units: number, base: number, fee: number): void {
    const { tape, portfolio, friction } = this;
    const fill = this.#booking;
    const row = decisionRow + 1;
    const reducing = portfolio.openCount > 0;
    const { cash } = portfolio;
    const position = portfolio.quantity(0);
    if (friction.lacksVolatility) friction.fillsWithoutVolatility += 1;
    fill.side = side;
    fill.lots = lots;
    fill.units = units;
    fill.price = friction.price;
    fill.reference = base;
    fill.fee = fee;
    fill.slippageCost = friction.slippageCost;
    fill.impactCost = friction.impactCost;
    fill.participation = friction.participation;
    fill.factor = tape.factor(0, row);
    fill.time = tape.openTime(0, row);
    fill.row = row;
    fill.exitReason = reducing ? 'signal' : undefined;
    fill.ambiguous = portfolio.ambiguous[0] === 1;
    fill.grossPnl = 0;
    if (reducing) fill.grossPnl = this.#position.close(fill, units);
    else this.#position.open(fill, units);
    this.volume.use(0, row, lots);
    this.protection.refresh(0);
    this.#writer.whole(id, decisionRow, fill, cash, position);
  }
}
