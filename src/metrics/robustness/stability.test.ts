import { describe, expect, test } from 'vitest';
import { Random } from '../../base/index.ts';
import {
  extraLagRatio,
  netReturns,
  regimeTable,
  type SameTurnover,
  sameTurnover,
  statistics,
  walkForwardEfficiency,
} from '../index.ts';

const of = (...values: number[]): Float64Array => Float64Array.from(values);

describe('returns of weights', () => {
  test('two symbols with costs of 10 bps, by hand', () => {
    const weights = [of(0.5, 0.5, 0), of(0, -0.5, -0.5)];
    const returns = [of(0.02, -0.01, NaN), of(0.01, 0.02, -0.04)];
    // Changes 0.5 + 0, 0 + 0.5, 0.5 + 0.
    expect([...netReturns({ weights, returns, bps: 10 })]).toEqual([
      0.01 - 0.0005,
      expect.closeTo(-0.015 - 0.0005, 15),
      0.02 - 0.0005,
    ]);
    // In a circle the first period begins with 0 and −0.5.
    expect(netReturns({ weights, returns, bps: 10, circular: true })[0]).toBeCloseTo(0.01 - 0.001, 15);
  });
  test('a weight without a return is a gap only where it is held', () => {
    expect([...netReturns({ weights: [of(0, 1)], returns: [of(NaN, 0.1)], bps: 0 })]).toEqual([0, 0.1]);
    expect(() => netReturns({ weights: [of(1)], returns: [of(1, 2)], bps: 0 })).toThrow('every period');
  });
});

describe('the same turnover at other times', () => {
  const n = 500;
  const random = new Random(8, 'market');
  const market = Float64Array.from({ length: n }, () => 0.01 * random.normal());
  const value = (found: ReturnType<typeof sameTurnover>): SameTurnover => {
    if ('missing' in found) throw new Error(found.missing);
    return found;
  };
  const input = { returns: [market], bps: 5, horizonBars: 5, seed: 1 };

  test('a strategy that knows the next return is better than every draw', () => {
    const made = value(sameTurnover({ ...input, weights: [market.map((r) => Math.sign(r))] }));
    expect(made).toMatchObject({ percentile: 1, pValue: 1 / 101, draws: 100, least: 20 });
  });
  test('always invested: every draw is the same, p 1', () => {
    const made = value(sameTurnover({ ...input, weights: [market.map(() => 1)] }));
    expect(made).toMatchObject({ percentile: 0.5, pValue: 1 });
    const sharpe = statistics.sharpe({ returns: market });
    expect({ value: made.own }).toEqual(sharpe);
  });
  test('weights of chance: p is spread evenly over 200 strategies', () => {
    const found = Array.from({ length: 200 }, (_, seed) => {
      const chance = new Random(seed, 'weights');
      return value(sameTurnover({ ...input, bps: 5, seed, weights: [market.map(() => chance.below(2))] })).pValue;
    });
    const low = found.filter((p) => p <= 0.1).length;
    // Binomial(200, 0.1): mean 20, standard deviation 4.2.
    expect(low).toBeGreaterThan(20 - 4 * 4.25);
    expect(low).toBeLessThan(20 + 4 * 4.25);
  });
  test('turnover and exposure of a draw are those of the strategy: with no market, only costs are left, equal for all', () => {
    const weights = [market.map((r, i) => (i % 50 < 25 ? Math.sign(r) : 0))];
    const still = market.map((_, i) => (i === 3 ? 1e-9 : 0));
    const made = value(sameTurnover({ ...input, returns: [still], weights }));
    expect(made.spread.p95 - made.spread.p5).toBeLessThan(1e-3 * Math.abs(made.own));
  });
  test('long horizons shift further; too few periods', () => {
    const weights = [market.map((r) => Math.sign(r))];
    expect(value(sameTurnover({ ...input, weights, horizonBars: 30 })).least).toBe(60);
    const short = [market.subarray(0, 39)];
    expect(sameTurnover({ ...input, returns: short, weights: short })).toEqual({ missing: 'needs 40 returns, has 39' });
    expect(sameTurnover({ ...input, weights: [new Float64Array(n)] })).toEqual({ missing: 'the returns do not vary' });
  });
});

test('walk-forward efficiency and extra lag: shares of a positive Sharpe ratio', () => {
  const [one, half, none] = [{ value: 1 }, { value: 0.5 }, { missing: 'no returns' }];
  expect(walkForwardEfficiency({ outOfSample: half, inSample: one })).toEqual({ value: 0.5 });
  expect(walkForwardEfficiency({ outOfSample: half, inSample: { value: 0 } })).toEqual({
    missing: 'the Sharpe ratio in sample is not above 0',
  });
  expect(walkForwardEfficiency({ outOfSample: none, inSample: one })).toEqual(none);
  expect(extraLagRatio({ later: { value: -1 }, own: { value: 2 } })).toEqual({ value: -0.5 });
  expect(extraLagRatio({ later: one, own: none })).toEqual(none);
  expect(extraLagRatio({ later: one, own: { value: -1 } })).toEqual({ missing: 'the Sharpe ratio is not above 0' });
});

test('regimes: terciles of the volatility known before, and the side of the market', () => {
  // Three stretches of 60 periods in which the market swings by 1, 2 and 3 %; the first 20 periods belong to none.
  const market = Float64Array.from({ length: 180 }, (_, t) => (t % 2 === 0 ? 0.01 : -0.01) * (1 + Math.floor(t / 60)));
  const returns = Float64Array.from({ length: 180 }, (_, t) => t);
  const table = regimeTable({ returns, market });
  const rows = new Map(table.map((row) => [row.regime, row]));
  expect(rows.get('calm')!.periods + rows.get('normal')!.periods + rows.get('wild')!.periods).toBe(160);
  // Volatility never falls along the way, so the wild third is the last 53 periods: 127 … 179.
  expect(rows.get('wild')!.mean).toEqual({ value: expect.closeTo((127 + 179) / 2, 0) });
  expect(rows.get('up')).toMatchObject({ periods: 90, mean: { value: expect.closeTo(89, 12) } });
  expect(rows.get('down')).toMatchObject({ periods: 90, mean: { value: expect.closeTo(90, 12) } });
  const few = regimeTable({ returns: returns.subarray(0, 25), market: market.subarray(0, 25) });
  expect(few.find(({ regime }) => regime === 'up')).toMatchObject({
    periods: 13,
    sharpe: { missing: 'needs 30 returns, has 13' },
  });
  const none = regimeTable({ returns: of(), market: of() });
  expect(none.every(({ periods, mean }) => periods === 0 && 'missing' in mean)).toBe(true);
});
