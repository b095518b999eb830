import { describe, expect, test } from 'vitest';
import { statistics } from '../index.ts';

const DAY = 86_400_000;
const closes = (first: number, days: readonly number[]): Float64Array => Float64Array.from(days, (day) => first + day * DAY);

describe('calendar periods', () => {
  // Nine days from Sunday 2000-01-30 on, 1 % on every second: figures of the tests of empyrical (Apache-2.0).
  const returns = Float64Array.of(0, 0.01, 0, 0.01, 0, 0.01, 0, 0.01, 0);
  const times = closes(Date.UTC(2000, 0, 30, 21), [0, 1, 2, 3, 4, 5, 6, 7, 8]);
  test.each([
    ['week', [0, 0.040604010000000024, 0]],
    ['month', [0.01, 0.03030099999999991]],
    ['quarter', [0.04060401]],
    ['year', [0.040604010000000024]],
  ] as const)('%s', (by, expected) => {
    const got = statistics.aggregateReturns({ returns, times, by });
    expect(got.length).toBe(expected.length);
    for (const [i, value] of expected.entries()) expect(got[i]).toBeCloseTo(value, 8);
  });
  test('a week goes over the end of a year, and a close at midnight belongs to the day that ends', () => {
    // Monday 2018-12-31 and Tuesday 2019-01-01 are one ISO week, two months, two years.
    const two = { returns: Float64Array.of(0.1, 0.1), times: closes(Date.UTC(2019, 0, 1), [0, 1]) };
    expect(statistics.aggregateReturns({ ...two, by: 'week' }).length).toBe(1);
    expect(statistics.aggregateReturns({ ...two, by: 'month' }).length).toBe(2);
    expect(statistics.aggregateReturns({ ...two, by: 'year' }).length).toBe(2);
  });
  test('no returns, no periods', () => {
    const none = new Float64Array(0);
    expect([...statistics.aggregateReturns({ returns: none, times: none, by: 'week' })]).toEqual([]);
  });
});

test.each([
  ['days with weekends', [0, 1, 2, 3, 4, 7, 8, 9], 252],
  ['weeks', [0, 7, 14, 21], 52],
  ['months', [0, 31, 59, 90, 120], 12],
  ['quarters', [0, 90, 181, 273], 4],
  ['years', [0, 365, 731], 1],
  ['neither', [0, 15, 30], undefined],
  ['one close', [0], undefined],
])('returns a year of %s', (_, days, expected) => {
  expect(statistics.returnsPerYear(closes(Date.UTC(2019, 0, 1, 21), days))).toBe(expected);
});

test('returns of prices and the growth they make', () => {
  const returns = statistics.simpleReturns(Float64Array.of(100, 110, 99, 99));
  expect([...returns].map((value) => Number(value.toFixed(12)))).toEqual([0.1, -0.1, 0]);
  expect([...statistics.growthOf({ returns, start: 100 })].map((value) => Number(value.toFixed(9)))).toEqual([110, 99, 99]);
  expect([...statistics.simpleReturns(Float64Array.of(0, 1, 2))]).toEqual([Infinity, 1]);
  expect([...statistics.simpleReturns(Float64Array.of(1))]).toEqual([]);
});

test('gaps are left out, filled, or left out of both', () => {
  const one = Float64Array.of(NaN, 0.1, 0.2, NaN);
  const two = Float64Array.of(0.3, NaN, 0.4, NaN);
  expect([...statistics.withoutGaps(one)]).toEqual([0.1, 0.2]);
  expect([...statistics.gapsAsZero(one)]).toEqual([0, 0.1, 0.2, 0]);
  expect(statistics.inCommon(one, two).map((list) => [...list])).toEqual([[0.2], [0.4]]);
  expect(() => statistics.inCommon(one, two.subarray(1))).toThrow('one length');
});

test('dips by hand and compounded', () => {
  const returns = Float64Array.of(0.1, -0.1, -0.1, 0.1, 0.3);
  const rounded = (compounding: 'simple' | 'compound'): readonly number[] =>
    [...statistics.dipsOf({ returns, compounding })].map((value) => Number(value.toFixed(12)));
  expect(rounded('simple')).toEqual([0, 0.1, 0.2, 0.1, 0]);
  // 1.1, 0.99, 0.891, 0.9801, 1.27413 below 1.1.
  expect(rounded('compound')).toEqual([0, 0.1, 0.19, 0.109, 0]);
});
