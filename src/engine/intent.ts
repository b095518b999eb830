import type { ExecutionSettings, Grid, OrderIntent, Side } from '../trading/index.ts';

/** An order with its size, decided at the close of a row. */
export interface SizedOrder {
  readonly side: Side;
  readonly lots: number;
  readonly reducing: boolean;
  readonly row: number;
}

/**
 * What goes to the gate. Prices count from the close: a limit lies `limit_offset_bps` on the better side of it, a stop
 * `stop_offset_bps` beyond it, the limit of a stop-limit `limit_offset_bps` beyond its stop. Limits lie on the tick that is not worse,
 * stops on the nearest.
 */
export function orderIntent(
  symbol: number,
  order: SizedOrder,
  at: { readonly execution: ExecutionSettings; readonly close: number; readonly tick: Grid; readonly lots: Grid },
): OrderIntent {
  const { orderType: type, limitOffset, stopOffset, timeInForce } = at.execution;
  const { side, lots, reducing, row } = order;
  const toLimit = (price: number): number => (side > 0 ? at.tick.below(price) : at.tick.above(price));
  const stop = at.tick.nearest(at.close * (1 + side * stopOffset));
  let limitPrice = Number.NaN;
  if (type === 'limit') limitPrice = toLimit(at.close * (1 - side * limitOffset));
  if (type === 'stop_limit') limitPrice = toLimit(stop * (1 + side * limitOffset));
  return {
    symbol,
    side,
    quantity: at.lots.value(lots),
    type,
    limitPrice,
    stopPrice: type === 'stop' || type === 'stop_limit' ? stop : Number.NaN,
    timeInForce,
    reducing,
    decisionRow: row,
    exitReason: reducing ? 'signal' : undefined,
  };
}
