import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MINUTE_MS, type Timeframe, timeframeMs } from '../base/index.ts';
import { type BarColumns, calendarOf, canResample, resample } from './index.ts';

const shared = process.env['QTA_SHARED'] ?? new URL('../../../shared/', import.meta.url).pathname;
const at = (text: string): number => Date.parse(text);
const iso = (time: number): string => new Date(time).toISOString().slice(0, 16);

function barsOf(
  rows: readonly (readonly [time: number, open: number, high: number, low: number, close: number, volume: number])[],
): BarColumns {
  const column = (index: 0 | 1 | 2 | 3 | 4 | 5): Float64Array => Float64Array.from(rows, (row) => row[index]);
  return {
    length: rows.length,
    time: column(0),
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: column(5),
  };
}

/** `count` minutes from `from`, the k-th with open k, high k + 2, low k - 1, close k + 1, volume 10. */
const minutes = (from: string, count: number): BarColumns =>
  barsOf(Array.from({ length: count }, (_, k) => [at(from) + (k + 1) * MINUTE_MS, k, k + 2, k - 1, k + 1, 10]));

test('hours of a session count from its open; the last is short', () => {
  const bars = resample(minutes('2024-01-02T14:30:00Z', 390), '1h', calendarOf('XNYS'));
  expect(Array.from(bars.time, iso)).toEqual(
    ['15:30', '16:30', '17:30', '18:30', '19:30', '20:30', '21:00'].map((clock) => `2024-01-02T${clock}`),
  );
  expect([bars.open[0], bars.high[0], bars.low[0], bars.close[0], bars.volume[0]]).toEqual([0, 61, -1, 60, 600]);
  expect([bars.open[6], bars.high[6], bars.low[6], bars.close[6], bars.volume[6]]).toEqual([360, 391, 359, 390, 300]);
});

test('a day is a session, a week ends with its last session', () => {
  const day = resample(minutes('2024-01-02T14:30:00Z', 390), '1d', calendarOf('XNYS'));
  expect([day.length, iso(day.time[0]!), day.volume[0]]).toEqual([1, '2024-01-02T21:00', 3900]);
  const days = ['2024-03-25', '2024-03-26', '2024-03-27', '2024-03-28', '2024-04-01'].map((date) => at(`${date}T20:00:00Z`));
  const week = resample(barsOf(days.map((time, k) => [time, k, k, k, k, 1])), '1w', calendarOf('XNYS'));
  // 29 March 2024 was Good Friday; the week of 1 April is not over.
  expect([week.length, iso(week.time[0]!), week.close[0]]).toEqual([1, '2024-03-28T20:00', 3]);
});

test('a bar that is not complete yet does not exist', () => {
  expect(resample(minutes('2024-01-02T14:30:00Z', 59), '1h', calendarOf('XNYS')).length).toBe(0);
  expect(resample(minutes('2024-01-02T14:30:00Z', 61), '1h', calendarOf('XNYS')).length).toBe(1);
});

test('missing minutes leave the bar as it is; a volume nobody knows stays unknown', () => {
  const start = at('2024-01-06T00:00:00Z');
  const bars = barsOf([
    [start + 2 * MINUTE_MS, 5, 6, 4, 5, Number.NaN],
    [start + 60 * MINUTE_MS, 7, 9, 7, 8, Number.NaN],
    [start + 120 * MINUTE_MS, 1, 1, 1, 1, 3],
  ]);
  const hours = resample(bars, '1h', calendarOf('24x7'));
  expect([hours.open[0], hours.high[0], hours.low[0], hours.close[0]]).toEqual([5, 9, 4, 8]);
  expect(hours.volume[0]).toBeNaN();
  expect(hours.volume[1]).toBe(3);
});

test('in two steps as in one', () => {
  const calendar = calendarOf('24x7');
  const fine = minutes('2024-01-05T00:00:00Z', 3 * 1440);
  const direct = resample(fine, '4h', calendar);
  const stepped = resample(resample(fine, '15m', calendar), '4h', calendar);
  expect(stepped).toEqual(direct);
  expect(direct.length).toBe(18);
});

test('only multiples can be made', () => {
  expect(canResample('1h', '1d')).toBe(true);
  expect(canResample('3m', '5m')).toBe(false);
  expect(canResample('1d', '1h')).toBe(false);
});

const file = `${shared}/data/crypto/ETH_USDT_multi_timeframe_2018.csv`;

/** Candles of one time frame as the exchange gave them: close = row_timestamp. */
function exchangeBars(frame: string): BarColumns {
  const rows = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const own = rows.filter(([name]) => name === frame).map((row) => row.slice(1).map(Number));
  return barsOf(own.map(([close, , open, high, low, last, volume]) => [close! * 1000, open!, high!, low!, last!, volume!]));
}

describe.skipIf(!existsSync(file))('against the candles of an exchange, ETH/USDT', () => {
  test.each<[Timeframe, Timeframe]>([
    ['1m', '3m'],
    ['1m', '5m'],
    ['5m', '15m'],
    ['15m', '30m'],
    ['30m', '1h'],
    ['1h', '2h'],
    ['1h', '4h'],
    ['4h', '12h'],
    ['12h', '1d'],
  ])('%s → %s', (fast, slow) => {
    const made = resample(exchangeBars(fast), slow, calendarOf('24x7'));
    const theirs = exchangeBars(slow);
    const steps = timeframeMs(slow) / timeframeMs(fast);
    const source = exchangeBars(fast);
    let compared = 0;
    for (let i = 0; i < made.length; i += 1) {
      const row = theirs.time.indexOf(made.time[i]!);
      const parts = source.time.filter((time) => time > made.time[i]! - timeframeMs(slow) && time <= made.time[i]!).length;
      // The newest candle of each frame may be unfinished in the file.
      if (row < 0 || row >= theirs.length - 1 || parts !== steps) continue;
      compared += 1;
      expect([made.open[i], made.high[i], made.low[i], made.close[i]], iso(made.time[i]!)).toEqual([
        theirs.open[row],
        theirs.high[row],
        theirs.low[row],
        theirs.close[row],
      ]);
      expect(made.volume[i]).toBeCloseTo(theirs.volume[row]!, 6);
    }
    expect(compared).toBeGreaterThan(5);
  });
});
