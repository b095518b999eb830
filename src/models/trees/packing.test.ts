import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gradientOf, hessianOf, pack } from './packing.ts';
import { everyOne } from './sampling.ts';

const size = fc.oneof(fc.constantFrom(0, 1e-300, 1e-12, 1, 1e12, 1e300), fc.double({ min: 0, max: 1, noNaN: true }));

test('sums of packed pairs are the pairs of sums, whatever the sizes and signs', () => {
  const row = fc.record({ g: fc.tuple(size, fc.constantFrom(-1, 1)).map(([value, sign]) => value * sign), h: size });
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 300 }), (rows) => {
      const target = { gradient: Float64Array.from(rows, ({ g }) => g), hessian: Float64Array.from(rows, ({ h }) => h) };
      const packed = new Float64Array(rows.length);
      const { gradientScale, hessianScale, leastHessian, mostHessian } = pack(target, everyOne(rows.length), {
        packed,
        pairs: new Float64Array(2 * rows.length),
      });
      let sum = 0;
      let positive = 0;
      let gradient = 0;
      let hessian = 0;
      for (const [i, { g, h }] of rows.entries()) {
        expect(Number.isSafeInteger(packed[i])).toBe(true);
        expect(Math.abs(gradientOf(packed[i]!) - g * gradientScale)).toBeLessThan(0.5 + 1e-9);
        expect(Math.abs(hessianOf(packed[i]!) - h * hessianScale)).toBeLessThan(0.5 + 1e-9);
        expect(hessianOf(packed[i]!)).toBeGreaterThanOrEqual(leastHessian);
        expect(hessianOf(packed[i]!)).toBeLessThanOrEqual(mostHessian);
        sum += packed[i]!;
        positive += Math.abs(gradientOf(packed[i]!));
        gradient += gradientOf(packed[i]!);
        hessian += hessianOf(packed[i]!);
      }
      expect(positive).toBeLessThan(2 ** 27);
      expect(hessian).toBeLessThan(2 ** 26);
      expect([gradientOf(sum), hessianOf(sum)]).toEqual([gradient, hessian]);
    }),
  );
});

test('a scale is the largest power of two that fits', () => {
  // Σ|g| = 4: 2^27 − 2 − 2 over 4 lies just below 2^25; Σh = 1: 2^26 − 2 − 2 just below 2^26.
  const target = { gradient: Float64Array.of(1, -1, 1, -1), hessian: new Float64Array(4).fill(0.25) };
  const packed = new Float64Array(4);
  const pairs = new Float64Array(8);
  expect(pack(target, everyOne(4), { packed, pairs })).toEqual({
    gradientScale: 2 ** 24,
    hessianScale: 2 ** 25,
    leastHessian: 2 ** 23,
    mostHessian: 2 ** 23,
  });
  expect([...pairs]).toEqual([1, 0.25, -1, 0.25, 1, 0.25, -1, 0.25]);
  expect([...packed]).toEqual([2 ** 50 + 2 ** 23, -(2 ** 50) + 2 ** 23, 2 ** 50 + 2 ** 23, -(2 ** 50) + 2 ** 23]);
});
