import { Random } from '../base/index.ts';
import type { LabelBars } from './contract.ts';

const DAY = 86_400_000;

/** Open, high, low, close. */
export type Quote = readonly [open: number, high: number, low: number, close: number];

/** Daily bars of these prices, the first on `day`. */
export function barsOf(quotes: readonly Quote[], symbol = 'AAA', day = 0): LabelBars {
  const column = (at: number): Float64Array => Float64Array.from(quotes, (quote) => quote[at]!);
  return {
    symbol,
    time: Float64Array.from(quotes, (_, i) => (day + i + 1) * DAY),
    open: column(0),
    high: column(1),
    low: column(2),
    close: column(3),
  };
}

/** Bars that are one price each. */
export const closes = (prices: readonly number[], symbol = 'AAA'): LabelBars =>
  barsOf(
    prices.map((price) => [price, price, price, price]),
    symbol,
  );

/** A seeded random walk with gaps between close and open. */
export function walk(n: number, seed: number, symbol = 'AAA'): LabelBars {
  const random = new Random(seed, 'labels');
  let last = 100;
  const quotes = Array.from({ length: n }, (): Quote => {
    const open = last * (1 + random.normal() / 200);
    const close = open * (1 + random.normal() / 80);
    const high = Math.max(open, close) * (1 + Math.abs(random.normal()) / 150);
    const low = Math.min(open, close) * (1 - Math.abs(random.normal()) / 150);
    last = close;
    return [open, high, low, close];
  });
  return barsOf(quotes, symbol);
}
