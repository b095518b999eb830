import { describe, expect, test } from 'vitest';
import { Random } from '../../base/index.ts';
import { type Statistic, statistics } from '../index.ts';

function value(statistic: Statistic): number {
  if ('missing' in statistic) throw new Error(statistic.missing);
  return statistic.value;
}

const days = (from: number, n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => (from + i) * 86_400_000);

function noise(seed: number, n: number): Float64Array {
  const random = new Random(seed, 'trials');
  return Float64Array.from({ length: n }, () => random.normal());
}

function correlation(a: Float64Array, b: Float64Array): number {
  return value(statistics.correlation({ returns: a, benchmark: b }));
}

describe('effective trials', () => {
  const count = (series: readonly Float64Array[], trials: number): number =>
    value(statistics.effectiveTrials({ series, trials }));
  /** Sines of whole periods are uncorrelated, exactly but for rounding. */
  const sine = (waves: number): Float64Array =>
    Float64Array.from({ length: 240 }, (_, i) => Math.sin((2 * Math.PI * waves * i) / 240));
  /** Correlation ρ between any two: a common sine and one's own. */
  const common = sine(1);
  const related = (rho: number, n: number): readonly Float64Array[] =>
    Array.from({ length: n }, (_, k) => sine(k + 2).map((own, i) => Math.sqrt(rho) * common[i]! + Math.sqrt(1 - rho) * own));

  test('mean correlation 0.9 makes 4.9 of 40, 0.5 makes 50.5 of 100', () => {
    expect(count(related(0.9, 40), 40)).toBeCloseTo(4.9, 9);
    expect(count(related(0.5, 100), 100)).toBeCloseTo(50.5, 9);
  });
  test('independent trials count in full, opposite ones not for more', () => {
    expect(count([sine(1), sine(2), sine(3)], 3)).toBeCloseTo(3, 9);
    expect(count([sine(1), sine(1).map((one) => -one)], 2)).toBe(2);
  });
  test('copies of one trial never lower the count below that of the independent ones', () => {
    const independent = [sine(1), sine(2), sine(3), sine(4)];
    for (let copies = 0; copies < 40; copies += 1) {
      const series = [...independent, ...new Array<Float64Array>(copies).fill(sine(1))];
      expect(count(series, series.length)).toBeGreaterThanOrEqual(4 - 1e-9);
    }
  });
  test('where fewer than two series say anything, all trials count in full', () => {
    expect(count([new Float64Array(240), sine(1)], 7)).toBe(7);
    expect(count([sine(1).subarray(0, 20), sine(1).subarray(0, 20)], 7)).toBe(7);
    expect(statistics.effectiveTrials({ series: [], trials: 0 })).toEqual({ missing: 'needs 1 trial' });
    expect(() => statistics.effectiveTrials({ series: [sine(1), sine(1).subarray(1)], trials: 2 })).toThrow('one length');
  });
});

describe('effective trials of different dates', () => {
  test('pairs are compared on the dates they share, at least 30', () => {
    const a = noise(1, 100);
    const b = noise(2, 100).map((one, i) => one + a[i]!);
    const c = noise(3, 120);
    // c begins 60 days later: 40 dates in common. d begins 71 days later: 29, which say nothing.
    const shifted = c.map((one, i) => one + (a[i + 60] ?? 0));
    const times = [days(0, 100), days(0, 100), days(60, 120), days(71, 50)];
    const d = noise(4, 50);
    const pairs = [
      correlation(a, b),
      correlation(a.subarray(60), shifted.subarray(0, 40)),
      correlation(b.subarray(60), shifted.subarray(0, 40)),
      correlation(shifted.subarray(11, 61), d),
    ];
    const mean = pairs.reduce((sum, one) => sum + one, 0) / 4;
    const made = value(statistics.effectiveTrials({ series: [a, b, shifted, d], times, trials: 10 }));
    expect(made).toBeCloseTo(mean + (1 - mean) * 10, 10);
  });

  test('dates given for all give what no dates give', () => {
    const series = [1, 2, 3].map((seed) => noise(seed, 60).map((one, i) => one + noise(9, 60)[i]!));
    const times = series.map(() => days(5, 60));
    const plain = value(statistics.effectiveTrials({ series, trials: 3 }));
    expect(value(statistics.effectiveTrials({ series, times, trials: 3 }))).toBe(plain);
    expect(plain).toBeLessThan(2.5);
  });

  test('above 2,000 trials a seeded sample of pairs is near the mean of all', () => {
    // Two windows of 40 days, 35 in common; every trial is a common factor and its own noise in equal parts.
    const factor = noise(77, 45);
    const series = Array.from({ length: 2001 }, (_, k) => noise(k, 40).map((one, i) => one + factor[i + (k % 2 === 0 ? 0 : 5)]!));
    const times = series.map((_, k) => days(k % 2 === 0 ? 0 : 5, 40));
    const sampled = value(statistics.effectiveTrials({ series, times, trials: 2001, seed: 3 }));
    const all = value(statistics.effectiveTrials({ series: series.slice(1), times: times.slice(1), trials: 2001 }));
    expect(sampled / all).toBeCloseTo(1, 2);
    expect(value(statistics.effectiveTrials({ series, times, trials: 2001, seed: 3 }))).toBe(sampled);
    expect(value(statistics.effectiveTrials({ series, times, trials: 2001, seed: 4 }))).not.toBe(sampled);
  });

  test('no common dates: all trials count', () => {
    const input = { series: [noise(1, 40), noise(1, 40)], times: [days(0, 40), days(40, 40)], trials: 6 };
    expect(value(statistics.effectiveTrials(input))).toBe(6);
    expect(() => statistics.effectiveTrials({ ...input, times: [days(0, 40), days(0, 39)] })).toThrow('has a date');
  });
});

test('variance of the trials: n − 1; one of them alone says 1 / (T − 1)', () => {
  expect(value(statistics.trialVariance({ sharpes: [0.1, 0.3, 0.2], n: 500 }))).toBeCloseTo(0.01, 15);
  expect(value(statistics.trialVariance({ sharpes: [0.1, NaN], n: 501 }))).toBe(1 / 500);
  expect(statistics.trialVariance({ sharpes: [], n: 1 })).toEqual({ missing: 'needs 2 returns' });
});
