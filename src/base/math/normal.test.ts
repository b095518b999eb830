import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalCdf, normalQuantile } from './index.ts';

const relative = (value: number, expected: number): number => Math.abs(value - expected) / Math.abs(expected);

// M. Abramowitz, I. Stegun, Handbook of Mathematical Functions (1964), table 26.1: Φ(x) to 15 places; 1 − Φ of the tail from table 26.2.
test.each([
  [0, 0.5],
  [0.5, 0.691462461274013],
  [1, 0.841344746068543],
  [1.5, 0.933192798731142],
  [2, 0.97724986805182],
  [3, 0.99865010196837],
])('Φ(%d)', (x, expected) => {
  expect(Math.abs(normalCdf(x) - expected)).toBeLessThan(1e-15 + 5e-16);
  expect(Math.abs(normalCdf(-x) - (1 - expected))).toBeLessThan(1e-15 + 5e-16);
});

test('reference values of the specification, and a tail of ten deviations', () => {
  expect(Math.abs(normalCdf(1.96) - 0.9750021048517795)).toBeLessThan(1e-14);
  expect(Math.abs(normalQuantile(0.975) - 1.959963984540054)).toBeLessThan(1e-14);
  // 26.2: −log₁₀ of the tail is 6.54265 at 5 and 23.11805 at 10.
  expect(-Math.log10(normalCdf(-5))).toBeCloseTo(6.54265, 5);
  expect(-Math.log10(normalCdf(-10))).toBeCloseTo(23.11805, 5);
});

test('both sides of 3 agree, and the ends are what they must be', () => {
  expect(relative(normalCdf(-3 - 1e-12), normalCdf(-3 + 1e-12))).toBeLessThan(1e-11);
  expect([normalCdf(-Infinity), normalCdf(Infinity), normalCdf(NaN)]).toEqual([0, 1, NaN]);
  expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([-Infinity, 0, Infinity]);
  expect([normalQuantile(-0.1), normalQuantile(1.1), normalQuantile(NaN)]).toEqual([NaN, NaN, NaN]);
});

test('the quantile undoes the probability, and both rise', () => {
  fc.assert(
    fc.property(fc.double({ min: -8, max: 8, noNaN: true }), (x) => {
      const back = normalQuantile(normalCdf(x));
      // Near 1 a probability keeps fewer digits of the tail: one part in 2⁵³ of it moves the quantile by 1/φ(x).
      const slack = x > 0 ? 2.3e-16 / (Math.exp((-x * x) / 2) / 2.5066282746310002) : 0;
      expect(Math.abs(back - x)).toBeLessThanOrEqual(1e-13 * (1 + Math.abs(x)) + slack);
      expect(normalCdf(x + 0.01)).toBeGreaterThanOrEqual(normalCdf(x));
    }),
  );
});
