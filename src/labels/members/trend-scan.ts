import { z } from 'zod';
import { log } from '../../base/index.ts';
import { emptyColumns } from '../columns.ts';
import { type LabelBars, type LabelColumns, NO_LABEL } from '../contract.ts';
import { labelType } from '../define.ts';

export const trendScanSettings = {
  window_min: z.int().min(2).max(1000).default(5),
  window_max: z.int().min(2).max(1000).default(20),
};

/** A perfect line has no residual: its t-value ends here. */
const LARGEST_T = 1e6;

/**
 * The clearest trend that begins at the bar: lines are fitted to the log closes of bars t … t + L for each L from `window_min` to
 * `window_max`, and the L with the largest absolute t-value of the slope is taken, the longer of equal ones.
 *
 * - Regressor: that t-value, at most 1e6 in size. Class: 1 above 0, else −1. Label return: close over t … t + L.
 * - t1: t + `window_max`, since the choice reads every window.
 */
export const trendScan = labelType({
  type: 'trend_scan',
  summary: 'the clearest trend that begins at the bar',
  source: 'M. López de Prado, Machine Learning for Asset Managers (2020), section 5.4',
  convention:
    't-value of the slope of log closes, the largest in size over the windows, at most 1e6; equal ones take the longer window',
  kinds: ['classifier', 'regressor'],
  settings: trendScanSettings,
  classes: () => [-1, 1],
  entry: () => 'close',
  horizon: ({ window_max }) => window_max,
  make: ({ window_min, window_max }, { symbols, kind }) =>
    symbols.map((bars) => {
      const columns = scan(bars, window_min, window_max);
      if (kind === 'classifier') signs(columns);
      return columns;
    }),
});

function scan({ close }: LabelBars, shortest: number, longest: number): LabelColumns {
  const n = close.length;
  const columns = emptyColumns(n);
  const logs = close.map((price) => (price > 0 ? log(price) : NaN));
  const found = { window: 0, t: 0 };
  for (let t = 0; t < n; t += 1) {
    if (t + longest >= n) {
      columns.t1[t] = NO_LABEL.incomplete;
      continue;
    }
    clearest(logs, t, shortest, longest, found);
    if (Number.isNaN(found.t)) continue;
    columns.t1[t] = t + longest;
    columns.value[t] = found.t;
    columns.labelReturn[t] = close[t + found.window]! / close[t]! - 1;
  }
  return columns;
}

/** Values are taken from the first one, so that the sums hold the trend and not the level of the price. */
function clearest(
  logs: Float64Array,
  from: number,
  shortest: number,
  longest: number,
  found: { window: number; t: number },
): void {
  const base = logs[from]!;
  let sum = 0;
  let products = 0;
  let squares = 0;
  found.window = 0;
  found.t = NaN;
  for (let k = 1; k <= longest; k += 1) {
    const y = logs[from + k]! - base;
    sum += y;
    products += k * y;
    squares += y * y;
    if (k < shortest) continue;
    const t = slopeT(k + 1, sum, products, squares);
    if (found.window === 0 || Math.abs(t) >= Math.abs(found.t)) {
      found.window = k;
      found.t = t;
    }
  }
  if (Number.isNaN(squares)) found.t = NaN;
}

/** t-value of the least-squares slope of `count` values on 0, 1, 2, …, by their sums. A flat series reads 0. */
function slopeT(count: number, sum: number, products: number, squares: number): number {
  const spread = (count * (count * count - 1)) / 12;
  const together = products - (sum * (count - 1)) / 2;
  if (together === 0) return 0;
  const explained = (together * together) / spread;
  const residual = Math.max(squares - (sum * sum) / count - explained, 0);
  const t = Math.sqrt((explained * (count - 2)) / residual);
  return Math.min(t, LARGEST_T) * (together > 0 ? 1 : -1);
}

function signs({ t1, value }: LabelColumns): void {
  for (let t = 0; t < t1.length; t += 1) if (t1[t]! >= 0) value[t] = value[t]! > 0 ? 1 : -1;
}
