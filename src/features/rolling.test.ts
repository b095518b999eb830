import fc from 'fast-check';
import { expect, test } from 'vitest';
import { barsOfCloses, runFeature } from './feature.testkit.ts';
import { FEATURES } from './index.ts';

const close = (type: string, period: number, values: readonly number[]): Float64Array => {
  const feature = FEATURES.find((known) => known.type === type)!;
  return runFeature(feature, { period }, barsOfCloses(values))[0]!;
};

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
