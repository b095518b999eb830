import { round, type Scale, WIDTH } from './axes.ts';
import type { ReportPrices } from './data.ts';

/** Candles of equal width: single bars, or the open, high, low and close of several. */
export interface Candles {
  /** First row of each candle and one past its last. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Bars in the largest. */
  readonly barsEach: number;
}

/** The bars `from` to `to` (exclusive) as at most `most` candles; every high and low of the bars is the high or low of its candle. */
export function candlesOf(
  prices: ReportPrices,
  { from, to, most }: { readonly from: number; readonly to: number; readonly most: number },
): Candles {
  const count = Math.max(0, to - from);
  const barsEach = Math.max(1, Math.ceil(count / most));
  const n = Math.ceil(count / barsEach);
  const column = (): Float64Array => new Float64Array(n);
  const candles = { open: column(), high: column(), low: column(), close: column() };
  const starts = new Int32Array(n);
  const ends = new Int32Array(n);
  for (let i = 0; i < n; i += 1) {
    starts[i] = from + i * barsEach;
    ends[i] = Math.min(to, from + (i + 1) * barsEach);
    const last = ends[i]! - 1;
    candles.open[i] = prices.open[starts[i]!]! * scaleAt(prices, starts[i]!);
    candles.close[i] = prices.close[last]! * scaleAt(prices, last);
    let high = Number.NEGATIVE_INFINITY;
    let low = Number.POSITIVE_INFINITY;
    for (let row = starts[i]!; row <= last; row += 1) {
      const scale = scaleAt(prices, row);
      high = Math.max(high, prices.high[row]! * scale);
      low = Math.min(low, prices.low[row]! * scale);
    }
    candles.high[i] = high;
    candles.low[i] = low;
  }
  return { ...candles, starts, ends, barsEach };
}

/** Shown price per traded price at a bar. */
export function scaleAt({ scale }: ReportPrices, row: number): number {
  return scale?.[row] ?? 1;
}

/** Wicks, hollow bodies of rising candles and full bodies of falling ones. */
export function drawCandles(candles: Candles, scale: Scale): string {
  const n = candles.open.length;
  const room = WIDTH / Math.max(1, n);
  const half = Math.max(1, room * 0.34);
  const wicks: string[] = [];
  const rising: string[] = [];
  const falling: string[] = [];
  for (let i = 0; i < n; i += 1) {
    const x = (i + 0.5) * room;
    const [open, close] = [scale.y(candles.open[i]!), scale.y(candles.close[i]!)];
    const [top, bottom] = [Math.min(open, close), Math.max(open, close)];
    const height = Math.max(1, round(bottom - top));
    wicks.push(
      `M${Math.round(x)} ${round(scale.y(candles.high[i]!))}V${round(top)}m0 ${height}V${round(scale.y(candles.low[i]!))}`,
    );
    const body = `M${Math.round(x - half)} ${round(top)}h${Math.round(2 * half)}v${height}h-${Math.round(2 * half)}z`;
    (close <= open ? rising : falling).push(body);
  }
  return `<path class="wick" d="${wicks.join('')}"/><path class="body rise" d="${rising.join('')}"/><path class="body fall" d="${falling.join('')}"/>`;
}
