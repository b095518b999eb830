import type { ResolvedLimits } from '../limits.ts';
import type { OrderIntent } from '../order.ts';
import type { ReasonCode } from '../run-log.ts';

/** What the gate looks at: the account as it will be when the orders approved before have been filled. Money in account currency. */
export interface GateView {
  readonly equity: number;
  /** Reference price of the symbol. */
  readonly price: number;
  readonly multiplier: number;
  /** Signed units that the order adds to; 0 for the second leg of a turn. */
  readonly position: number;
  /** All other symbols: Σ |value|, Σ value, and how many are not flat. */
  readonly otherGross: number;
  readonly otherNet: number;
  readonly otherOpen: number;
  /** Loss since the last close of the session before, as a fraction of equity then; drawdown from the highest equity. */
  readonly dailyLoss: number;
  readonly drawdown: number;
  /** `max_daily_loss_pct` was reached in this session; `max_drawdown_pct` was reached once. */
  readonly entriesClosed: boolean;
  readonly paused: boolean;
  readonly shortable: boolean;
}

/** A rule that the order breaks, with the two numbers compared. */
export interface Breach {
  readonly reason: ReasonCode;
  readonly limit: number;
  readonly would: number;
  /** Key that set the limit; undefined where it is no setting. */
  readonly origin: string | undefined;
}

/** One check of the gate. */
export interface Check {
  /** Public code, never changes (RISK 2.2). */
  readonly id: string;
  /** Whether it also holds for reducing orders. */
  readonly reducing: boolean;
  /** A breach ends the evaluation: the others cannot be computed. */
  readonly stop: boolean;
  readonly run: (order: OrderIntent, view: GateView, limits: ResolvedLimits) => Breach | undefined;
}

/**
 * Comparisons leave room for the rounding of a few operations: sizing fills a limit to the last lot, and the gate computes it again in
 * another order. Relative, so that it means the same at every price.
 */
const ROUNDING = 1e-9;

export function exceeds(would: number, limit: number): boolean {
  return would > limit * (1 + ROUNDING);
}

/** Signed units after the order. */
export function positionAfter(order: OrderIntent, view: GateView): number {
  return view.position + order.side * order.quantity;
}
