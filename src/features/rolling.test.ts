import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Random } from '../base/index.ts';
import { barsOfCloses, runFeature } from './feature.testkit.ts';
import { BLOCK_ROWS, FEATURES } from './index.ts';

/**
 * The windows of the moving statistics against exact arithmetic: every value is a whole number of 2^-70, so sums and squares are
 * whole numbers too and nothing is rounded before the last step.
 */
const UNIT = 70n;
const ONE = 1n << UNIT;

function exact(value: number): bigint {
  // A float in this range is m · 2^e with 2^52 ≤ m < 2^53.
  let m = value;
  let shift = 0n;
  while (!Number.isInteger(m)) {
    m *= 2;
    shift += 1n;
  }
  return shift > UNIT ? BigInt(m) >> (shift - UNIT) : BigInt(m) << (UNIT - shift);
}

/** p / q as a float, correct to 1e-15. */
function quotient(p: bigint, q: bigint): number {
  return Number((p * (1n << 120n)) / q) / 2 ** 60 / 2 ** 60;
}

function square(value: bigint): bigint {
  return value * value;
}

/** Mean and population variance of a window. */
function statistics(window: readonly number[]): { mean: number; variance: number } {
  const n = BigInt(window.length);
  const values = window.map(exact);
  const sum = values.reduce((a, b) => a + b, 0n);
  const squares = values.reduce((a, b) => a + square(b), 0n);
  return {
    mean: quotient(sum, n * ONE),
    variance: quotient(n * squares - square(sum), square(n) * square(ONE)),
  };
}

const close = (type: string, period: number, values: readonly number[]): Float64Array => {
  const feature = FEATURES.find((known) => known.type === type)!;
  return runFeature(feature, { period }, barsOfCloses(values))[0]!;
};

function prices(level: number, length: number, seed: number): number[] {
  const random = new Random(seed, 'rolling');
  let price = level;
  return Array.from({ length }, () => {
    price *= 1 + 0.01 * (random.uniform() - 0.5);
    return price;
  });
}

function worstErrors(values: readonly number[], period: number, rows: readonly number[]): { mean: number; deviation: number } {
  const means = close('sma', period, values);
  const deviations = close('stdev', period, values);
  let mean = 0;
  let deviation = 0;
  for (const row of rows) {
    const right = statistics(values.slice(row - period + 1, row + 1));
    mean = Math.max(mean, Math.abs(means[row]! / right.mean - 1));
    deviation = Math.max(deviation, Math.abs(deviations[row]! / Math.sqrt(right.variance) - 1));
  }
  return { mean, deviation };
}

describe('relative error of moving sums stays below 1e-10', () => {
  const rows = Array.from({ length: 60 }, (_, i) => 30 + i * 37);
  test.each([1e-6, 1e-3, 1, 100, 1e5, 1e8])('at prices around %d', (level) => {
    for (const period of [2, 14, 20]) {
      const { mean, deviation } = worstErrors(prices(level, 2300, 1), period, rows);
      expect(mean).toBeLessThan(1e-13);
      expect(deviation).toBeLessThan(1e-10);
    }
  });

  test('a long window too', () => {
    const { mean, deviation } = worstErrors(prices(100, 2300, 2), 1000, [999, 1023, 1024, 1500, 2047, 2048, 2299]);
    expect(mean).toBeLessThan(1e-13);
    expect(deviation).toBeLessThan(1e-10);
  });

  test('after a 1,000-fold outlier left the window, wherever it stood', () => {
    for (const at of [0, 1, 19, 20, 700, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 1]) {
      const values = prices(100, 1400, 3);
      values[at]! *= 1000;
      const after = Array.from({ length: 60 }, (_, i) => at + 20 + i);
      const { mean, deviation } = worstErrors(
        values,
        20,
        after.filter((row) => row >= 19),
      );
      expect(mean).toBeLessThan(1e-13);
      expect(deviation).toBeLessThan(1e-10);
    }
  });

  test('while an outlier is in the window', () => {
    const values = prices(100, 300, 4);
    values[150]! *= 1000;
    const { mean, deviation } = worstErrors(
      values,
      20,
      Array.from({ length: 20 }, (_, i) => 150 + i),
    );
    expect(mean).toBeLessThan(1e-13);
    expect(deviation).toBeLessThan(1e-10);
  });
});

test('a flat window has a deviation of exactly 0 and its mean is the value', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-9, max: 1e12, noNaN: true }), fc.integer({ min: 2, max: 60 }), (price, period) => {
      const values = [price * 3, price * 0.2, ...new Array<number>(150).fill(price)];
      expect(close('stdev', period, values).at(-1)).toBe(0);
      expect(close('sma', period, values).at(-1)).toBe(price);
    }),
  );
});

test('weighted means and extremes agree with the window taken by itself', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 9999 }), { minLength: 40, maxLength: 120 }),
      fc.integer({ min: 1, max: 30 }),
      (values, n) => {
        const weighted = close('wma', n, values);
        const feature = FEATURES.find((known) => known.type === 'donchian')!;
        const [, upper, lower] = runFeature(feature, { period: n }, barsOfCloses(values));
        for (let row = n; row < values.length; row += 1) {
          const window = values.slice(row - n + 1, row + 1);
          const sum = window.reduce((total, value, index) => total + value * (index + 1), 0);
          expect(weighted[row]).toBeCloseTo((2 * sum) / (n * (n + 1)), 8);
          const before = values.slice(row - n, row);
          expect([upper![row], lower![row]]).toEqual([Math.max(...before), Math.min(...before)]);
        }
      },
    ),
    { numRuns: 40 },
  );
});
