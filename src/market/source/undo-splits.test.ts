import { expect, test } from 'vitest';
import type { CorporateEvent } from './source-bars.ts';
import { stampedRows } from './stamped-rows.ts';
import { isAdjustedFor, shortestDecimal, undoSplits, undoSplitsOfDividends } from './undo-splits.ts';

const day = (text: string): number => Date.parse(text) / 86_400_000;

/** Apple's splits, from its investor relations page: 7 for 1 on 2014-06-09, 4 for 1 on 2020-08-31. */
const APPLE: readonly CorporateEvent[] = [
  { kind: 'split', exDay: day('2014-06-09'), amount: 7 },
  { kind: 'split', exDay: day('2020-08-31'), amount: 4 },
];

/** Closes of Apple as reported on these days; the adjusted ones are a division by hand-counted ratios. The volumes are invented. */
test('prices and volumes as traded come back out of 32-bit numbers that are adjusted for two splits', () => {
  const printed = [
    ['2014-06-06', 645.57, 12_497_800],
    ['2014-06-09', 93.7, 75_415_000],
    ['2020-08-28', 499.23, 46_907_479],
    ['2020-08-31', 129.04, 225_702_700],
  ] as const;
  const ratio = [28, 4, 4, 1];
  const rows = stampedRows(
    printed.map(([date, close, volume], i) => {
      const adjusted = Math.fround(close / ratio[i]!);
      return [day(date), adjusted, adjusted, adjusted, adjusted, volume * ratio[i]!];
    }),
  );
  const raw = undoSplits(rows, APPLE, (stamp) => stamp);
  expect([...raw.close]).toEqual(printed.map(([, close]) => close));
  expect([...raw.open]).toEqual([...raw.close]);
  expect([...raw.volume]).toEqual(printed.map(([, , volume]) => volume));
});

/** Apple's dividends per share as declared: 2.65 and 3.05 before the first split, 0.82 before the second. Adjusted ones have six decimals. */
test('dividends as declared come back out of printed adjusted ones', () => {
  const adjusted: readonly CorporateEvent[] = [
    { kind: 'dividend', exDay: day('2013-02-07'), amount: 0.094643 },
    { kind: 'dividend', exDay: day('2013-05-09'), amount: 0.108929 },
    { kind: 'dividend', exDay: day('2020-08-07'), amount: 0.205 },
    { kind: 'dividend', exDay: day('2020-11-06'), amount: 0.205 },
  ];
  expect(undoSplitsOfDividends(adjusted, APPLE).map(({ amount }) => amount)).toEqual([2.65, 3.05, 0.82, 0.205]);
});

test.each([
  ['prices go on: adjusted for', [120, 121], 10, true],
  ['prices jump by the ratio: not adjusted for', [1200, 121], 10, false],
  ['a reverse split, adjusted for, on a day that the price halved', [40, 20], 0.1, true],
  ['a reverse split, not adjusted for', [4, 39], 0.1, false],
  ['a ratio that no move can be told from', [100, 96], 1.05, true],
  ['no price before', [Number.NaN, 121], 10, true],
  ['no price since', [1200, Number.NaN], 10, undefined],
])('%s', (_, [before, after], amount, expected) => {
  const rows = stampedRows([
    [8, before!, before!, before!, before!, 1],
    [9, Number.NaN, Number.NaN, Number.NaN, Number.NaN, 0],
    [10, after!, after!, after!, after!, 1],
  ]);
  expect(isAdjustedFor({ kind: 'split', exDay: 9, amount }, rows, (stamp) => stamp)).toBe(expected);
});

test('a reverse split divides prices and multiplies volumes; rows without prices stay empty', () => {
  const rows = stampedRows([
    [10, 25, 26, 24, 25.5, 400],
    [11, Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN],
    [12, 26, 26, 26, 26, 90],
  ]);
  const raw = undoSplits(rows, [{ kind: 'split', exDay: 12, amount: 0.1 }], (stamp) => stamp);
  expect([...raw.open]).toEqual([2.5, Number.NaN, 26]);
  expect([...raw.volume]).toEqual([4000, Number.NaN, 90]);
});

test('the shortest decimal is the one with the same 32 bits; numbers of 64 bits are left alone', () => {
  expect([74.05999755859375, 124.80750274658203, 100, 0.0000123].map((value) => shortestDecimal(Math.fround(value)))).toEqual([
    74.06, 124.8075, 100, 0.0000123,
  ]);
  expect(shortestDecimal(74.06)).toBe(74.06);
});
