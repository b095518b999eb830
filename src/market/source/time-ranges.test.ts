import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinRanges, missingRanges } from './time-ranges.ts';

test('ranges that touch or overlap become one, empty ones vanish', () => {
  expect(
    joinRanges([
      { from: 5, to: 7 },
      { from: 1, to: 3 },
      { from: 3, to: 4 },
      { from: 6, to: 9 },
      { from: 20, to: 20 },
    ]),
  ).toEqual([
    { from: 1, to: 4 },
    { from: 5, to: 9 },
  ]);
});

test('what is missing before, between and after', () => {
  expect(
    missingRanges({ from: 0, to: 10 }, [
      { from: 2, to: 4 },
      { from: 6, to: 7 },
    ]),
  ).toEqual([
    { from: 0, to: 2 },
    { from: 4, to: 6 },
    { from: 7, to: 10 },
  ]);
  expect(missingRanges({ from: 2, to: 4 }, [{ from: 0, to: 9 }])).toEqual([]);
  expect(missingRanges({ from: 2, to: 4 }, [{ from: 4, to: 9 }])).toEqual([{ from: 2, to: 4 }]);
  expect(missingRanges({ from: 4, to: 4 }, [])).toEqual([]);
});

test('every instant wanted is either held or missing, never both', () => {
  const range = fc.tuple(fc.nat(30), fc.nat(10)).map(([from, length]) => ({ from, to: from + length }));
  fc.assert(
    fc.property(range, fc.array(range, { maxLength: 6 }), (wanted, held) => {
      const missing = missingRanges(wanted, held);
      const inside = (list: readonly { from: number; to: number }[], at: number): boolean =>
        list.some(({ from, to }) => at >= from && at < to);
      for (let at = 0; at < 45; at += 1) {
        const isWanted = at >= wanted.from && at < wanted.to;
        expect(inside(missing, at)).toBe(isWanted && !inside(held, at));
        expect(inside(joinRanges(held), at)).toBe(inside(held, at));
      }
    }),
  );
});
