import { MINUTE_MS, Random } from '../../../base/index.ts';
import type { BarColumns, TradingCalendar } from '../../../market/index.ts';
import type { SyntheticDays } from './synthetic-days.ts';

/**
 * One-minute bars of made-up sessions. Together the minutes of a session are its daily bar: first open, highest high, lowest low, last
 * close and the sum of volumes are the same numbers.
 */
export function syntheticMinutes(
  days: SyntheticDays,
  calendar: TradingCalendar,
  key: { readonly seed: number; readonly symbol: string },
): BarColumns {
  const counts = Array.from({ length: days.length }, (_, i) => minutesOf(days.day[i]!, calendar));
  const rows = counts.reduce((sum, count) => sum + count, 0);
  const bars = {
    time: new Float64Array(rows),
    open: new Float64Array(rows),
    high: new Float64Array(rows),
    low: new Float64Array(rows),
  };
  const more = { close: new Float64Array(rows), volume: new Float64Array(rows) };
  const columns: BarColumns = { length: rows, ...bars, ...more };
  const path = new Float64Array(Math.max(0, ...counts) + 1);
  let from = 0;
  for (let i = 0; i < days.length; i += 1) {
    const chance = new Random(key.seed, `sample minutes ${key.symbol} ${days.day[i]!}`);
    fillPath(path, counts[i]!, days, i, chance);
    fillSession({
      columns,
      from,
      minutes: counts[i]!,
      path,
      dayVolume: days.volume[i]!,
      open: calendar.open(days.day[i]!),
      chance,
    });
    from += counts[i]!;
  }
  return columns;
}

function minutesOf(day: number, calendar: TradingCalendar): number {
  return Math.round((calendar.tradingEnd(day) - calendar.open(day)) / MINUTE_MS);
}

/**
 * A walk from the open to the close that touches the high and the low: a random walk is tied down at both ends; what rises above both
 * ends is stretched to reach the high, what falls below them to reach the low.
 */
function fillPath(path: Float64Array, minutes: number, days: SyntheticDays, i: number, chance: Random): void {
  const open = days.open[i]!;
  const close = days.close[i]!;
  const top = Math.max(open, close);
  const bottom = Math.min(open, close);
  path[0] = 0;
  for (let k = 1; k <= minutes; k += 1) path[k] = path[k - 1]! + chance.normal();
  const drift = path[minutes]! / minutes;
  const scale = Math.max(days.high[i]! - days.low[i]!, 1 / days.perUnit) / Math.sqrt(minutes);
  let highest = minutes >> 1;
  let lowest = minutes >> 2;
  for (let k = 0; k <= minutes; k += 1) {
    path[k] = open + ((close - open) * k) / minutes + (path[k]! - drift * k) * scale;
    if (k === 0 || k === minutes) continue;
    if (path[k]! > path[highest]!) highest = k;
    if (path[k]! < path[lowest]!) lowest = k;
  }
  stretch(path, minutes, { top, bottom, highest, lowest, high: days.high[i]!, low: days.low[i]! });
  for (let k = 1; k < minutes; k += 1) path[k] = Math.round(path[k]! * days.perUnit) / days.perUnit;
  path[0] = open;
  path[minutes] = close;
}

interface Limits {
  readonly top: number;
  readonly bottom: number;
  readonly highest: number;
  readonly lowest: number;
  readonly high: number;
  readonly low: number;
}

function stretch(path: Float64Array, minutes: number, { top, bottom, highest, lowest, high, low }: Limits): void {
  const peak = path[highest]!;
  const trough = path[lowest]!;
  const up = peak > top ? (high - top) / (peak - top) : 0;
  const down = trough < bottom ? (bottom - low) / (bottom - trough) : 0;
  for (let k = 1; k < minutes; k += 1) {
    const value = path[k]!;
    if (value > top) path[k] = Math.min(high, top + (value - top) * up);
    else if (value < bottom) path[k] = Math.max(low, bottom - (bottom - value) * down);
  }
  path[highest] = high;
  path[lowest] = low;
}

interface Session {
  readonly columns: BarColumns;
  /** First row. */
  readonly from: number;
  readonly minutes: number;
  readonly path: Float64Array;
  readonly dayVolume: number;
  readonly open: number;
  readonly chance: Random;
}

function fillSession({ columns, from, minutes, path, dayVolume, open, chance }: Session): void {
  let left = dayVolume;
  for (let k = 0; k < minutes; k += 1) {
    const row = from + k;
    const first = path[k]!;
    const last = path[k + 1]!;
    columns.time[row] = open + (k + 1) * MINUTE_MS;
    columns.open[row] = first;
    columns.close[row] = last;
    columns.high[row] = Math.max(first, last);
    columns.low[row] = Math.min(first, last);
    // Busy at both ends of the session, quiet in the middle.
    const place = Math.abs(2 * (k / minutes) - 1);
    const share = ((0.5 + 1.5 * place * place) * (0.5 + chance.uniform())) / minutes;
    const volume = k === minutes - 1 ? left : Math.min(left, Math.floor(dayVolume * share));
    columns.volume[row] = volume;
    left -= volume;
  }
}
