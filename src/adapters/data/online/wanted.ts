import { DAY_MS, timeframeMs, type UnixMs } from '../../../base/index.ts';
import type { TimeRange, TradingCalendar } from '../../../market/index.ts';
import type { DayRange, SourcePlan } from './contract.ts';
import type { FetchedRows } from './fetched-store.ts';

/** Session dates, as days since 1970-01-01, both inclusive; no end: as far as sessions have closed. */
export interface DayWindow {
  readonly fromDay: number;
  readonly endDay: number | undefined;
}

/** The last session whose bars will not change any more. */
export function lastClosedDay(calendar: TradingCalendar, now: UnixMs, settleMs: number): number {
  let day = calendar.sessionUntil(calendar.dateOf(now));
  while (calendar.close(day) + settleMs > now) day = calendar.sessionUntil(day - 1);
  return day;
}

/** Stamps of the bars of these sessions; undefined when no session is among them. */
export function stampsOf({ from, to }: DayRange, plan: SourcePlan, calendar: TradingCalendar): TimeRange | undefined {
  if (from > to) return undefined;
  const first = calendar.sessionFrom(from);
  const last = calendar.sessionUntil(to);
  if (first > last) return undefined;
  return plan.dated ? { from: from * DAY_MS, to: (last + 1) * DAY_MS } : { from: calendar.open(first), to: calendar.close(last) };
}

/** Sessions that a range of stamps belongs to. */
export function daysOf({ from, to }: TimeRange, plan: SourcePlan, calendar: TradingCalendar): DayRange {
  return plan.dated ? { from: from / DAY_MS, to: to / DAY_MS - 1 } : { from: calendar.dateOf(from + 1), to: calendar.dateOf(to) };
}

/** Newest stamp that the store answers for, exclusive; -Infinity for an empty store. */
export function endOf(covered: readonly TimeRange[]): number {
  return covered.reduce((end, { to }) => Math.max(end, to), Number.NEGATIVE_INFINITY);
}

/** What the store answers for, without an end that held no bars: after a while it is asked for again. */
export function withoutEmptyEnd({ rows, covered }: FetchedRows, plan: SourcePlan): readonly TimeRange[] {
  const last = rows.stamp[rows.length - 1];
  const end = last === undefined ? Number.NEGATIVE_INFINITY : last + (plan.dated ? DAY_MS : timeframeMs(plan.timeframe));
  return covered.flatMap(({ from, to }) => (from >= end ? [] : [{ from, to: Math.min(to, end) }]));
}
