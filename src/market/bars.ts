/**
 * One symbol's bars of one timeframe as columns, oldest first, only bars that exist: a missing bar is a missing row.
 * `time` is the close in UnixMs, strictly rising. Prices are raw (as traded). `volume` is NaN where it is unknown.
 */
export interface BarColumns {
  readonly length: number;
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** When the row could first be known; absent: at `time`. */
  readonly availableAt?: Float64Array;
}

export const PRICE_FIELDS = ['open', 'high', 'low', 'close'] as const;
export const BAR_FIELDS = ['open', 'high', 'low', 'close', 'volume'] as const;
export type BarField = (typeof BAR_FIELDS)[number];

/** One bar as a row: for user code and events, never inside loops over history. */
export interface Bar {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** Something that happens to a holding at the open of a bar, in raw terms. */
export type CorporateAction =
  /** `amount` of money per unit held before the open. */
  | { readonly kind: 'dividend'; readonly row: number; readonly exDate: string; readonly amount: number }
  /** One old unit becomes `ratio` new ones (7 for seven-for-one, 0.125 for one-for-eight). */
  | { readonly kind: 'split'; readonly row: number; readonly exDate: string; readonly ratio: number };

/** Rows [from, to) of the bars, as views of the same memory. */
export function sliceBars(bars: BarColumns, from: number, to: number): BarColumns {
  if (from === 0 && to === bars.length) return bars;
  const cut = (column: Float64Array): Float64Array => column.subarray(from, to);
  const columns = {
    length: to - from,
    time: cut(bars.time),
    open: cut(bars.open),
    high: cut(bars.high),
    low: cut(bars.low),
    close: cut(bars.close),
    volume: cut(bars.volume),
  };
  return bars.availableAt === undefined ? columns : { ...columns, availableAt: cut(bars.availableAt) };
}
