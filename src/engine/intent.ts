import type { ExecutionSettings, Grid, OrderIntent, Side } from '../trading/index.ts';

/** Where the prices and quantities of a symbol's orders come from. */
export interface OrderGrids {
  readonly tick: Grid;
  readonly lots: Grid;
}

/**
 * What goes to the gate, decided at the close of a row. Prices count from the close: a limit lies `limit_offset_bps` on the better side
 * of it, a stop `stop_offset_bps` beyond it, the limit of a stop-limit `limit_offset_bps` beyond its stop. Limits lie on the tick that is
 * not worse, stops on the nearest.
 */
export function orderIntent(
  symbol: number,
  side: Side,
  lots: number,
  reducing: boolean,
  row: number,
  close: number,
  execution: ExecutionSettings,
  grids: OrderGrids,
): OrderIntent {
  const { orderType: type, timeInForce } = execution;
  const exitReason = reducing ? 'signal' : undefined;
  let limitPrice = Number.NaN;
  let stopPrice = Number.NaN;
  if (type !== 'market') {
    const { limitOffset, stopOffset } = execution;
    const { tick } = grids;
    const toLimit = (price: number): number => (side > 0 ? tick.below(price) : tick.above(price));
    const stop = tick.nearest(close * (1 + side * stopOffset));
    if (type === 'limit') limitPrice = toLimit(close * (1 - side * limitOffset));
    if (type === 'stop_limit') limitPrice = toLimit(stop * (1 + side * limitOffset));
    if (type !== 'limit') stopPrice = stop;
  }
  const quantity = grids.lots.value(lots);
  return { symbol, side, quantity, type, limitPrice, stopPrice, timeInForce, reducing, decisionRow: row, exitReason };
}
