import { type LabelBars, TOUCHED } from './contract.ts';

/** A trade with a take-profit, a stop and an end. `side` is 1 for a long trade, −1 for a short one. */
export interface BarrierTrade {
  readonly side: 1 | -1;
  readonly entry: number;
  readonly take: number;
  readonly stop: number;
  /** First bar after the entry price was paid: its open comes at the entry or later. */
  readonly first: number;
  /** Last bar: the trade ends at its close. */
  readonly last: number;
}

export interface BarrierExit {
  readonly bar: number;
  readonly price: number;
  readonly touched: number;
  /** Both barriers lie inside the bar of the exit. */
  readonly ambiguous: boolean;
}

/** Barriers at multiples of the volatility around an entry price. */
export function barriersAt(
  entry: number,
  side: 1 | -1,
  widths: { readonly take: number; readonly stop: number },
): Pick<BarrierTrade, 'side' | 'entry' | 'take' | 'stop'> {
  return { side, entry, take: entry * (1 + side * widths.take), stop: entry * (1 - side * widths.stop) };
}

/**
 * How a trade ends. Bar by bar: an open at or beyond a barrier exits at the open; a bar that holds the stop exits there, also when it
 * holds the target too; then the target; after the last bar, its close.
 */
export function firstTouch({ open, high, low, close }: LabelBars, trade: BarrierTrade): BarrierExit {
  const { side, take, stop, first, last } = trade;
  const best = side > 0 ? high : low;
  const worst = side > 0 ? low : high;
  for (let bar = first; bar <= last; bar += 1) {
    const start = open[bar]!;
    if (side * (start - stop) <= 0) return { bar, price: start, touched: TOUCHED.stop_loss, ambiguous: false };
    if (side * (start - take) >= 0) return { bar, price: start, touched: TOUCHED.take_profit, ambiguous: false };
    const takes = side * (best[bar]! - take) >= 0;
    if (side * (worst[bar]! - stop) <= 0) return { bar, price: stop, touched: TOUCHED.stop_loss, ambiguous: takes };
    if (takes) return { bar, price: take, touched: TOUCHED.take_profit, ambiguous: false };
  }
  return { bar: last, price: close[last]!, touched: TOUCHED.vertical, ambiguous: false };
}
