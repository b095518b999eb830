import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CompensatedSum, sumOf } from '../base/index.ts';
import { drawdowns, sessionEnds } from './index.ts';

/** Whole multiples of 2⁻²⁰⁰ that a float64 of exponent −100 … 100 holds exactly. */
const exact = (mantissa: number, exponent: number): bigint => BigInt(mantissa) << BigInt(exponent + 200);
const parts = fc.tuple(fc.maxSafeInteger(), fc.integer({ min: -100, max: 100 }));
const UNIT = 200n;

test('a sum is the exact sum, rounded, but for n²·ε² of the sum of sizes', () => {
  fc.assert(
    fc.property(fc.array(parts, { maxLength: 41 }), (list) => {
      const values = Float64Array.from(list, ([mantissa, exponent]) => mantissa * 2 ** exponent);
      const whole = list.reduce((sum, [mantissa, exponent]) => sum + exact(mantissa, exponent), 0n);
      const sizes = values.reduce((sum, value) => sum + Math.abs(value), 0);
      const one = new CompensatedSum();
      for (const value of values) one.add(value);
      for (const sum of [sumOf(values), one.value]) {
        // The difference is exact: a float64 of this range is a whole multiple of 2⁻²⁰⁰ too.
        const difference = Number(BigInt(sum * 2 ** 200) - whole) / 2 ** Number(UNIT);
        const bound = 2 ** -53 * Math.abs(sum) + (list.length * 2 ** -53) ** 2 * sizes;
        expect(Math.abs(difference)).toBeLessThanOrEqual(bound);
      }
    }),
  );
});

test.each([0, 1, 2, 3])('every fourth value from %d on keeps what plain addition loses', (lane) => {
  const values = new Float64Array(16);
  for (const [i, value] of [1e16, 1, 1, -1e16].entries()) values[4 * i + lane] = value;
  expect(sumOf(values)).toBe(2);
});

test('drawdowns are those of the plain definition, bar by bar', () => {
  const equity = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 120 });
  fc.assert(
    fc.property(equity, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 5 }), (values, capital, skipped) => {
      const from = Math.min(skipped, values.length - 1);
      const time = Float64Array.from(values, (_, i) => (i + 1) * 86_400_000);
      const { deepest, timeUnderWater } = drawdowns({
        ...{ equity: Float64Array.from(values), time, from, capital, atMost: 1000 },
      });
      const dips: (readonly [number, number, number, number | undefined])[] = [];
      let high = { value: capital, row: from };
      let low: { value: number; row: number } | undefined;
      let below = 0;
      const end = (row: number | undefined): void => {
        if (low === undefined) return;
        const recovered = row === undefined ? undefined : time[row];
        dips.push([(high.value - low.value) / high.value, time[high.row]!, time[low.row]!, recovered]);
        low = undefined;
      };
      for (let row = from; row < values.length; row += 1) {
        const value = values[row]!;
        if (value < high.value) {
          below += 1;
          if (low === undefined || value < low.value) low = { value, row };
        } else {
          end(row);
          high = { value, row };
        }
      }
      end(undefined);
      const seen = deepest.map((dip) => [dip.depth, dip.highTime, dip.lowTime, dip.recoveredTime]);
      expect(seen).toEqual([...dips].sort((a, b) => b[0] - a[0]));
      expect(timeUnderWater).toBe(below / (values.length - from));
    }),
  );
});

test('session ends are the rows before each change', () => {
  const lengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 70 }), fc.constant(7)), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(lengths, fc.nat(), (sizes, skipped) => {
      const session = Int32Array.from(sizes.flatMap((size, i) => new Array<number>(size).fill(3 * i)));
      const from = skipped % session.length;
      const ends = [...session.keys()].filter((row) => row >= from && session[row] !== session[row + 1]);
      expect([...sessionEnds({ session, from })]).toEqual(ends);
    }),
  );
});
