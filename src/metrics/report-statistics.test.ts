import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalQuantile } from '../base/index.ts';
import { CRISIS_WINDOWS, crisisResults } from './crisis-windows.ts';
import { CHART_TERMS, definitionOf, METRIC_KEYS } from './index.ts';
import { normalQuantilePairs } from './return-shape.ts';
import { rollingBeta } from './rolling-beta.ts';
import { monthSeasonality, weekdaySeasonality } from './seasonality.ts';

describe('shape of returns', () => {
  test('three returns stand at the normal quantiles of 1/6, 1/2 and 5/6', () => {
    // Φ⁻¹(5/6) = 0.967421566; −1, 0, 1 have mean 0 and standard deviation 1.
    const pairs = normalQuantilePairs(Float64Array.of(1, -1, 0), 100)!;
    expect(pairs.map(({ sample }) => sample)).toEqual([-1, 0, 1]);
    expect(pairs.map(({ normal }) => Number(normal.toFixed(9)) + 0)).toEqual([-0.967421566, 0, 0.967421566]);
    expect(normalQuantilePairs(new Float64Array(9).fill(0.5), 100)).toBeUndefined();
  });
  test('thinned pairs rise, keep both ends one by one, and stay below the most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 3000 }), fc.integer({ min: 8, max: 300 }), (n, most) => {
        const returns = Float64Array.from({ length: n }, (_, i) => ((i * 7919) % n) - n / 2);
        const pairs = normalQuantilePairs(returns, most)!;
        expect(pairs.length).toBeLessThanOrEqual(Math.max(n <= most ? n : 0, most + 2));
        for (let i = 1; i < pairs.length; i += 1) expect(pairs[i]!.normal).toBeGreaterThan(pairs[i - 1]!.normal);
        expect(pairs[0]!.normal).toBeCloseTo(normalQuantile(0.5 / n), 9);
        expect(pairs.at(-1)!.normal).toBeCloseTo(normalQuantile((n - 0.5) / n), 9);
      }),
      { numRuns: 60 },
    );
  });
});

test('rolling beta: twice the market plus a constant is 2 once the window is full', () => {
  const benchmark = Float64Array.of(0.01, -0.02, 0.03, 0, 0.05, -0.01);
  const returns = benchmark.map((value) => 2 * value + 0.001);
  const beta = rollingBeta({ returns, benchmark, window: 3 });
  expect([...beta.subarray(0, 2)]).toEqual([NaN, NaN]);
  for (const value of beta.subarray(2)) expect(value).toBeCloseTo(2, 12);
  expect([...rollingBeta({ returns, benchmark: new Float64Array(6), window: 3 })].every(Number.isNaN)).toBe(true);
});

describe('seasonality', () => {
  test('means and standard errors of months by hand', () => {
    const month = (year: number, at: number, value: number) => ({ year, month: at, return: value });
    const months = [month(2001, 3, 0.02), month(2001, 1, 0.01), month(2002, 1, 0.03)];
    // January: mean 2 %, sd √(2 · 0.01²) = 1.41421 %, error sd / √2 = 1 %.
    const [january, march] = monthSeasonality(months);
    expect(january).toMatchObject({ place: 1, count: 2 });
    expect(january!.mean).toBeCloseTo(0.02, 12);
    expect(january!.error).toBeCloseTo(0.01, 12);
    expect(march).toEqual({ place: 3, mean: 0.02, count: 1, error: undefined });
  });
  test('weekdays: 2020-03-16 was a Monday, a close at midnight belongs to the day before', () => {
    const times = Float64Array.of(Date.UTC(2020, 2, 16, 20), Date.UTC(2020, 2, 21), Date.UTC(2020, 2, 23, 20));
    const seasons = weekdaySeasonality(Float64Array.of(-0.12, -0.04, 0.02), times);
    expect(seasons.map(({ place, count }) => [place, count])).toEqual([
      [1, 2],
      [5, 1],
    ]);
    expect(seasons[0]!.mean).toBeCloseTo(-0.05, 12);
  });
});

describe('crisis windows', () => {
  const rows = readFileSync(new URL('../../node_modules/vega-datasets/data/sp500-2000.csv', import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const time = Float64Array.from(rows, (row) => Date.parse(`${row[0]}T21:00:00Z`));
  const close = Float64Array.from(rows, (row) => Number(row[4]));
  test('hold the falls of the S&P 500 as they are printed everywhere, in percent', () => {
    const results = crisisResults({ time, equity: close, benchmark: undefined, from: 0 });
    expect(results.map((crisis) => [crisis.name, Number((-100 * crisis.return).toFixed(1)), crisis.benchmark])).toEqual([
      ['Dot-com fall', 49.1, undefined],
      ['Financial crisis', 56.8, undefined],
      ['Flash crash, Greek debt', 16.0, undefined],
      ['Euro debt, US downgrade', 19.4, undefined],
      ['August 2015', 12.4, undefined],
      ['China and oil', 14.2, undefined],
      ['Volatility of February 2018', 10.2, undefined],
      ['Winter of 2018', 19.8, undefined],
      ['Covid-19', 33.9, undefined],
    ]);
  });
  test('high and low are the highest and the lowest close of their window', () => {
    for (const { from, to, dip, benchmarkDip, ...crisis } of crisisResults({ time, equity: close, benchmark: close, from: 0 })) {
      const inside = close.filter((_, i) => rows[i]![0]! >= from && rows[i]![0]! <= to);
      expect(close[rows.findIndex((row) => row[0] === from)], crisis.name).toBe(Math.max(...inside));
      expect(close[rows.findIndex((row) => row[0] === to)], crisis.name).toBe(Math.min(...inside));
      expect(dip).toBeCloseTo(-crisis.return, 12);
      expect(crisis.benchmark).toBe(crisis.return);
      expect(benchmarkDip).toBe(dip);
    }
  });
  test('a run that begins or ends inside is left out', () => {
    const begin = rows.findIndex((row) => row[0] === '2007-10-10');
    const end = rows.findIndex((row) => row[0] === '2020-03-20');
    const cut = { time: time.subarray(0, end + 1), equity: close.subarray(0, end + 1), benchmark: undefined, from: begin };
    expect(crisisResults(cut).map(({ name }) => name)).toEqual([
      'Flash crash, Greek debt',
      'Euro debt, US downgrade',
      'August 2015',
      'China and oil',
      'Volatility of February 2018',
      'Winter of 2018',
    ]);
    expect(CRISIS_WINDOWS.every(({ from, to }) => from < to)).toBe(true);
  });
});

test('every term has a definition of its own, and none shadows a metric', () => {
  const metrics = new Set<string>(METRIC_KEYS);
  for (const { key, sentence, formula, source } of CHART_TERMS) {
    expect(metrics.has(key), key).toBe(false);
    expect(definitionOf(key)?.sentence).toBe(sentence);
    expect(
      [sentence, formula, source].every((text) => text.length > 3),
      key,
    ).toBe(true);
  }
  expect(definitionOf('sharpe')?.name).toBe('Sharpe ratio');
  expect(definitionOf('nothing')).toBeUndefined();
});
