import type { Book } from './book.ts';

/** Parts of a bar in which orders are filled. */
export const PHASE = { open: 1, intrabar: 2, close: 3 } as const;
export type Phase = (typeof PHASE)[keyof typeof PHASE];

export interface BarPrices {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

/**
 * Whether a working order trades in a part of the bar, and at which price before slippage; NaN: it does not.
 *
 * - market: at the open, or at the close where the settings fill there.
 * - limit: at the open when the open is at the limit or better, else at the limit when the bar touches it.
 * - stop: at the open when the open is at the stop or beyond, else at the stop when the bar touches it.
 * - stop-limit: the stop makes it a limit order. From a gap over the stop on it is one at the open; when the bar passes the stop, it
 *   fills at the stop if the limit allows that price, else it rests from the next bar on: nobody knows what followed inside this one.
 */
export function reach(book: Book, place: number, phase: Phase, bar: BarPrices): number {
  const side = book.side[place]!;
  const type = book.type(place);
  if (type === 'market') {
    const due = book.atClose[place] === 1 ? PHASE.close : PHASE.open;
    if (phase !== due) return Number.NaN;
    return due === PHASE.close ? bar.close : bar.open;
  }
  if (phase === PHASE.close) return Number.NaN;
  const limit = book.limit[place]!;
  const stop = book.stop[place]!;
  if (type === 'limit') return reachLimit(side, phase, limit, bar);
  if (type === 'stop') return reachStop(side, phase, stop, bar);
  if (book.triggered[place] === 1) return reachLimit(side, phase, limit, bar);
  const trigger = reachStop(side, phase, stop, bar);
  if (Number.isNaN(trigger)) return Number.NaN;
  book.triggered[place] = 1;
  return side * (limit - trigger) >= 0 ? trigger : Number.NaN;
}

function reachLimit(side: number, phase: Phase, limit: number, bar: BarPrices): number {
  if (phase === PHASE.open) return side * (limit - bar.open) >= 0 ? bar.open : Number.NaN;
  const best = side > 0 ? bar.low : bar.high;
  return side * (limit - best) >= 0 ? limit : Number.NaN;
}

function reachStop(side: number, phase: Phase, stop: number, bar: BarPrices): number {
  if (phase === PHASE.open) return side * (bar.open - stop) >= 0 ? bar.open : Number.NaN;
  const furthest = side > 0 ? bar.high : bar.low;
  return side * (furthest - stop) >= 0 ? stop : Number.NaN;
}
