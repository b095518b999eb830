import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { currencyDecimals, decimalUnits, moneyText, moneyUnits, shortestDecimal, unitsText } from './money.ts';

describe('moneyText rounds the shortest decimal, halves to even', () => {
  // Worked by hand: the tie goes to the even cent; what a float really holds beyond its shortest name does not count.
  test.each([
    [0, '0.00'],
    [1.005, '1.00'],
    [1.015, '1.02'],
    [1.025, '1.02'],
    [1.0250001, '1.03'],
    [-1.015, '-1.02'],
    [-0.001, '0.00'],
    [99_656.84, '99656.84'],
    [1e21, '1000000000000000000000.00'],
    [1.5e-7, '0.00'],
    [0.1 + 0.2, '0.30'],
  ])('%d', (value, text) => {
    expect(moneyText(value, 2)).toBe(text);
  });

  test('other currencies have their own digits', () => {
    expect(moneyText(1234.5, currencyDecimals('JPY'))).toBe('1234');
    expect(moneyText(1235.5, currencyDecimals('JPY'))).toBe('1236');
    expect(moneyText(0.000000015, currencyDecimals('BTC'))).toBe('0.00000002');
    expect(currencyDecimals('USD')).toBe(2);
  });

  test('what is not an amount is refused', () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) expect(() => moneyText(bad, 2)).toThrow(RangeError);
    for (const bad of ['', '.', '1e5', 'abc', '1,000']) expect(() => decimalUnits(bad, 2)).toThrow(RangeError);
  });
});

test('printing differences of rounded running totals adds up to the cent', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 60 }), (amounts) => {
      let total = 0;
      let printed = 0n;
      let previous = 0n;
      for (const amount of amounts) {
        total += amount;
        const now = moneyUnits(total, 2);
        printed += now - previous;
        previous = now;
      }
      expect(printed).toBe(moneyUnits(total, 2));
    }),
  );
});

test('a decimal text survives the way to units and back', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.integer({ min: 0, max: 8 }), (units, decimals) => {
      expect(decimalUnits(unitsText(units, decimals), decimals)).toBe(units);
    }),
  );
});

test('the shortest decimal names the same float', () => {
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
      const text = shortestDecimal(value);
      expect(text).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(text) === value).toBe(true);
    }),
  );
});

test('the quick way to a text and the exact way agree', () => {
  const exact = (value: number, decimals: number): string => unitsText(moneyUnits(value, decimals), decimals);
  const amount = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ min: -1e9, max: 1e9, noNaN: true }),
    fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }).map((thousandths) => thousandths / 1000),
  );
  fc.assert(
    fc.property(amount, fc.constantFrom(0, 2, 3, 6, 8), (value, decimals) => {
      expect(moneyText(value, decimals)).toBe(exact(value, decimals));
    }),
    { numRuns: 5000 },
  );
  for (const value of [0, -0, -0.001, 0.005, 0.015, 1.005, -1.005, 999.995, 1e-9])
    expect(moneyText(value, 2)).toBe(exact(value, 2));
});
