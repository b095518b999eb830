import type { IntrabarPath } from '../trading/index.ts';
import type { FirstTouch } from './finer-bars.ts';
import type { BarPrices } from './reach.ts';

/** One position and its bar, as the exit rule sees them. */
export interface ExitCase {
  /** +1 for a long position. */
  readonly side: number;
  /** NaN: none. */
  readonly stop: number;
  readonly take: number;
  readonly bar: BarPrices;
  /** Price at which an order was filled inside this bar; NaN: none was. */
  readonly insideBase: number;
  readonly path: IntrabarPath;
  /** The target was given before the stop in force. */
  readonly takeIsOlder: boolean;
  /** Asked only when both levels lie inside the bar. */
  readonly finer: () => FirstTouch | undefined;
}

/** How a position is closed inside a bar. */
export interface Exit {
  readonly level: 'stop' | 'take';
  /** Price before slippage. */
  readonly base: number;
  readonly atOpen: boolean;
  /** What the position would be worth had the prices come in the other order; NaN: nothing was assumed. */
  readonly otherwise: number;
}

/** The position stays, although with another order of prices it would have been closed at `otherwise`. */
export interface Stay {
  readonly level: 'none';
  readonly otherwise: number;
}

/**
 * Protective exits of one bar. A gap through a level fills at the open. If both levels lie inside the bar the path decides, and the trade
 * is ambiguous: `stop_first`; `take_first`; `by_order` (the one that was given first, the stop where both came together); `ohlc` (open, high, low, close in this order: the target of a long position first, the stop of
 * a short one); `worst_price` (the stop, at the worst price of the bar); `finer` (the lower timeframe, where it can tell).
 *
 * An order filled inside the bar: on that bar its stop counts when touched and its target does not, because what came before the fill is
 * not known; both are assumptions.
 */
export function protectiveExit(at: ExitCase): Exit | Stay | undefined {
  const { side, stop, take, bar } = at;
  const against = side > 0 ? bar.low : bar.high;
  const forward = side > 0 ? bar.high : bar.low;
  const stopTouched = side * (against - stop) <= 0;
  const takeTouched = side * (forward - take) >= 0;
  if (!stopTouched && !takeTouched) return undefined;
  if (!Number.isNaN(at.insideBase)) return afterInsideFill(at, stopTouched);
  if (side * (bar.open - stop) <= 0) return { level: 'stop', base: bar.open, atOpen: true, otherwise: Number.NaN };
  if (side * (bar.open - take) >= 0) return { level: 'take', base: bar.open, atOpen: true, otherwise: Number.NaN };
  const worst = at.path === 'worst_price' ? against : stop;
  if (!takeTouched) return { level: 'stop', base: worst, atOpen: false, otherwise: Number.NaN };
  if (!stopTouched) return { level: 'take', base: take, atOpen: false, otherwise: Number.NaN };
  if (at.path === 'finer') {
    const found = at.finer();
    if (found !== undefined) return { level: found.level, base: found.price, atOpen: false, otherwise: Number.NaN };
  }
  const byOrder = at.path === 'by_order' && at.takeIsOlder;
  const takeFirst = at.path === 'take_first' || byOrder || (at.path === 'ohlc' && side > 0);
  return takeFirst
    ? { level: 'take', base: take, atOpen: false, otherwise: stop }
    : { level: 'stop', base: worst, atOpen: false, otherwise: take };
}

function afterInsideFill({ side, stop, take, bar, insideBase }: ExitCase, stopTouched: boolean): Exit | Stay {
  if (!stopTouched) return { level: 'none', otherwise: take };
  const base = side > 0 ? Math.min(stop, insideBase) : Math.max(stop, insideBase);
  return { level: 'stop', base, atOpen: false, otherwise: bar.close };
}
