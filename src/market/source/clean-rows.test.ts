import { expect, test } from 'vitest';
import { type CleanOptions, calendarOf, cleanRows, inferTimeframe, priceStep, type RawRows } from '../index.ts';

const at = (text: string): number => Date.parse(text);
type Row = readonly [stamp: string, open: number, high: number, low: number, close: number, volume?: number];

function rawOf(rows: readonly Row[], dated: boolean): RawRows {
  const column = (index: 1 | 2 | 3 | 4): Float64Array => Float64Array.from(rows, (row) => row[index]);
  return {
    length: rows.length,
    stamp: Float64Array.from(rows, ([stamp]) => at(dated ? `${stamp}T00:00:00Z` : stamp)),
    dated,
    open: column(1),
    high: column(2),
    low: column(3),
    close: column(4),
    volume: Float64Array.from(rows, (row) => row[5] ?? Number.NaN),
    availableAt: undefined,
    dividend: undefined,
    split: undefined,
    adjustedClose: undefined,
    // The header is line 1.
    line: Uint32Array.from(rows, (_, index) => index + 2),
    badRows: [],
    badRowCount: 0,
    closeOnly: false,
  };
}

const DAILY: CleanOptions = {
  timeframe: '1d',
  calendar: calendarOf('XNYS'),
  stampsAre: 'open',
  order: 'any',
  negativePrices: false,
};
const daily = (rows: readonly Row[], options: Partial<CleanOptions> = {}) =>
  cleanRows(rawOf(rows, true), { ...DAILY, ...options });
const closes = (time: Float64Array): string[] => Array.from(time, (value) => new Date(value).toISOString().slice(0, 16));

test('a date closes with its session, on half days early', () => {
  const { bars, report } = daily([
    ['2026-11-25', 1, 2, 1, 2],
    ['2026-11-27', 2, 3, 2, 3],
  ]);
  expect(closes(bars.time)).toEqual(['2026-11-25T21:00', '2026-11-27T18:00']);
  expect(report).toMatchObject({ rows: 2, duplicates: 0, disorder: 0, badRowCount: 0, outsideSession: 0 });
});

test('rows newest first are turned round without a word', () => {
  const { bars, report } = daily([
    ['2024-01-04', 3, 3, 3, 3],
    ['2024-01-03', 2, 2, 2, 2],
    ['2024-01-02', 1, 1, 1, 1],
  ]);
  expect(Array.from(bars.close)).toEqual([1, 2, 3]);
  expect(report.disorder).toBe(0);
});

test('one row out of order is sorted in and named', () => {
  const { bars, report } = daily([
    ['2024-01-02', 1, 1, 1, 1],
    ['2024-01-04', 3, 3, 3, 3],
    ['2024-01-03', 2, 2, 2, 2],
    ['2024-01-05', 4, 4, 4, 4],
  ]);
  expect(Array.from(bars.close)).toEqual([1, 2, 3, 4]);
  expect([report.disorder, report.disorderLines]).toEqual([1, [4]]);
});

test('csv.order ascending makes such a row a bad row', () => {
  const { bars, report } = daily(
    [
      ['2024-01-02', 1, 1, 1, 1],
      ['2024-01-04', 3, 3, 3, 3],
      ['2024-01-03', 2, 2, 2, 2],
    ],
    { order: 'ascending' },
  );
  expect(Array.from(bars.close)).toEqual([1, 3]);
  expect(report.badRows).toEqual([expect.objectContaining({ line: 4, code: 'OUT_OF_ORDER' })]);
});

test('of two rows with one stamp the later line stays', () => {
  const { bars, report } = daily([
    ['2024-01-02', 1, 1, 1, 1],
    ['2024-01-03', 2, 2, 2, 2],
    ['2024-01-03', 9, 9, 9, 9],
  ]);
  expect(Array.from(bars.close)).toEqual([1, 9]);
  expect([report.duplicates, report.duplicateLines]).toEqual([1, [3]]);
});

test.each<[string, Row, string]>([
  ['an empty price', ['2024-01-03', Number.NaN, 2, 1, 2], 'PRICE_MISSING'],
  ['an infinite price', ['2024-01-03', 1, Number.POSITIVE_INFINITY, 1, 2], 'PRICE_MISSING'],
  ['a price of 0', ['2024-01-03', 1, 2, 0, 2], 'PRICE_NOT_POSITIVE'],
  ['a negative price', ['2024-01-03', 1, 2, -1, 2], 'PRICE_NOT_POSITIVE'],
  ['a negative volume', ['2024-01-03', 1, 2, 1, 2, -5], 'VOLUME_NEGATIVE'],
  ['a high below the close', ['2024-01-03', 1, 1.5, 1, 2], 'OHLC_ORDER'],
  ['a low above the open', ['2024-01-03', 1, 2, 1.2, 2], 'OHLC_ORDER'],
])('%s is set aside with its line', (_, row, code) => {
  const { bars, report } = daily([['2024-01-02', 1, 1, 1, 1], row, ['2024-01-04', 1, 1, 1, 1]]);
  expect(bars.length).toBe(2);
  expect([report.badRowCount, report.badRows[0]?.line, report.badRows[0]?.code]).toEqual([1, 3, code]);
});

test('oil below 0 is a price', () => {
  // WTI for May 2020 settled at -37.63 on 20 April 2020.
  const { bars } = daily([['2020-04-20', 17.73, 17.85, -40.32, -37.63]], { calendar: calendarOf('CMES'), negativePrices: true });
  expect(bars.close[0]).toBe(-37.63);
});

test('a high printed with fewer digits than the close is widened, not refused', () => {
  const { bars, report } = daily([['2024-01-02', 2.1, 2.148148, 2.1, 2.14815]]);
  expect([bars.high[0], report.badRowCount]).toEqual([2.14815, 0]);
});

test('minutes before and after the session are left out and counted', () => {
  const rows: Row[] = ['09:29', '09:30', '15:59', '16:00', '19:59', '23:00'].map((clock) => [
    `2024-01-02T${clock}:00-05:00`,
    1,
    1,
    1,
    1,
  ]);
  const { bars, report } = cleanRows(rawOf(rows, false), { ...DAILY, timeframe: '1m' });
  expect(closes(bars.time)).toEqual(['2024-01-02T14:31', '2024-01-02T21:00']);
  expect([report.outsideSession, report.extendedHours]).toEqual([4, 3]);
});

test('close stamps stay; those after the close of a bar that began inside end with the session', () => {
  const rows: Row[] = ['10:00', '16:00', '17:00', '18:00'].map((clock) => [`2024-01-02T${clock}:00-05:00`, 1, 1, 1, 1]);
  const { bars } = cleanRows(rawOf(rows, false), { ...DAILY, timeframe: '2h', stampsAre: 'close' });
  expect(closes(bars.time)).toEqual(['2024-01-02T15:00', '2024-01-02T21:00']);
});

test('weeks end with their last session', () => {
  const { bars } = daily(
    [
      ['2024-03-18', 1, 1, 1, 1],
      ['2024-03-25', 2, 2, 2, 2],
    ],
    { timeframe: '1w' },
  );
  // 29 March 2024 was Good Friday.
  expect(closes(bars.time)).toEqual(['2024-03-22T20:00', '2024-03-28T20:00']);
});

test.each<[string, string[], boolean, string | undefined]>([
  ['sessions around a holiday', ['2024-01-02', '2024-01-03', '2024-01-04', '2024-01-05', '2024-01-08', '2024-01-09'], true, '1d'],
  ['newest first', ['2024-01-05', '2024-01-04', '2024-01-03'], true, '1d'],
  ['days in any order', ['2024-01-25', '2024-01-03', '2024-01-15', '2024-01-24', '2024-01-04', '2024-01-16'], true, '1d'],
  ['hours in any order', ['2024-01-02T19:00Z', '2024-01-03T14:00Z', '2024-01-02T20:00Z', '2024-01-03T15:00Z'], false, '1h'],
  ['weeks', ['2024-01-01', '2024-01-08', '2024-01-15'], true, '1w'],
  ['months are no timeframe', ['2024-01-01', '2024-02-01', '2024-03-01'], true, undefined],
  ['hours with a night', ['2024-01-02T19:00Z', '2024-01-02T20:00Z', '2024-01-03T14:00Z', '2024-01-03T15:00Z'], false, '1h'],
  ['minutes with holes', ['2024-01-02T15:00Z', '2024-01-02T15:01Z', '2024-01-02T15:04Z', '2024-01-02T15:05Z'], false, '1m'],
  ['seven minutes', ['2024-01-02T15:00Z', '2024-01-02T15:07Z', '2024-01-02T15:14Z'], false, undefined],
])('the timeframe of %s', (_, stamps, dated, expected) => {
  expect(inferTimeframe(Float64Array.from(stamps, at), stamps.length, dated)).toBe(expected);
});

test('the step of prices', () => {
  expect(priceStep(Float64Array.of(100, 101.5, 99.99))).toBe(0.01);
  expect(priceStep(Float64Array.of(1.0716, 1.07083))).toBe(0.000_01);
  expect(priceStep(Float64Array.of(0.098_286_05))).toBe(1e-8);
  expect(priceStep(Float64Array.of(12_889.35, 64_123.17))).toBe(0.01);
});
