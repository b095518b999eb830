import { DAY_MS, durationMs, MINUTE_MS, type UnixMs, Zone } from '../base/index.ts';
import { dayNumber, yearOf } from './calendars/civil.ts';
import type { SeriesEntry } from './config.ts';
import { federalDayAfter } from './federal-days.ts';

/**
 * Observations of the catalogue other than bars: what was measured for a period, and when it could be known. Rows stand in the order of
 * `availableAt`; a revision is a later row of the same period.
 */
export interface Series {
  readonly id: string;
  readonly source: string;
  readonly frequency: SeriesEntry['frequency'];
  readonly tags: readonly string[];
  readonly length: number;
  /** Start of the period, UTC midnight of its date. */
  readonly period: Float64Array;
  readonly availableAt: Float64Array;
  /** NaN: the value was withdrawn. */
  readonly value: Float64Array;
  /** In words, for lists and reports: `column available_at`, `next federal business day 16:30 America/New_York`. */
  readonly availability: string;
  readonly synthetic: boolean;
}

export type AvailabilityRule = NonNullable<SeriesEntry['available']>;

/**
 * The first instant at which the value of a period could be known. Without a rule the bound is late on purpose: the end of the next UTC day, of
 * the next week, of the next month.
 * @returns undefined for a rule that comes with its source in a later version
 */
export function availableAt(day: number, entry: Pick<SeriesEntry, 'frequency' | 'available'>): UnixMs | undefined {
  const rule = entry.available;
  if (rule === undefined) return bound(day, entry.frequency);
  switch (rule.rule) {
    case 'next_business_day':
      return clockOf(federalDayAfter(day, 1), rule.time ?? '16:30', rule.timezone ?? 'America/New_York');
    case 'lag':
      return clockOf(day, rule.time ?? '00:00', rule.timezone ?? 'UTC') + durationMs(rule.lag ?? '1d');
    case 'cot':
      return clockOf(federalDayAfter(day, 3), rule.time ?? '15:30', rule.timezone ?? 'America/New_York');
    case 'lbma_am':
      return clockOf(day, rule.time ?? '11:30', rule.timezone ?? 'Europe/London');
    case 'lbma_pm':
      return clockOf(day, rule.time ?? '16:00', rule.timezone ?? 'Europe/London');
    default:
      return undefined;
  }
}

/** The rule in words. */
export function availabilityText(entry: Pick<SeriesEntry, 'frequency' | 'available'>): string {
  const rule = entry.available;
  if (rule === undefined) return `bound: end of the next ${{ daily: 'day', weekly: 'week', monthly: 'month' }[entry.frequency]}`;
  return [rule.rule, rule.lag, rule.time, rule.timezone].filter((part) => part !== undefined).join(' ');
}

function bound(day: number, frequency: SeriesEntry['frequency']): UnixMs {
  if (frequency === 'daily') return (day + 2) * DAY_MS;
  if (frequency === 'weekly') return (day + 8) * DAY_MS;
  const month = new Date(day * DAY_MS).getUTCMonth() + 1;
  return dayNumber(yearOf(day), month + 2, 1) * DAY_MS;
}

function clockOf(day: number, clock: string, zone: string): UnixMs {
  const minutes = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
  return Zone.of(zone).toUtc(day * DAY_MS + minutes * MINUTE_MS);
}

/**
 * What was known at a time: of each period the newest row, then the latest period that has a value. Undefined before anything was known.
 *
 * Taking the row that was published last instead would give a revision of an old period.
 */
export function asOf(series: Series, time: UnixMs): { readonly period: UnixMs; readonly value: number } | undefined {
  let best: number | undefined;
  let bestPeriod = Number.NEGATIVE_INFINITY;
  const withdrawn = new Set<number>();
  for (let row = lastKnown(series.availableAt, time); row >= 0; row -= 1) {
    const period = series.period[row]!;
    if (period <= bestPeriod || withdrawn.has(period)) continue;
    if (Number.isNaN(series.value[row]!)) withdrawn.add(period);
    else {
      best = row;
      bestPeriod = period;
    }
  }
  return best === undefined ? undefined : { period: bestPeriod, value: series.value[best]! };
}

function lastKnown(availableAt: Float64Array, time: UnixMs): number {
  let row = availableAt.length - 1;
  while (row >= 0 && availableAt[row]! > time) row -= 1;
  return row;
}
