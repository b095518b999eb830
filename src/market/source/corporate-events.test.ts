import { describe, expect, test } from 'vitest';
import { dateOfDay, parseDate } from '../../base/index.ts';
import {
  actionsOf,
  type BarColumns,
  calendarOf,
  eventsFromAdjustedClose,
  eventsFromColumns,
  eventsFromFactors,
  type FactorRow,
  factorMismatch,
  factorOf,
} from '../index.ts';

const calendar = calendarOf('XNYS');
const day = (date: string): number => parseDate(date)!;

function barsOf(rows: readonly (readonly [date: string, open: number, close: number])[]): BarColumns {
  const close = Float64Array.from(rows, (row) => row[2]);
  const open = Float64Array.from(rows, (row) => row[1]);
  return {
    length: rows.length,
    time: Float64Array.from(rows, ([date]) => calendar.close(day(date))),
    open,
    high: open.map((value, i) => Math.max(value, close[i]!)),
    low: open.map((value, i) => Math.min(value, close[i]!)),
    close,
    volume: new Float64Array(rows.length),
  };
}

describe('a factor file', () => {
  const bars = barsOf([
    ['2014-06-05', 646.2, 647.35],
    ['2014-06-06', 649.9, 645.57],
    ['2014-06-09', 92.7, 93.7],
    ['2014-06-10', 94.73, 94.25],
  ]);
  // Worked by hand: 0.9702 / 0.99 = 0.98, so 2 % of 500 was paid; 1 / 0.1428571 is seven for one; 0.99 / 1 leaves 1 % of 95.
  const rows: readonly FactorRow[] = [
    { day: day('2014-05-07'), priceFactor: 0.9702, splitFactor: 0.142_857_1, referencePrice: 500 },
    { day: day('2014-06-06'), priceFactor: 0.99, splitFactor: 0.142_857_1, referencePrice: 645.57 },
    { day: day('2014-08-06'), priceFactor: 0.99, splitFactor: 1, referencePrice: 95 },
    { day: day('2050-12-31'), priceFactor: 1, splitFactor: 1, referencePrice: 0 },
  ];

  test('gives splits and dividends with their ex-dates', () => {
    const { events, splitsNotInPrices } = eventsFromFactors(rows, bars, calendar);
    expect(splitsNotInPrices).toBe(0);
    expect(events.map(({ exDay, kind, amount }) => [dateOfDay(exDay), kind, amount])).toEqual([
      ['2014-05-08', 'dividend', 10],
      ['2014-06-09', 'split', 7],
      ['2014-08-07', 'dividend', 0.95],
    ]);
  });

  test('says by its reference prices whether it belongs to the prices', () => {
    expect(factorMismatch(rows, bars, calendar)).toBe(0);
    const adjusted = barsOf([['2014-06-06', 92.8, 92.22]]);
    expect(factorMismatch(rows, adjusted, calendar)).toBe(1);
    expect(factorMismatch(rows, barsOf([['2020-01-02', 1, 1]]), calendar)).toBeUndefined();
  });

  test('a split that the prices do not show is refused', () => {
    const ratios = Float64Array.of(0, 0, 7, 0);
    expect(eventsFromColumns(bars, undefined, ratios, calendar).events).toEqual([
      { kind: 'split', exDay: day('2014-06-09'), amount: 7 },
    ]);
    const flat = barsOf([
      ['2014-06-06', 92.8, 92.22],
      ['2014-06-09', 92.7, 93.7],
    ]);
    expect(eventsFromColumns(flat, undefined, Float64Array.of(1, 7), calendar)).toEqual({ events: [], splitsNotInPrices: 1 });
  });
});

test('an adjusted close hides dividends: previous close × (1 - previous ratio / ratio)', () => {
  // Worked by hand: ratio 0.98 before, 1 from the third bar on, so 100 × (1 - 0.98) = 2 was paid.
  const bars = barsOf([
    ['2024-01-02', 100, 101],
    ['2024-01-03', 100, 100],
    ['2024-01-04', 98, 99],
    ['2024-01-05', 99, 98],
  ]);
  const { events } = eventsFromAdjustedClose(bars, Float64Array.of(98.98, 98, 99, 98), calendar);
  expect(events).toHaveLength(1);
  expect(events[0]?.exDay).toBe(day('2024-01-04'));
  expect(events[0]?.amount).toBeCloseTo(2, 10);
});

test('printing noise of an adjusted close is no dividend', () => {
  const raw = Float64Array.from({ length: 200 }, (_, i) => 25 + (i % 7) / 10);
  const bars = barsOf(Array.from(raw, (close, i) => [dateOfDay(calendar.sessionFrom(day('2023-01-03') + i)), close, close]));
  const adjusted = raw.map((close) => Math.round(close * 0.898_765_4 * 1e6) / 1e6);
  expect(eventsFromAdjustedClose(bars, adjusted, calendar).events).toEqual([]);
});

describe('factors', () => {
  const bars = barsOf([
    ['2024-01-02', 100, 100],
    ['2024-01-03', 100, 100],
    ['2024-01-04', 98, 98],
    ['2024-01-08', 49, 50],
  ]);
  const events = [
    { kind: 'dividend', exDay: day('2023-12-29'), amount: 5 },
    { kind: 'dividend', exDay: day('2024-01-04'), amount: 2 },
    { kind: 'split', exDay: day('2024-01-05'), amount: 2 },
    { kind: 'split', exDay: day('2025-01-05'), amount: 3 },
  ] as const;
  const actions = actionsOf(events, bars, calendar);

  test('an action belongs to the first bar from its ex-date on; the first bar and the time after the last have none', () => {
    expect(actions).toEqual([
      { kind: 'dividend', row: 2, exDate: '2024-01-04', amount: 2 },
      { kind: 'split', row: 3, exDate: '2024-01-05', ratio: 2 },
    ]);
  });

  test('raw × factor, anchored at the first bar: 100 / (100 - 2), then times two', () => {
    const factor = factorOf(actions, bars, 'splits_dividends');
    expect(Array.from(factor ?? [])).toEqual([1, 1, 100 / 98, (100 / 98) * 2]);
    expect(Array.from(factorOf(actions, bars, 'splits') ?? [])).toEqual([1, 1, 1, 2]);
    expect(factorOf(actions, bars, 'none')).toBeUndefined();
    expect(factorOf([], bars, 'splits_dividends')).toBeUndefined();
  });

  test('a later action restates no earlier value', () => {
    const early = factorOf(actions.slice(0, 1), bars, 'splits_dividends')!;
    const all = factorOf(actions, bars, 'splits_dividends')!;
    expect(Array.from(all.subarray(0, 3))).toEqual(Array.from(early.subarray(0, 3)));
  });

  test('a dividend comes before a split of the same day: it is paid on the old units', () => {
    const both = actionsOf(
      [
        { kind: 'split', exDay: day('2024-01-04'), amount: 2 },
        { kind: 'dividend', exDay: day('2024-01-04'), amount: 1 },
      ],
      bars,
      calendar,
    );
    expect(both.map(({ kind }) => kind)).toEqual(['dividend', 'split']);
  });
});
