import { describe, expect, test } from 'vitest';
import { meanOf, Random, standardDeviation } from '../../base/index.ts';
import { type DifferenceTest, type Statistic, statistics } from '../index.ts';

const noise = (n: number, seed: number): Float64Array => {
  const random = new Random(seed, 'test');
  return Float64Array.from({ length: n }, () => random.normal() / 100);
};
const mean = (returns: Float64Array): Statistic => statistics.meanReturn({ returns });
const sharpe = (returns: Float64Array): Statistic => statistics.sharpe({ returns });

type Asked = Omit<Parameters<typeof statistics.bootstrapDifferences>[0], 'statistics' | 'series'>;
/** The test of one statistic and one series. */
function testOne(statistic: (returns: Float64Array) => Statistic, returns: Float64Array, input: Asked): DifferenceTest {
  const [[found] = []] = statistics.bootstrapDifferences({ ...input, series: [returns], statistics: [statistic] });
  if (found === undefined || 'missing' in found) throw new Error(found?.missing ?? 'nothing');
  return found;
}

/** A baseline and a series whose differences are `z` standard errors of their mean away from 0. */
function apart(z: number, n: number): { readonly baseline: Float64Array; readonly returns: Float64Array } {
  const baseline = noise(n, 1);
  const raw = noise(n, 2);
  const shift = (z * standardDeviation(raw)!) / Math.sqrt(n) - meanOf(raw)!;
  return { baseline, returns: baseline.map((value, i) => value + raw[i]! + shift) };
}

describe('the mean of independent differences', () => {
  // Two-sided tail probabilities of the standard normal distribution, as every table prints them; four standard errors of 4,000 draws.
  test.each([
    [0.6745, 0.5],
    [1, 0.3173],
    [1.96, 0.05],
    [2.5758, 0.01],
  ])('at z = %d p is %d', (z, p) => {
    const { baseline, returns } = apart(z, 1000);
    const found = testOne(mean, returns, { baseline, seed: 5, draws: 4000, meanBlock: 1 });
    expect(Math.abs(found.pValue - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 4000));
  });
  test('its interval reaches 1.96 standard errors each way', () => {
    const { baseline, returns } = apart(1, 1000);
    const found = testOne(mean, returns, { baseline, seed: 5, draws: 4000, meanBlock: 1 });
    const error = found.difference;
    expect(Math.abs((found.high - found.difference) / error - 1.96)).toBeLessThan(0.15);
    expect(Math.abs((found.difference - found.low) / error - 1.96)).toBeLessThan(0.15);
  });
});

test('two strategies of one distribution are told apart at 5 % about once in twenty', () => {
  let told = 0;
  for (let one = 0; one < 300; one += 1) {
    const baseline = noise(250, 10_000 + one);
    const shared = noise(250, 20_000 + one);
    const returns = noise(250, 30_000 + one).map((value, i) => 0.7 * shared[i]! + 0.3 * value);
    const other = baseline.map((value, i) => 0.7 * shared[i]! + 0.3 * value);
    if (testOne(sharpe, returns, { baseline: other, seed: one, draws: 200 }).pValue <= 0.05) told += 1;
  }
  // Binomial, 300 trials: 5 % is 15; 9 to 21 is one and a half standard deviations, up to 30 for the liberal block bootstrap.
  expect(told).toBeGreaterThan(5);
  expect(told).toBeLessThan(31);
});

test('pairs count: what both series share cancels', () => {
  const market = noise(500, 7).map((value) => 3 * value);
  const baseline = market.map((value, i) => value + 0.1 * noise(500, 8)[i]!);
  const returns = market.map((value, i) => value + 0.0005 + 0.1 * noise(500, 9)[i]!);
  expect(testOne(mean, returns, { baseline, seed: 1 }).pValue).toBeLessThan(0.01);
});

test('a series against itself differs by nothing, and luck reaches that always', () => {
  const baseline = noise(100, 3);
  expect(testOne(sharpe, baseline, { baseline, seed: 1, draws: 100 })).toEqual({ difference: 0, pValue: 1, low: 0, high: 0 });
});

test('the other way round the difference has the other sign and the same p', () => {
  const [a, b] = [noise(120, 4), noise(120, 5)];
  const [one, other] = [testOne(sharpe, b, { baseline: a, seed: 2 }), testOne(sharpe, a, { baseline: b, seed: 2 })];
  expect(other.difference).toBe(-one.difference);
  expect(other.pValue).toBe(one.pValue);
  expect(other.low).toBeCloseTo(-one.high, 12);
});

test('every series is drawn with the same periods, so the company it is in changes nothing', () => {
  const [a, b, c] = [noise(90, 4), noise(90, 5), noise(90, 6)];
  const ask = { baseline: a!, statistics: [sharpe, mean], seed: 3, draws: 100 };
  const all = statistics.bootstrapDifferences({ ...ask, series: [b!, c!] });
  const alone = statistics.bootstrapDifferences({ ...ask, series: [c!] });
  expect(all.map((row) => row[1])).toEqual(alone.map((row) => row[0]));
});

test('nothing is said of short series, gaps, and statistics without a value', () => {
  const ask = (baseline: Float64Array, other: Float64Array, statistic = sharpe) =>
    statistics.bootstrapDifferences({ baseline, series: [other], statistics: [statistic], seed: 1, draws: 50 })[0]![0];
  expect(ask(noise(29, 1), noise(29, 2))).toEqual({ missing: 'needs 30 returns, has 29' });
  expect(ask(noise(40, 1), noise(40, 2).fill(Number.NaN, 3, 4))).toEqual({ missing: 'a return is not a number' });
  expect(ask(noise(40, 1), new Float64Array(40))).toHaveProperty('missing');
  // One loss only: many draws miss it, and then there is no downside.
  const gains = new Float64Array(40).fill(0.01);
  gains[7] = -0.01;
  const sortino = (returns: Float64Array): Statistic => statistics.sortino({ returns });
  expect(ask(gains, gains, sortino)).toEqual({ missing: 'more than a tenth of the draws have no value' });
});
