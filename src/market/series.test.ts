import { expect, test } from 'vitest';
import { dateOfDay, parseDate } from '../base/index.ts';
import {
  asOf,
  asOfRow,
  asOfRows,
  availableAt,
  entriesWithTags,
  federalDayAfter,
  isFederalBusinessDay,
  type Series,
} from './index.ts';

const day = (date: string): number => parseDate(date)!;
const at = (text: string): number => Date.parse(text);
const iso = (time: number | undefined): string => (time === undefined ? 'none' : new Date(time).toISOString().slice(0, 16));

test('as-of: the last row that was known', () => {
  const known = Float64Array.of(10, 20, 30);
  expect(Array.from(asOfRows(known, Float64Array.of(9, 10, 19, 20, 35)))).toEqual([-1, 0, 0, 1, 2]);
  expect([9, 10, 29, 30, 99].map((time) => asOfRow(known, time))).toEqual([-1, 0, 1, 2, 2]);
});

const series = (rows: readonly (readonly [period: string, availableAt: string, value: number])[]): Series => ({
  id: 'X',
  source: 'csv',
  frequency: 'monthly',
  tags: [],
  length: rows.length,
  period: Float64Array.from(rows, ([period]) => at(`${period}T00:00:00Z`)),
  availableAt: Float64Array.from(rows, ([, known]) => at(`${known}T00:00:00Z`)),
  value: Float64Array.from(rows, ([, , value]) => value),
  availability: '',
  synthetic: false,
});

test('a revision of an old period is not the newest value', () => {
  const gdp = series([
    ['2024-01-01', '2024-02-10', 1],
    ['2024-02-01', '2024-03-10', 2],
    ['2024-01-01', '2024-03-20', 1.5],
  ]);
  const read = (date: string): number | undefined => asOf(gdp, at(`${date}T00:00:00Z`))?.value;
  expect(read('2024-02-09')).toBeUndefined();
  expect(read('2024-02-10')).toBe(1);
  expect(read('2024-03-15')).toBe(2);
  expect(read('2024-03-25'), 'February stays the latest period').toBe(2);
});

test('a value that was withdrawn leaves the period before it', () => {
  const rows = series([
    ['2024-01-01', '2024-02-10', 1],
    ['2024-02-01', '2024-03-10', 2],
    ['2024-02-01', '2024-03-12', Number.NaN],
  ]);
  expect(asOf(rows, at('2024-03-11T00:00:00Z'))?.value).toBe(2);
  expect(asOf(rows, at('2024-03-13T00:00:00Z'))).toEqual({ period: at('2024-01-01T00:00:00Z'), value: 1 });
});

test.each([
  // Release dates of the CFTC's own schedule, 15:30 in Washington.
  ['2024-06-18', '2024-06-24'],
  ['2024-07-02', '2024-07-08'],
  ['2024-11-26', '2024-12-02'],
  ['2024-12-24', '2024-12-30'],
  ['2014-12-23', '2014-12-30'],
  ['2015-06-30', '2015-07-06'],
  ['2021-06-15', '2021-06-21'],
  ['2020-12-21', '2020-12-28'],
  ['2025-01-07', '2025-01-13'],
  ['2024-04-09', '2024-04-12'],
])('COT as of %s is public on %s', (asOfDate, release) => {
  const known = availableAt(day(asOfDate), { frequency: 'weekly', available: { rule: 'cot' } });
  expect(iso(known).slice(0, 10)).toBe(release);
  expect(iso(known).slice(11)).toMatch(/^(19|20):30$/);
});

test('rules and bounds', () => {
  const friday = day('2024-01-12');
  const rule = (available: Parameters<typeof availableAt>[1]['available'], frequency: 'daily' | 'monthly' = 'daily') =>
    iso(availableAt(friday, { frequency, available }));
  // Monday, 15 January 2024, was a federal holiday.
  expect(rule({ rule: 'next_business_day' })).toBe('2024-01-16T21:30');
  expect(rule({ rule: 'next_business_day', time: '09:00', timezone: 'UTC' })).toBe('2024-01-16T09:00');
  expect(rule({ rule: 'lag', lag: '3d' })).toBe('2024-01-15T00:00');
  expect(rule({ rule: 'lbma_am' })).toBe('2024-01-12T11:30');
  expect(rule(undefined)).toBe('2024-01-14T00:00');
  expect(rule(undefined, 'monthly')).toBe('2024-03-01T00:00');
  expect(rule({ rule: 'eia_petroleum' }), 'comes with its source').toBe('none');
});

test('federal holidays', () => {
  const holidays: string[] = [];
  for (let date = day('2024-01-01'); date <= day('2024-12-31'); date += 1) {
    const weekday = new Date(date * 86_400_000).getUTCDay();
    if (weekday !== 0 && weekday !== 6 && !isFederalBusinessDay(date)) holidays.push(dateOfDay(date).slice(5));
  }
  // Office of Personnel Management, 2024, and the executive order closing 24 December.
  expect(holidays).toEqual('01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-24 12-25'.split(' '));
  expect(dateOfDay(federalDayAfter(day('2021-12-30'), 1)), 'New Year 2022 was a Saturday').toBe('2022-01-03');
});

test('tags select what carries all of them', () => {
  const entries = [{ tags: ['AAPL', 'price'] }, { tags: ['BTC', 'price', 'crypto'] }];
  expect(entriesWithTags(entries, ['price', 'crypto'])).toEqual([entries[1]]);
  expect(entriesWithTags(entries, [])).toEqual(entries);
});
