import { DAY_MS, dateOfDay, invariant } from '../../base/index.ts';
import { dayOf } from '../returns.ts';

/** A rate per period: one for all periods, or one for each. */
export type Rate = number | Float64Array;

/** Simple returns of prices, one fewer: p₁/p₀ − 1. After a price of 0 infinite, or not a number. */
export function simpleReturns(prices: Float64Array): Float64Array {
  const returns = new Float64Array(Math.max(0, prices.length - 1));
  for (let i = 0; i < returns.length; i += 1) returns[i] = (prices[i + 1]! - prices[i]!) / prices[i]!;
  return returns;
}

/** The growth of `start` after each return: start · Π(1 + r). A start of 1 gives growth factors. */
export function growthOf({ returns, start = 1 }: { readonly returns: Float64Array; readonly start?: number }): Float64Array {
  const growth = new Float64Array(returns.length);
  let value = start;
  for (let i = 0; i < returns.length; i += 1) {
    value *= 1 + returns[i]!;
    growth[i] = value;
  }
  return growth;
}

/** Only the returns that are numbers: for means and spreads, where a gap is no observation. */
export function withoutGaps(returns: Float64Array): Float64Array {
  return returns.filter((value) => !Number.isNaN(value));
}

/** Gaps as returns of zero: for growth and dips, where nothing was held and the time went on. */
export function gapsAsZero(returns: Float64Array): Float64Array {
  return returns.map((value) => (Number.isNaN(value) ? 0 : value));
}

/** Two series of one length without the periods in which either has a gap. */
export function inCommon(a: Float64Array, b: Float64Array): readonly [Float64Array, Float64Array] {
  invariant(a.length === b.length, 'series with common periods have one length');
  const both = a.map((value, i) => (Number.isNaN(value) || Number.isNaN(b[i]!) ? 0 : 1));
  return [a.filter((_, i) => both[i] === 1), b.filter((_, i) => both[i] === 1)];
}

/** The returns of the periods in which a condition holds for the benchmark's return. */
export function periodsWhere(
  { returns, benchmark }: { readonly returns: Float64Array; readonly benchmark: Float64Array },
  holds: (benchmark: number) => boolean,
): { readonly returns: Float64Array; readonly benchmark: Float64Array } {
  invariant(returns.length === benchmark.length, 'returns and benchmark have one length');
  return { returns: returns.filter((_, i) => holds(benchmark[i]!)), benchmark: benchmark.filter(holds) };
}

/** Returns less a rate per period; the same array for a rate of 0. */
export function excessOf(returns: Float64Array, rate: Rate): Float64Array {
  if (rate === 0) return returns;
  if (typeof rate !== 'number') invariant(rate.length === returns.length, 'a series of rates has one for each return');
  return returns.map((value, i) => value - (typeof rate === 'number' ? rate : rate[i]!));
}

export type CalendarPeriod = 'week' | 'month' | 'quarter' | 'year';

/**
 * Simple returns compounded into calendar periods, oldest first; the first and the last may be cut by the series.
 * Weeks begin on Monday (ISO 8601). A close at midnight UTC belongs to the day that ends.
 */
export function aggregateReturns(input: {
  readonly returns: Float64Array;
  /** Close times, ms, rising. */
  readonly times: Float64Array;
  readonly by: CalendarPeriod;
}): Float64Array {
  const { returns, times, by } = input;
  invariant(returns.length === times.length, 'each return has a time');
  const growth: number[] = [];
  let before: number | undefined;
  for (let i = 0; i < returns.length; i += 1) {
    const period = calendarPeriod(dayOf(times[i]!), by);
    if (period !== before) growth.push(1);
    growth[growth.length - 1] = growth.at(-1)! * (1 + returns[i]!);
    before = period;
  }
  return Float64Array.from(growth, (value) => value - 1);
}

/** A number that is the same for days of one period and no other. Day 0, 1970-01-01, was a Thursday. */
export function calendarPeriod(day: number, by: CalendarPeriod): number {
  if (by === 'week') return Math.floor((day + 3) / 7);
  const date = dateOfDay(day);
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7)) - 1;
  if (by === 'year') return year;
  return by === 'quarter' ? 4 * year + Math.floor(month / 3) : 12 * year + month;
}

/**
 * How many returns of a series make a year, from the middle distance between closes: 252 for days, 52 for weeks, 12 for months, 4 for
 * quarters, 1 for years. Undefined below two closes and for distances that are none of these.
 */
export function returnsPerYear(times: Float64Array): number | undefined {
  const distances = Float64Array.from(times.subarray(1), (time, i) => (time - times[i]!) / DAY_MS).sort();
  const middle = distances[distances.length >> 1];
  if (middle === undefined) return undefined;
  return FREQUENCIES.find(({ least, most }) => middle >= least && middle <= most)?.perYear;
}

const FREQUENCIES = [
  { least: 0.9, most: 3, perYear: 252 },
  { least: 6, most: 8, perYear: 52 },
  { least: 28, most: 31, perYear: 12 },
  { least: 89, most: 93, perYear: 4 },
  { least: 360, most: 370, perYear: 1 },
] as const;
