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
  let period: Period | undefined;
  for (let i = 0; i < ends.length; i += 1) {
    const row = ends[i]!;
    const next = ends[i + 1];
    period ??= periodOf(time[row]!, byMonth);
    const { year, month, end } = period;
    if (next !== undefined && time[next]! <= end) continue;
    const now = equity[row]!;
    if (row > from) periods.push({ year, month, return: now / before - 1 });
    if (now <= 0) break;
    before = now;
    period = undefined;
  }
  return periods;
}

interface Period {
  readonly year: number;
  readonly month: number;
  /** Midnight that ends it, which belongs to it. */
  readonly end: number;
}

/** A close at midnight belongs to the day that ends. */
function periodOf(closeTime: number, byMonth: boolean): Period {
  const date = isoDate(closeTime - 1);
  const [year, month] = [Number(date.slice(0, 4)), Number(date.slice(5, 7))];
  return byMonth ? { year, month, end: Date.UTC(year, month) } : { year, month: 0, end: Date.UTC(year + 1, 0) };
}
