import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Missing, Statistic } from '../statistic.ts';
import { statistics } from '../statistics/library.ts';
import { COMPARISON_KEYS, compareWithBenchmark } from './benchmark-comparison.ts';
import { type BootstrapFan, bootstrapFan } from './bootstrap-fan.ts';
import { placeAmong, spreadOf } from './draws.ts';
import { tradeShuffle } from './trade-shuffle.ts';

function there<T extends object>(found: T | Missing): T {
  if ('missing' in found) throw new Error(found.missing as string);
  return found;
}
const numberOf = (statistic: Statistic): number => there(statistic as { value: number } | Missing).value;
const fanOf = (returns: readonly number[], more: { seed?: number; capital?: number; steps?: number } = {}): BootstrapFan =>
  there(bootstrapFan({ returns: Float64Array.from(returns), capital: 100, seed: 7, draws: 50, steps: 4, minimum: 1, ...more }));

describe('bootstrap fan', () => {
  test('constant returns leave no room for luck: every quantile compounds them', () => {
    const fan = fanOf(Array.from({ length: 8 }, () => 0.1));
    expect([...fan.periods]).toEqual([0, 2, 4, 6, 8]);
    for (const { equity } of fan.quantiles) {
      // 100, 121, 146.41, 177.1561, 214.358881.
      for (const [point, value] of [100, 121, 146.41, 177.1561, 214.358881].entries())
        expect(equity[point]).toBeCloseTo(value, 10);
    }
    expect(fan.losing).toBe(0);
    expect(fan.meanBlock).toBe(2);
  });

  test('two returns, one draw each way: the end is one of three products, with the odds of drawing them', () => {
    // Blocks of mean 2: the second place follows the first in the circle with ½, else is drawn anew: equal places in ¼ of the draws.
    const draws = 20_000;
    const fan = there(bootstrapFan({ returns: Float64Array.of(0.5, -0.5), capital: 1, seed: 3, draws, steps: 2, minimum: 2 }));
    // 2.25 with ⅛, 0.75 with ¾, 0.25 with ⅛: only 2.25 does not lose, so 7/8 of the draws do, ± 3 standard errors.
    expect(Math.abs(fan.losing - 7 / 8)).toBeLessThan(3 * Math.sqrt(7 / 64 / draws));
    expect(fan.quantiles.map(({ equity }) => equity[2])).toEqual([0.25, 0.75, 0.75, 0.75, 2.25]);
  });

  test('what is lost stays lost', () => {
    const fan = fanOf([-1.5, -1.5, -1.5, -1.5]);
    expect(fan.quantiles.map(({ equity }) => [...equity])).toEqual(Array.from({ length: 5 }, () => [100, 0, 0, 0, 0]));
    expect(fan.losing).toBe(1);
  });

  test('quantiles never cross, scale with the capital, and come again with the seed', () => {
    const returns = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(returns, fc.nat(1000), (values, seed) => {
        const fan = fanOf(values, { seed, steps: 10 });
        expect(fanOf(values, { seed, steps: 10 })).toEqual(fan);
        const large = fanOf(values, { seed, steps: 10, capital: 1600 });
        for (const [index, { equity }] of fan.quantiles.entries()) {
          expect([...large.quantiles[index]!.equity]).toEqual(Array.from(equity, (value) => value * 16));
          const above = fan.quantiles[index + 1]?.equity;
          if (above !== undefined) for (const [i, value] of equity.entries()) expect(value).toBeLessThanOrEqual(above[i]!);
        }
      }),
      { numRuns: 40 },
    );
  });

  test('too few returns, and a gap, are named', () => {
    const input = { capital: 1, seed: 1, draws: 10, steps: 5 };
    expect(bootstrapFan({ ...input, returns: new Float64Array(29) })).toEqual({ missing: 'needs 30 returns, has 29' });
    expect(bootstrapFan({ ...input, returns: new Float64Array(30).fill(Number.NaN) })).toEqual({
      missing: 'a return is not a number',
    });
  });
});

describe('trade shuffle', () => {
  // −10 %, +20 %, −10 % in the order of the run: 0.9, 1.08, 0.972: 10 % deep. Both losses side by side (⅔ of the orders): 19 %.
  const returns = Float64Array.of(-0.1, 0.2, -0.1);
  const draws = 9000;
  const shuffle = there(tradeShuffle({ returns, seed: 11, draws, minimum: 3 }));

  test('known trades: depth of the own order, odds of the others, one growth', () => {
    expect(shuffle.own).toBeCloseTo(0.1, 12);
    expect(shuffle.growth).toBeCloseTo(0.972, 12);
    expect(shuffle.maxDrawdown.p5).toBeCloseTo(0.1, 12);
    expect(shuffle.maxDrawdown.p95).toBeCloseTo(0.19, 12);
    const mean = (2 / 3) * 0.19 + (1 / 3) * 0.1;
    const error = (0.09 * Math.sqrt(2 / 9)) / Math.sqrt(draws);
    expect(Math.abs(shuffle.maxDrawdown.mean - mean)).toBeLessThan(3 * error);
  });

  test('the trades handed in keep their order', () => {
    expect([...returns]).toEqual([-0.1, 0.2, -0.1]);
    expect(there(tradeShuffle({ returns, seed: 11, draws, minimum: 3 }))).toEqual(shuffle);
  });

  test('equal trades have one order; too few have none', () => {
    const same = there(tradeShuffle({ returns: new Float64Array(6).fill(-0.5), seed: 1, draws: 100 }));
    expect([same.own, same.maxDrawdown.p5, same.maxDrawdown.p95, same.percentile]).toEqual([
      1 - 0.5 ** 6,
      1 - 0.5 ** 6,
      1 - 0.5 ** 6,
      0.5,
    ]);
    expect(tradeShuffle({ returns, seed: 1, draws: 10 })).toEqual({ missing: 'needs 5 closed trades, has 3' });
  });
});

describe('draws', () => {
  test('a value among ten: ties count half below, fully against it', () => {
    const draws = Float64Array.of(1, 2, 3, 4, 5, 5, 7, 8, 9, 10);
    // Below 5: four, equal: two, above: four → (4 + 1) / 10; p = (1 + 6) / 11.
    expect(placeAmong({ value: 5, draws })).toEqual({ percentile: 0.5, pValue: 7 / 11 });
    expect(placeAmong({ value: 11, draws })).toEqual({ percentile: 1, pValue: 1 / 11 });
    expect(placeAmong({ value: 0, draws })).toEqual({ percentile: 0, pValue: 1 });
  });

  test('type-7 quantiles of 1 … 10', () => {
    const spread = spreadOf(Float64Array.of(10, 1, 9, 2, 8, 3, 7, 4, 6, 5))!;
    // (n − 1) p places from the lowest: 0.45, 2.25, 4.5, 6.75, 8.55.
    for (const [key, value] of Object.entries({ mean: 5.5, p5: 1.45, p25: 3.25, p50: 5.5, p75: 7.75, p95: 9.55 })) {
      expect(spread[key as keyof typeof spread]).toBeCloseTo(value, 12);
    }
    expect(spreadOf(new Float64Array(0))).toBe(undefined);
  });
});

describe('beside a benchmark', () => {
  const benchmark = Float64Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 0.02 : -0.01));

  test('twice the benchmark and a little more each period', () => {
    // r = 2b + 0.001: beta 2, correlation 1, mean excess 0.001 a period. r − b = b + 0.001 varies as b does: ±0.015 around its mean 0.006.
    const compared = compareWithBenchmark({
      returns: benchmark.map((value) => 2 * value + 0.001),
      benchmark,
      perYear: 252,
      riskFree: 0,
    });
    const deviation = 0.015 * Math.sqrt(40 / 39);
    expect(numberOf(compared.beta)).toBeCloseTo(2, 12);
    expect(numberOf(compared.correlation)).toBeCloseTo(1, 12);
    expect(numberOf(compared.alpha)).toBeCloseTo(1.001 ** 252 - 1, 10);
    expect(numberOf(compared.tracking_error)).toBeCloseTo(deviation * Math.sqrt(252), 12);
    expect(numberOf(compared.information_ratio)).toBeCloseTo((0.006 / deviation) * Math.sqrt(252), 9);
    expect(numberOf(compared.up_capture)).toBeCloseTo((1.041 ** 252 - 1) / (1.02 ** 252 - 1), 8);
    expect(numberOf(compared.down_capture)).toBeCloseTo((0.981 ** 252 - 1) / (0.99 ** 252 - 1), 10);
  });

  test('against a benchmark that runs the other way the correlation is −1', () => {
    expect(numberOf(statistics.correlation({ returns: benchmark.map((value) => -value), benchmark }))).toBeCloseTo(-1, 12);
    expect(statistics.correlation({ returns: new Float64Array(40), benchmark })).toEqual({ missing: 'the returns do not vary' });
  });

  test('cash does not vary: what needs that says so, what does not has a value', () => {
    const compared = compareWithBenchmark({ returns: benchmark, benchmark: new Float64Array(40), perYear: 252, riskFree: 0 });
    const missing = COMPARISON_KEYS.filter((key) => 'missing' in compared[key]);
    expect(missing).toEqual(['beta', 'alpha', 'correlation', 'up_capture', 'down_capture']);
    expect(compared.beta).toEqual({ missing: 'the benchmark does not vary' });
  });

  test('29 returns are too few for all', () => {
    const few = benchmark.subarray(0, 29);
    const compared = compareWithBenchmark({ returns: few, benchmark: few, perYear: 252, riskFree: 0 });
    for (const key of COMPARISON_KEYS) expect(compared[key], key).toEqual({ missing: 'needs 30 returns, has 29' });
  });
});
