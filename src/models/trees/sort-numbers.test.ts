import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sortedNumbers } from './sort-numbers.ts';

test('long columns of any numbers come out as the built-in sort has them, to the bit', () => {
  const number = fc.oneof(fc.double({ noNaN: true }), fc.integer(), fc.constantFrom(0, -0, 1, -1, Infinity, -Infinity));
  fc.assert(
    fc.property(fc.array(number, { minLength: 20, maxLength: 200 }), (some) => {
      const values = Float64Array.from(Array.from({ length: 101 }, () => some).flat());
      const sorted = sortedNumbers(values);
      expect(Array.from(sorted)).toEqual(Array.from(values.slice().sort()));
    }),
  );
  // A narrow range: few different higher halves, with short and long runs of lower ones.
  for (const count of [50, 3000]) {
    const narrow = Float64Array.from({ length: 6000 }, (_, i) => 1 + ((i * 7919) % 6007) * 2 ** -52 + (i % count) * 2 ** -20);
    expect(sortedNumbers(narrow)).toEqual(narrow.slice().sort());
  }
  const long = Float64Array.from({ length: 5000 }, (_, i) => ((i * 2_654_435_761) % 4099) - 2000.5 + (i % 7) * 1e-13);
  expect(sortedNumbers(long)).toEqual(long.slice().sort());
});
