import { ACTION, type ActionCode } from '../ports/index.ts';
import type { SimulatedBroker } from '../sim/index.ts';
import { approveEntry, approveExit, type LoneLimits, loneLimits, type Portfolio } from '../trading/index.ts';
import type { Account } from './account.ts';
import type { DecisionLog } from './decision-log.ts';
import type { DecisionView } from './decision-view.ts';
import type { EntrySize } from './entry-size.ts';
import type { IssuedTargets } from './issued-targets.ts';
import { borrowRate } from './open-events.ts';
import type { OrderParts } from './order-parts.ts';
import { actionCode } from './targets.ts';

/**
 * From decision to position in one go, where settings allow the short way and the next bar is known: a decision at a close, its orders
 * through the gate, and the fills at the next open. The same operations as the step makes of two rows; what has anything else to it (a
 * level, a refusal, thin volume, a rule that must be written down) is left to the step.
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
  readonly #multiplier: number;
  readonly #session: Int32Array;
  readonly #shortable: boolean;
  readonly #paysForShorts: boolean;
  /** Decisions are written down with the rules that touched them. */
  readonly #writesRules: boolean;

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
    this.#multiplier = parts.portfolio.multiplier[0]!;
    const [symbol] = parts.tape.dataset.symbols;
    this.#session = parts.tape.dataset.session;
    this.#shortable = symbol!.instrument.shortable;
    this.#paysForShorts = borrowRate(symbol!, parts.input.settings.execution) !== 0;
    this.#writesRules = parts.input.keepDecisions !== false;
  }

  /**
   * Takes a decision that says something new at the close of a row, whose equity is known, and fills its orders at the next open, which no
   * event comes before. No order works. False, and nothing is done but that the tape may stand at the next row, when it needs the step.
   */
  trade(row: number): boolean {
    const { issued, blocked } = this.#targets;
    const target = this.target(actionCode(this.#view.out.action[0]!));
    if (!(target >= 0 || target < 0) || target === blocked[0] || target === issued[0]) return false;
    return this.moveTo(target, row);
  }

  /** The same for a target that is neither issued nor blocked. */
  moveTo(target: number, row: number): boolean {
    const portfolio = this.#portfolio;
    const held = portfolio.lots[0]!;
    if (held === 0 ? target === 0 : held * target > 0) return false;
    const price = this.#close[row]!;
    const isTurn = held !== 0 && target !== 0;
    if (isTurn && this.#writesRules) return false;
    let lots = 0;
    let units: ReturnType<typeof approveEntry> | 0 = 0;
    if (target !== 0) {
      lots = this.#size.lots(target, row, isTurn ? portfolio.exposure[0]! * price : 0);
      const { isLimited } = this.#size;
      if (lots === 0 || (isLimited && this.#writesRules) || (target < 0 && !this.#maySell(row))) return false;
      const asked = portfolio.lotGrid[0]!.value(lots);
      units = approveEntry(asked, this.#multiplier, price, this.#account.equity[row]!, this.#limits);
      if (Number.isNaN(units)) return false;
    }
    const out = held === 0 ? 0 : approveExit(portfolio.lotGrid[0]!.value(Math.abs(held)));
    if (Number.isNaN(out) || !this.#broker.tradeNext(row, out, target < 0 ? -1 : 1, lots, units)) return false;
    this.#targets.issued[0] = target;
    this.#targets.blocked[0] = Number.NaN;
    if (this.#writesRules) {
      this.#log.note(row, 0, target, target);
      this.#log.addOrder(row, this.#broker.lastOrderId);
    }
    return true;
  }

  /** A position may be sold short at the next open, and no fee for it falls due there. */
  #maySell(row: number): boolean {
    return this.#shortable && !(this.#paysForShorts && this.#session[row + 1] !== this.#session[row]);
  }

  /** Takes a decision to be flat when nothing is held: no order comes of it. False, and nothing is done, for any other. */
  rest(row: number): boolean {
    const { issued, blocked } = this.#targets;
    if (this.#portfolio.lots[0] !== 0 || blocked[0] === 0) return false;
    const target = this.target(actionCode(this.#view.out.action[0]!));
    if (target !== 0) return false;
    issued[0] = 0;
    blocked[0] = Number.NaN;
    this.#log.note(row, 0, target, target);
    return true;
  }

  /** What is asked for; NaN where it has levels, lies outside of the limits of a position, or is nothing. */
  target(action: ActionCode): number {
    const { stopPrice, takeProfitPrice } = this.#view.out;
    if (action === ACTION.hold || action === ACTION.abstain) return Number.NaN;
    if (!Number.isNaN(stopPrice[0]!) || !Number.isNaN(takeProfitPrice[0]!)) return Number.NaN;
    return this.#targets.plain(0, action);
  }
}
