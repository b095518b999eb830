import { ACTION, type ActionCode } from '../ports/index.ts';
import type { SimulatedBroker } from '../sim/index.ts';
import { approveEntry, approveExit, type LoneLimits, loneLimits, type Portfolio } from '../trading/index.ts';
import type { Account } from './account.ts';
import type { DecisionLog } from './decision-log.ts';
import type { DecisionView } from './decision-view.ts';
import type { EntrySize } from './entry-size.ts';
import type { IssuedTargets } from './issued-targets.ts';
import type { OrderParts } from './order-parts.ts';
import { actionCode } from './targets.ts';

/**
 * From decision to position in one go, where settings allow the short way and the next bar is known: a decision at a close, its order
 * through the gate, and the fill at the next open. The same operations as the step makes of two rows; what has anything else to it (a
 * limit, a rule, a level, thin volume, too little cash) is left to the step.
 */
export class PlainTrades {
  readonly #portfolio: Portfolio;
  readonly #broker: SimulatedBroker;
  readonly #account: Account;
  readonly #view: DecisionView;
  readonly #log: DecisionLog;
  readonly #targets: IssuedTargets;
  readonly #size: EntrySize;
  readonly #close: Float64Array;
  readonly #limits: LoneLimits;

  constructor(parts: OrderParts & { readonly targets: IssuedTargets; readonly size: EntrySize }) {
    this.#portfolio = parts.portfolio;
    this.#broker = parts.broker;
    this.#account = parts.account;
    this.#view = parts.view;
    this.#log = parts.log;
    this.#targets = parts.targets;
    this.#size = parts.size;
    this.#close = parts.tape.close[0]!;
    this.#limits = loneLimits(parts.input.settings.limits);
  }

  /**
   * Takes a decision that says something new at the close of a row, whose equity is known, and fills its order at the next open, which no
   * event comes before. No order works. False, and nothing is done but that the tape may stand at the next row, when it needs the step.
   */
  trade(row: number): boolean {
    const { issued, blocked } = this.#targets;
    const target = this.#target(actionCode(this.#view.out.action[0]!));
    if (!(target >= 0) || target === blocked[0] || target === issued[0]) return false;
    if (!(target > 0 ? this.#open(target, row) : this.#leave(row))) return false;
    issued[0] = target;
    blocked[0] = Number.NaN;
    this.#log.note(row, 0, target, target);
    this.#log.addOrder(row, this.#broker.lastOrderId);
    return true;
  }

  /** Takes a decision to be flat when nothing is held: no order comes of it. False, and nothing is done, for any other. */
  rest(row: number): boolean {
    const { issued, blocked } = this.#targets;
    if (this.#portfolio.lots[0] !== 0 || blocked[0] === 0) return false;
    const target = this.#target(actionCode(this.#view.out.action[0]!));
    if (target !== 0) return false;
    issued[0] = 0;
    blocked[0] = Number.NaN;
    this.#log.note(row, 0, target, target);
    return true;
  }

  /** NaN where it has levels or lies outside of the limits of a position. */
  #target(action: ActionCode): number {
    const { stopPrice, takeProfitPrice } = this.#view.out;
    if (action === ACTION.hold || action === ACTION.abstain) return Number.NaN;
    if (!Number.isNaN(stopPrice[0]!) || !Number.isNaN(takeProfitPrice[0]!)) return Number.NaN;
    return this.#targets.plain(0, action);
  }

  #open(target: number, row: number): boolean {
    const portfolio = this.#portfolio;
    if (portfolio.lots[0] !== 0) return false;
    const lots = this.#size.lots(target, row);
    if (lots === 0) return false;
    const equity = this.#account.equity[row]!;
    const asked = portfolio.lotGrid[0]!.value(lots);
    const units = approveEntry(asked, portfolio.multiplier[0]!, this.#close[row]!, equity, this.#limits);
    return !Number.isNaN(units) && this.#broker.tradeNext(1, lots, units, row);
  }

  #leave(row: number): boolean {
    const held = this.#portfolio.lots[0]!;
    if (held === 0) return false;
    const lots = Math.abs(held);
    const units = approveExit(this.#portfolio.lotGrid[0]!.value(lots));
    return !Number.isNaN(units) && this.#broker.tradeNext(held > 0 ? -1 : 1, lots, units, row);
  }
}
