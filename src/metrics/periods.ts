import { isoDate } from '../base/index.ts';
import type { EquityRows } from './returns.ts';

/** The return of one calendar month or year; the first and the last may be cut by the run. */
export interface PeriodReturn {
  readonly year: number;
  /** 1 … 12; 0 for a whole year. */
  readonly month: number;
  readonly return: number;
}

interface SessionEquity extends EquityRows {
  readonly ends: Int32Array;
  readonly time: Float64Array;
}

/** Returns of calendar months (date of the close, UTC), oldest first, the first measured from the capital. */
export function monthlyReturns(input: SessionEquity): readonly PeriodReturn[] {
  return periodReturns(input, true);
}

/** As {@link monthlyReturns}, of calendar years. */
export function yearlyReturns(input: SessionEquity): readonly PeriodReturn[] {
  return periodReturns(input, false);
}

function periodReturns({ equity, from, capital, ends, time }: SessionEquity, byMonth: boolean): readonly PeriodReturn[] {
  const periods: PeriodReturn[] = [];
  let before = capital;
  for (let i = 0; i < ends.length; i += 1) {
    const row = ends[i]!;
    const { year, month } = monthOf(time[row]!);
    const next = ends[i + 1];
    const following = next === undefined ? undefined : monthOf(time[next]!);
    const same = following !== undefined && following.year === year && (!byMonth || following.month === month);
    if (same) continue;
    const now = equity[row]!;
    if (row > from) periods.push({ year, month: byMonth ? month : 0, return: now / before - 1 });
    if (now <= 0) break;
    before = now;
  }
  return periods;
}

/** A close at midnight belongs to the day that ends. */
function monthOf(closeTime: number): { readonly year: number; readonly month: number } {
  const date = isoDate(closeTime - 1);
  return { year: Number(date.slice(0, 4)), month: Number(date.slice(5, 7)) };
}
