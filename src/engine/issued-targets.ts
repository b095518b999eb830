import { ACTION, type ActionCode } from '../ports/index.ts';
import type { Book } from '../sim/index.ts';
import type { ResolvedLimits } from '../trading/index.ts';
import type { DecisionView } from './decision-view.ts';
import { targetOf } from './targets.ts';

/** The targets that stand, by symbol, and what is asked for against them. */
export class IssuedTargets {
  /** Target last issued. */
  readonly issued: Float64Array;
  /** Target that must change before it is issued again, after a protective exit; NaN: none. */
  readonly blocked: Float64Array;
  readonly #view: DecisionView;
  readonly #book: Book;
  /** What buy and sell without a weight mean. */
  readonly #largest: number;
  readonly #smallest: number;

  constructor(symbols: number, view: DecisionView, book: Book, limits: ResolvedLimits) {
    this.#view = view;
    this.#book = book;
    this.#largest = targetOf(ACTION.buy, Number.NaN, limits).weight;
    this.#smallest = targetOf(ACTION.sell, Number.NaN, limits).weight;
    this.issued = new Float64Array(symbols);
    this.blocked = new Float64Array(symbols).fill(Number.NaN);
  }

  /** Target of an action said without a weight; NaN for hold and abstain. */
  ofAction(action: ActionCode): number {
    if (action === ACTION.hold || action === ACTION.abstain) return Number.NaN;
    return action === ACTION.close ? 0 : action === ACTION.buy ? this.#largest : this.#smallest;
  }

  /** Target of an action inside the limits of one position; NaN where it lies outside of them. */
  plain(s: number, action: ActionCode): number {
    if (action === ACTION.close) return 0;
    const said = this.#view.out.weight[s]!;
    if (Number.isNaN(said)) return action === ACTION.buy ? this.#largest : this.#smallest;
    return said >= this.#smallest && said <= this.#largest ? said : Number.NaN;
  }

  /** Whether an action asks for the target that is issued already, with nothing else to it. */
  isIssued(s: number, action: ActionCode): boolean {
    const { stopPrice, takeProfitPrice } = this.#view.out;
    const issued = this.issued[s]!;
    if (!Number.isNaN(stopPrice[s]!) || !Number.isNaN(takeProfitPrice[s]!)) return false;
    if (issued === this.blocked[s] && issued !== 0) return false;
    return !this.#book.isForced(2 * s) && this.plain(s, action) === issued;
  }

  /** Whether an action asks for the position that a protective exit has just closed, which waits for another target. */
  isAwaiting(s: number, action: ActionCode): boolean {
    const target = this.blocked[s]!;
    return (target < 0 || target > 0) && this.plain(s, action) === target && !this.#book.isForced(2 * s);
  }
}
