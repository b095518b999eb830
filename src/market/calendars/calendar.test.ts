import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { dateOfDay, parseDate } from '../../base/index.ts';
import { type CalendarName, calendarOf } from '../index.ts';

const shared = process.env['QTA_SHARED'] ?? new URL('../../../../shared/', import.meta.url).pathname;
const day = (date: string): number => parseDate(date)!;
const at = (text: string): number => Date.parse(text);
const iso = (time: number): string => (Number.isNaN(time) ? 'closed' : new Date(time).toISOString().slice(0, 16));

/** NYSE holidays and early closings as the exchange published them for these years. */
const PUBLISHED: Readonly<Record<string, { readonly closed: readonly string[]; readonly short: readonly string[] }>> = {
  '2001': {
    closed: '01-01 01-15 02-19 04-13 05-28 07-04 09-03 09-11 09-12 09-13 09-14 11-22 12-25'.split(' '),
    short: '07-03 11-23 12-24'.split(' '),
  },
  '2012': {
    closed: '01-02 01-16 02-20 04-06 05-28 07-04 09-03 10-29 10-30 11-22 12-25'.split(' '),
    short: '07-03 11-23 12-24'.split(' '),
  },
  '2021': { closed: '01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24'.split(' '), short: ['11-26'] },
  '2022': { closed: '01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26'.split(' '), short: ['11-25'] },
  '2025': {
    closed: '01-01 01-09 01-20 02-17 04-18 05-26 06-19 07-04 09-01 11-27 12-25'.split(' '),
    short: '07-03 11-28 12-24'.split(' '),
  },
  '2026': { closed: '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25'.split(' '), short: '11-27 12-24'.split(' ') },
};

describe('XNYS', () => {
  const calendar = calendarOf('XNYS');

  test.each(Object.entries(PUBLISHED))('%s: the holidays and early closings that the exchange announced', (year, published) => {
    const closed: string[] = [];
    const short: string[] = [];
    for (let date = day(`${year}-01-01`); date <= day(`${year}-12-31`); date += 1) {
      const weekday = new Date(date * 86_400_000).getUTCDay();
      const text = dateOfDay(date).slice(5);
      if (!calendar.isSession(date)) {
        if (weekday !== 0 && weekday !== 6) closed.push(text);
      } else if (calendar.close(date) - calendar.open(date) < 6.5 * 3_600_000) short.push(text);
    }
    expect(closed).toEqual([...published.closed]);
    expect(short).toEqual([...published.short]);
  });

  test('opens and closes in UTC follow the clocks of New York', () => {
    expect([iso(calendar.open(day('2024-01-02'))), iso(calendar.close(day('2024-01-02')))]).toEqual([
      '2024-01-02T14:30',
      '2024-01-02T21:00',
    ]);
    expect([iso(calendar.open(day('2024-07-02'))), iso(calendar.close(day('2024-07-02')))]).toEqual([
      '2024-07-02T13:30',
      '2024-07-02T20:00',
    ]);
    expect(iso(calendar.close(day('2026-11-27')))).toBe('2026-11-27T18:00');
    expect(iso(calendar.open(day('2024-07-04')))).toBe('closed');
  });

  test('a bar belongs to the session it closes in', () => {
    const session = day('2024-01-02');
    expect(calendar.sessionOf(at('2024-01-02T14:30:00Z')), 'closes at the open').toBeNaN();
    expect(calendar.sessionOf(at('2024-01-02T14:31:00Z'))).toBe(session);
    expect(calendar.sessionOf(at('2024-01-02T21:00:00Z'))).toBe(session);
    expect(calendar.sessionOf(at('2024-01-02T21:01:00Z'))).toBeNaN();
  });

  test.each([
    // [begins, minutes, closes]: CONFIG section 6 point 6, min(stamp + timeframe, session close).
    ['2024-01-02T14:00:00Z', 60, '2024-01-02T15:00'],
    ['2024-01-02T14:29:00Z', 1, 'closed'],
    ['2024-01-02T14:30:00Z', 1, '2024-01-02T14:31'],
    ['2024-01-02T20:00:00Z', 60, '2024-01-02T21:00'],
    ['2024-01-02T20:00:00Z', 240, '2024-01-02T21:00'],
    ['2024-01-02T21:00:00Z', 60, 'closed'],
    ['2026-11-27T17:30:00Z', 60, '2026-11-27T18:00'],
    ['2024-01-06T15:00:00Z', 60, 'closed'],
  ])('a bar that begins %s and lasts %i minutes closes %s', (stamp, minutes, close) => {
    expect(iso(calendar.barClose(at(stamp), minutes * 60_000))).toBe(close);
  });

  test('bars begin on the grid of the session', () => {
    expect(iso(calendar.barOpen(at('2024-01-02T21:00:00Z'), '1h'))).toBe('2024-01-02T20:30');
    expect(iso(calendar.barOpen(at('2024-01-02T21:00:00Z'), '1d'))).toBe('2024-01-02T14:30');
    expect(iso(calendar.barOpen(at('2024-01-05T21:00:00Z'), '1w')), 'New Year is no session').toBe('2024-01-02T14:30');
  });

  test('periods in a year', () => {
    expect(calendar.periodsPerYear('1d')).toBe(252);
    expect(calendar.periodsPerYear('1w')).toBe(52);
    expect(calendar.periodsPerYear('1h'), 'seven bars a session, the last of half an hour').toBe(1764);
    expect(calendar.periodsPerYear('1m')).toBe(98_280);
  });
});

describe('markets that never close, or only on the weekend', () => {
  test('24x7: sessions are UTC days', () => {
    const calendar = calendarOf('24x7');
    expect([iso(calendar.open(day('2024-01-06'))), iso(calendar.close(day('2024-01-06')))]).toEqual([
      '2024-01-06T00:00',
      '2024-01-07T00:00',
    ]);
    expect(calendar.sessionOf(at('2024-01-07T00:00:00Z'))).toBe(day('2024-01-06'));
    expect(calendar.periodsPerYear('5m')).toBe(105_120);
    expect(calendar.periodsPerYear('1d')).toBe(365);
  });

  test('24x5: Sunday 17:00 to Friday 17:00 in New York', () => {
    const calendar = calendarOf('24x5');
    expect([iso(calendar.open(day('2024-01-08'))), iso(calendar.close(day('2024-01-08')))]).toEqual([
      '2024-01-07T22:00',
      '2024-01-08T22:00',
    ]);
    expect(calendar.sessionOf(at('2024-07-07T21:01:00Z')), 'Sunday evening in summer').toBe(day('2024-07-08'));
    expect(calendar.sessionOf(at('2024-01-05T22:00:00Z'))).toBe(day('2024-01-05'));
    expect(calendar.sessionOf(at('2024-01-05T22:01:00Z'))).toBeNaN();
    expect(calendar.isSession(day('2024-01-07'))).toBe(false);
  });

  test('CMES: the evening before belongs to the next session, the last hour has no bars', () => {
    const calendar = calendarOf('CMES');
    expect(calendar.sessionOf(at('2024-01-02T23:01:00Z'))).toBe(day('2024-01-03'));
    expect(iso(calendar.tradingEnd(day('2024-01-03')))).toBe('2024-01-03T22:00');
    expect(iso(calendar.close(day('2024-01-15'))), 'Martin Luther King Day').toBe('2024-01-15T18:00');
  });
});

const FILES: readonly (readonly [CalendarName, string, number])[] = [
  ['XNYS', 'XNYS_sessions_1990_2023.csv', 8324],
  ['CMES', 'CMES_sessions.csv', 9682],
];

describe.skipIf(!existsSync(`${shared}/data/calendars`))('day by day against the tables of exchange_calendars', () => {
  test.each(FILES)('%s', (name, file, sessions) => {
    const calendar = calendarOf(name);
    const rows = readFileSync(`${shared}/data/calendars/${file}`, 'utf8').trimEnd().split('\n').slice(1);
    expect(rows.length).toBe(sessions);
    const table = new Map(rows.map((row) => [row.slice(0, 10), row.split(',').slice(1, 3).map(at)]));
    const wrong: string[] = [];
    for (let date = day(rows[0]!.slice(0, 10)); date <= day(rows.at(-1)!.slice(0, 10)); date += 1) {
      const expected = table.get(dateOfDay(date)) ?? [Number.NaN, Number.NaN];
      const actual = [calendar.open(date), calendar.close(date)];
      if (!actual.every((value, i) => Object.is(value, expected[i]))) wrong.push(dateOfDay(date));
    }
    expect(wrong).toEqual([]);
  });
});

test.each(['XNYS', 'CMES', '24x7', '24x5'] as const)(
  '%s: where a bar begins does not depend on what was asked before',
  (name) => {
    const calendar = calendarOf(name);
    const [first, end, step] = [Date.UTC(2023, 0, 1), Date.UTC(2024, 0, 1), 13 * 60_000];
    const timeframes = ['5m', '1h'] as const;
    const inOrder: number[] = [];
    for (const timeframe of timeframes)
      for (let time = first; time < end; time += step) inOrder.push(calendar.barOpen(time, timeframe));
    const alone: number[] = [];
    for (const timeframe of timeframes)
      for (let time = first; time < end; time += step) {
        // Another timeframe of another session: nothing that is remembered serves the next question.
        calendar.barOpen(Date.UTC(2010, 5, 15, 15, 1), '30m');
        alone.push(calendar.barOpen(time, timeframe));
      }
    expect(alone.filter((begun) => !Number.isNaN(begun)).length).toBeGreaterThan(10_000);
    expect(inOrder).toEqual(alone);
  },
);
