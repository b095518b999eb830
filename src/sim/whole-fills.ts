import { type ApprovedOrder, type ExecutionSettings, OnlyPosition, type Portfolio, type TradeLog } from '../trading/index.ts';
import type { Book } from './book.ts';
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
  readonly book: Book;
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
  readonly #parts: WholeFillParts;
  readonly #position: OnlyPosition;
  /** The fill being booked, made once. */
  readonly #booking = newFill();

  constructor(parts: WholeFillParts) {
    this.#parts = parts;
    this.#position = new OnlyPosition(parts.portfolio, parts.trades);
  }

  /**
   * Sends an order at the close of a row and fills it at the next open. False, and nothing is done but that the tape stands at the next
   * row, when it would not trade there whole.
   *
   * @param order that opens from flat or closes the whole position @param lots its quantity in lots
   */
  trade(order: ApprovedOrder, lots: number, row: number): boolean {
    const { tape, portfolio, book, friction, volume, execution } = this.#parts;
    const { side, reducing, quantity } = order;
    const next = row + 1;
    tape.advance(next);
    if (!(lots <= volume.lots(0, next))) return false;
    const base = tape.open[0]![next]!;
    const perPrice = quantity * portfolio.multiplier[0]!;
    friction.quote(0, side, quantity, perPrice, base, Number.NaN);
    const money = perPrice * friction.price;
    const fee = orderFee(execution.costs, quantity, Math.abs(money), !reducing);
    if (!reducing && side > 0 && money + fee > portfolio.cash) return false;
    const place = reducing ? 0 : 1;
    book.set(place, order.id, 0, side, 'market', order.exitReason, row);
    this.#parts.writer.submitted(place, row, quantity, Number.NaN);
    this.#fill(order, place, lots, base, fee);
    return true;
  }

  #fill({ side, reducing, quantity, exitReason }: ApprovedOrder, place: number, lots: number, base: number, fee: number): void {
    const { tape, portfolio, friction, protection, volume, writer } = this.#parts;
    const fill = this.#booking;
    const row = tape.at[0]!;
    if (friction.lacksVolatility) friction.fillsWithoutVolatility += 1;
    fill.side = side;
    fill.lots = lots;
    fill.units = quantity;
    fill.price = friction.price;
    fill.reference = base;
    fill.fee = fee;
    fill.slippageCost = friction.slippageCost;
    fill.impactCost = friction.impactCost;
    fill.participation = friction.participation;
    fill.factor = tape.factor(0, row);
    fill.time = tape.openTime(0, row);
    fill.barTime = tape.dataset.time[row]!;
    fill.row = row;
    fill.exitReason = reducing ? (exitReason ?? 'signal') : undefined;
    fill.ambiguous = portfolio.ambiguous[0] === 1;
    fill.grossPnl = 0;
    if (reducing) fill.grossPnl = this.#position.close(fill, quantity);
    else this.#position.open(fill, quantity);
    volume.use(0, row, lots);
    protection.refresh(0);
    writer.fill(place, fill);
  }
}
