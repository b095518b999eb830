import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CompensatedSum, shapeOf, sumOf } from '../base/index.ts';
import {
  calendarDayReturns,
  drawdowns,
  GLOSSARY,
  METRIC_KEYS,
  monthlyReturns,
  RESEARCH_KEYS,
  renderGlossaryPage,
  rollingStatistics,
  sessionEnds,
  sessionReturns,
  underwater,
  yearlyReturns,
} from './index.ts';

const DAY = 86_400_000;

test('sums keep what plain addition loses', () => {
  // Plain addition gives 0 and 2: the ones vanish beside 1e100 and 1e16.
  expect(sumOf(Float64Array.of(1, 1e100, 1, -1e100))).toBe(2);
  expect(sumOf(Float64Array.of(1e16, 1, 1, 1, 1, -1e16))).toBe(4);
  const sum = new CompensatedSum();
  for (let i = 0; i < 1_000_000; i += 1) sum.add(0.1);
  expect(sum.value).toBe(100_000);
});

test('the order of summands does not show', () => {
  const amount = fc.double({ min: -1e8, max: 1e8, noNaN: true });
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 200 }), (values) => {
      const forward = sumOf(Float64Array.from(values));
      const backward = sumOf(Float64Array.from(values).reverse());
      expect(Math.abs(forward - backward)).toBeLessThanOrEqual(1e-15 * Math.max(1, Math.abs(forward)));
    }),
  );
});

test('skewness and kurtosis of 1, 2, 3, 10', () => {
  // Mean 4, deviations −3 −2 −1 6: squares 50, cubes 180, fourth powers 1394; population sd² 12.5.
  const shape = shapeOf(Float64Array.of(1, 2, 3, 10))!;
  expect(shape.skewness).toBeCloseTo(45 / 12.5 ** 1.5, 12);
  expect(shape.kurtosis).toBeCloseTo(348.5 / 156.25, 12);
  expect(shapeOf(Float64Array.of(0.1, 0.1, 0.1))).toBeUndefined();
});

describe('drawdowns', () => {
  const run = (equity: readonly number[], atMost = 10) =>
    drawdowns({
      equity: Float64Array.from(equity),
      time: Float64Array.from(equity, (_, i) => i * DAY),
      from: 0,
      capital: equity[0]!,
      atMost,
    });

  test('three dips, deepest first, the last not recovered', () => {
    const { deepest, maximum, timeUnderWater } = run([100, 90, 100, 110, 88, 99, 110, 120, 114]);
    expect(deepest.map(({ depth, days }) => [depth, days])).toEqual([
      [0.2, 3],
      [0.1, 2],
      [0.05, 1],
    ]);
    expect(deepest.map(({ highTime, lowTime, recoveredTime }) => [highTime / DAY, lowTime / DAY, recoveredTime])).toEqual([
      [3, 4, 6 * DAY],
      [0, 1, 2 * DAY],
      [7, 8, undefined],
    ]);
    expect(maximum).toBe(0.2);
    expect(timeUnderWater).toBe(4 / 9);
  });
  test('only as many as asked', () => {
    expect(run([100, 90, 100, 110, 88, 110, 104], 2).deepest.map(({ depth }) => depth)).toEqual([0.2, 0.1]);
  });
  test('a dip below zero is above 100 %', () => {
    expect(run([100, -10]).maximum).toBe(1.1);
  });
  test('the deepest dip is the largest value of the underwater curve', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 60 }), (equity) => {
        const depth = underwater({ equity: Float64Array.from(equity), from: 0, capital: equity[0]! });
        expect(run(equity).maximum).toBe(Math.max(0, ...depth));
        expect(run(equity).timeUnderWater).toBe(depth.filter((value) => value > 0).length / equity.length);
      }),
    );
  });
});

test('sessions, returns and calendar days', () => {
  const session = Int32Array.of(0, 0, 1, 1, 1, 4);
  expect([...sessionEnds({ session, from: 0 })]).toEqual([1, 4, 5]);
  expect([...sessionEnds({ session, from: 3 })]).toEqual([4, 5]);
  const rows = { equity: Float64Array.of(100, 110, 100, 105, 121, 60.5), from: 0, capital: 100 };
  const ends = sessionEnds({ session, from: 0 });
  expect([...sessionReturns({ ...rows, ends })]).toEqual([0.1, 0.1, -0.5]);
  // A first session that ends on the first row has no return.
  expect([...sessionReturns({ ...rows, from: 1, capital: 110, ends: sessionEnds({ session, from: 1 }) })]).toEqual([0.1, -0.5]);
  // Friday, Monday, Tuesday: Saturday and Sunday are days without a return.
  const friday = Date.UTC(2020, 0, 3, 21);
  const time = Float64Array.of(
    friday - 1000,
    friday,
    friday + 3 * DAY - 2000,
    friday + 3 * DAY - 1000,
    friday + 3 * DAY,
    friday + 4 * DAY,
  );
  const daily = calendarDayReturns({ ...rows, from: 1, capital: 110, ends: sessionEnds({ session, from: 1 }), time });
  expect([...daily].map((value) => Number(value.toFixed(12)))).toEqual([0, 0, 0.1, -0.5]);
});

test('months and years, the first from the capital; a close at midnight belongs to the day that ends', () => {
  const time = Float64Array.of(
    ...[
      Date.UTC(2019, 11, 30, 21),
      Date.UTC(2020, 0, 1),
      Date.UTC(2020, 0, 31, 21),
      Date.UTC(2020, 1, 3, 21),
      Date.UTC(2020, 2, 2, 21),
    ],
  );
  const input = {
    equity: Float64Array.of(100, 110, 121, 121, 60.5),
    time,
    from: 0,
    capital: 100,
    ends: Int32Array.of(0, 1, 2, 3, 4),
  };
  const rounded = (list: ReturnType<typeof monthlyReturns>) =>
    list.map((one) => [one.year, one.month, Number(one.return.toFixed(12))]);
  expect(rounded(monthlyReturns(input))).toEqual([
    [2019, 12, 0.1],
    [2020, 1, 0.1],
    [2020, 2, 0],
    [2020, 3, -0.5],
  ]);
  expect(rounded(yearlyReturns(input))).toEqual([
    [2019, 0, 0.1],
    [2020, 0, -0.45],
  ]);
});

test('rolling statistics are those of each window alone', () => {
  const returns = Float64Array.of(0.01, 0.03, 0.02, 0.02, 0.02);
  const { sharpe, volatility } = rollingStatistics({ returns, window: 3, perYear: 4 });
  // 1, 3, 2 %: mean 2 %, sd 1 %. 3, 2, 2 %: mean 7/3 %, sd 1/√3 %. The last window does not vary.
  expect([...sharpe].slice(0, 2)).toEqual([Number.NaN, Number.NaN]);
  expect(sharpe[2]).toBeCloseTo(4, 10);
  expect(volatility[2]).toBeCloseTo(0.02, 12);
  expect(sharpe[3]).toBeCloseTo((7 / 3) * Math.sqrt(3) * 2, 10);
  expect(sharpe[4]).toBeNaN();
});

test('the glossary has one entry per key, and its page is the one in the docs', () => {
  expect(GLOSSARY.map(({ key }) => key)).toEqual([...METRIC_KEYS, ...RESEARCH_KEYS]);
  for (const entry of GLOSSARY) {
    expect(entry.sentence.endsWith('.'), entry.key).toBe(true);
    expect(entry.formula.length * entry.source.length * entry.minimum.length, entry.key).toBeGreaterThan(0);
  }
  const page = new URL('../../docs/reference/glossary.md', import.meta.url);
  expect(existsSync(page)).toBe(true);
  expect(readFileSync(page, 'utf8')).toBe(renderGlossaryPage());
});
