import type { OrderType, TimeInForce } from './settings.ts';

/** Why a position was reduced, in the order of the codes that run files use. */
export const EXIT_REASONS = ['signal', 'stop_loss', 'take_profit', 'trailing_stop', 'max_holding', 'flatten'] as const;
export type ExitReason = (typeof EXIT_REASONS)[number];

/** +1 buys, −1 sells. */
export type Side = 1 | -1;

/** A sized order before the gate. Symbols are indices of the dataset; prices are raw. */
export interface OrderIntent {
  readonly symbol: number;
  readonly side: Side;
  /** Units, above 0. */
  readonly quantity: number;
  readonly type: OrderType;
  /** NaN for types without one. */
  readonly limitPrice: number;
  readonly stopPrice: number;
  readonly timeInForce: TimeInForce;
  /** Only makes a position smaller, never crosses zero. */
  readonly reducing: boolean;
  /** Row of the common index at whose close it was decided. */
  readonly decisionRow: number;
  /** Of reducing orders. */
  readonly exitReason: ExitReason | undefined;
}

declare const approved: unique symbol;

/** An order that passed the risk gate, the only thing that a broker takes. Made by `checkOrder` alone. */
export type ApprovedOrder = OrderIntent & {
  /** Counts from 1 within a run. */
  readonly id: number;
  readonly [approved]: 'ApprovedOrder';
};
