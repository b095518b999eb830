import { describe, expect, test } from 'vitest';
import { Random } from '../../base/index.ts';
import { type SnoopingTest, statistics } from '../index.ts';
import { longRunVariance, snoopingTests } from './data-snooping.ts';

const { realityCheck, superiorPredictiveAbility } = statistics;

function value(result: SnoopingTest | { readonly missing: string }): SnoopingTest {
  if ('missing' in result) throw new Error(result.missing);
  return result;
}

function noise(seed: number, { rows, columns }: { readonly rows: number; readonly columns: number }): Float64Array[] {
  const random = new Random(seed, 'snooping');
  return Array.from({ length: columns }, () => Float64Array.from({ length: rows }, () => 0.01 * random.normal()));
}

/** Hansen's formula as it is printed. */
function varianceByDefinition(values: Float64Array, q: number): number {
  const n = values.length;
  const mean = values.reduce((sum, one) => sum + one, 0) / n;
  const covariance = (lag: number): number => {
    let sum = 0;
    for (let t = lag; t < n; t += 1) sum += (values[t]! - mean) * (values[t - lag]! - mean);
    return sum / n;
  };
  let sum = covariance(0);
  for (let i = 1; i < n; i += 1) {
    sum += 2 * (((n - i) / n) * (1 - q) ** i + (i / n) * (1 - q) ** (n - i)) * covariance(i);
  }
  return sum;
}

test.each([
  [30, 4],
  [31, 1],
  [100, 2.5],
  [257, 7],
])('long-run variance of %d values with mean block %d is that of the formula', (rows, meanBlock) => {
  const [values] = noise(rows, { rows, columns: 1 });
  const mean = values!.reduce((sum, one) => sum + one, 0) / rows;
  const expected = varianceByDefinition(values!, 1 / meanBlock);
  expect(longRunVariance({ values: values!, mean, meanBlock }) / expected).toBeCloseTo(1, 10);
});

describe('superior predictive ability', () => {
  const rows = 400;
  const zero = new Float64Array(rows);

  /** Share of seeds with p ≤ 0.05. */
  function rejected(seeds: number, make: (seed: number) => { series: Float64Array[]; benchmark: Float64Array }): number {
    let count = 0;
    for (let seed = 0; seed < seeds; seed += 1)
      if (value(superiorPredictiveAbility({ ...make(seed), seed })).pValue <= 0.05) count += 1;
    return count / seeds;
  }

  test('15 columns of noise over 750 rows, 300 seeds: p ≤ 0.05 in at most 12 %', () => {
    const benchmark = new Float64Array(750);
    const share = rejected(300, (seed) => ({ series: noise(seed, { rows: 750, columns: 15 }), benchmark }));
    process.stdout.write(`SPA on noise: p <= 0.05 in ${(100 * share).toFixed(1)} % of 300 seeds\n`);
    expect(share).toBeLessThanOrEqual(0.12);
    expect(share).toBeGreaterThan(0.01);
  }, 120_000);

  test('one column with a Sharpe ratio of 0.25 a period over 400 rows: p ≤ 0.05 in at least 90 %', () => {
    const share = rejected(100, (seed) => {
      const series = noise(seed, { rows, columns: 15 });
      return { series: series.map((one, k) => (k === 3 ? one.map((r) => r + 0.0025) : one)), benchmark: zero };
    });
    process.stdout.write(`SPA with a planted column: p <= 0.05 in ${(100 * share).toFixed(1)} % of 100 seeds\n`);
    expect(share).toBeGreaterThanOrEqual(0.9);
  }, 120_000);

  test('best column, statistic and p of a sure thing', () => {
    const series = noise(1, { rows, columns: 12 });
    series[7] = series[7]!.map((one) => one + 0.01);
    const made = value(superiorPredictiveAbility({ series, benchmark: zero, seed: 1 }));
    expect(made).toMatchObject({ best: 7, draws: 1000, meanBlock: 8, tested: 12, pValue: 1 / 1001 });
    const own = series[7];
    const mean = own.reduce((sum, one) => sum + one, 0) / rows;
    expect(made.statistic).toBeCloseTo((Math.sqrt(rows) * mean) / Math.sqrt(varianceByDefinition(own, 1 / 8)), 8);
    const check = value(realityCheck({ series, benchmark: zero, seed: 1 }));
    expect(check).toMatchObject({ best: 7, pValue: 1 / 1001 });
    expect(check.statistic).toBeCloseTo(Math.sqrt(rows) * mean, 12);
  });

  test('a hopeless column costs the reality check its power, not this test', () => {
    const series = noise(4, { rows, columns: 2 }).map((one) => one.map((r) => r + 0.0012));
    const wild = noise(5, { rows, columns: 1 })[0]!.map((r) => 8 * r - 0.05);
    const alone = value(superiorPredictiveAbility({ series, benchmark: zero, seed: 2 })).pValue;
    const beside = value(superiorPredictiveAbility({ series: [...series, wild], benchmark: zero, seed: 2 })).pValue;
    expect(Math.abs(beside - alone)).toBeLessThan(0.02);
    const checkAlone = value(realityCheck({ series, benchmark: zero, seed: 2 })).pValue;
    const checkBeside = value(realityCheck({ series: [...series, wild], benchmark: zero, seed: 2 })).pValue;
    expect(checkBeside).toBeGreaterThan(checkAlone + 0.1);
  });

  test('nothing better than the benchmark: statistic 0, p 1', () => {
    const series = noise(6, { rows, columns: 10 }).map((one) => one.map((r) => r - 0.01));
    expect(value(superiorPredictiveAbility({ series, benchmark: zero, seed: 3 }))).toMatchObject({ statistic: 0, pValue: 1 });
  });

  test('same seed, same p; the scale of returns and the order of columns change nothing', () => {
    const series = noise(8, { rows, columns: 11 });
    const [benchmark] = noise(9, { rows, columns: 1 }) as [Float64Array];
    const made = value(superiorPredictiveAbility({ series, benchmark, seed: 5 }));
    expect(superiorPredictiveAbility({ series, benchmark, seed: 5 })).toEqual(made);
    const scale = (one: Float64Array): Float64Array => one.map((r) => 8 * r);
    expect(value(superiorPredictiveAbility({ series: series.map(scale), benchmark: scale(benchmark), seed: 5 })).pValue).toBe(
      made.pValue,
    );
    expect(value(superiorPredictiveAbility({ series: series.toReversed(), benchmark, seed: 5 }))).toMatchObject({
      pValue: made.pValue,
      best: 10 - made.best,
    });
  });

  test('what gives no value', () => {
    const [own] = noise(1, { rows: 30, columns: 1 }) as [Float64Array];
    const none = { missing: 'no configuration differs from the benchmark by more than a constant' };
    expect(superiorPredictiveAbility({ series: [own], benchmark: own, seed: 1 })).toEqual(none);
    expect(realityCheck({ series: [], benchmark: own, seed: 1 })).toEqual(none);
    expect(realityCheck({ series: [own.subarray(1)], benchmark: own.subarray(1), seed: 1 })).toEqual({
      missing: 'needs 30 returns, has 29',
    });
    expect(realityCheck({ series: [own.map(() => NaN)], benchmark: own, seed: 1 })).toEqual({
      missing: 'a return is not a number',
    });
    expect(() => realityCheck({ series: [own.subarray(1)], benchmark: own, seed: 1 })).toThrow('as long as the benchmark');
  });
});

test('both tests at once are the two alone', () => {
  const [benchmark, flat, ...series] = noise(3, { rows: 120, columns: 9 });
  // One that is the benchmark and a constant does not vary beside it.
  const shifted = benchmark!.map((one) => one + 2 ** -10);
  const contest = { series: [shifted, flat!, ...series], benchmark: benchmark!, seed: 5, draws: 200 };
  const both = snoopingTests(contest);
  expect(both.realityCheck).toEqual(realityCheck(contest));
  expect(both.superiorPredictiveAbility).toEqual(superiorPredictiveAbility(contest));
  expect(value(both.realityCheck).pValue).not.toBe(value(both.superiorPredictiveAbility).pValue);
  expect(snoopingTests({ ...contest, series: [benchmark!] }).realityCheck).toHaveProperty('missing');
});
