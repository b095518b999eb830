import { describe, expect, test } from 'vitest';
import { BinnedRows, binCuts } from './binning.ts';

const NAN = Number.NaN;

describe('cuts', () => {
  test.each([
    ['few values: halfway between neighbours', [3, 1, 1, 2, NAN], 64, [1.5, 2.5]],
    ['as many values as bins: still halfway', [1, 2, 4, 8], 4, [1.5, 3, 6]],
    // Type 7 of 1 … 10: 1 + 9p at 1/4, 1/2, 3/4.
    ['more: type-7 quantiles', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 4, [3.25, 5.5, 7.75]],
    // Places 1.5, 3, 4.5 of 0 0 0 0 1 2 3: 0, 0 and 1.5; the same cut comes once.
    ['equal quantiles once', [0, 0, 0, 0, 1, 2, 3], 3, [0, 1]],
    // Places 2, 4 of 0 1 2 3 3 3 3: the second is the highest value and parts nothing.
    ['none at the highest value', [0, 1, 2, 3, 3, 3, 3], 3, [2]],
    ['one value: none', [5, 5, NAN], 64, []],
    ['only missing cells: none', [NAN, NAN], 64, []],
    ['neighbouring floats: the lower one', [1, 1 + Number.EPSILON], 64, [1]],
    ['the ends of the numbers', [-Number.MAX_VALUE, Number.MAX_VALUE], 64, [0]],
  ])('%s', (_, cells, most, cuts) => {
    expect([...binCuts(Float64Array.from(cells), most)]).toEqual(cuts);
  });

  test('an infinite cell is refused', () => {
    expect(() => binCuts(Float64Array.of(1, Infinity), 64)).toThrow('a cell of a model is a finite number or missing');
  });
});

test('a cell at a cut lies below it, missing cells in a bin of their own', () => {
  const columns = Array.from({ length: 6 }, (_, j) => Float64Array.of(1, 2, 3, 4, 5, NAN).map((cell) => cell * (j + 1)));
  const binned = new BinnedRows(columns, 6, 255);
  for (const column of columns.keys()) {
    const bins = Array.from(binned.wordsOf(column), (word) => (word >>> binned.shift(column)) & 255);
    expect(bins).toEqual([0, 1, 2, 3, 4, 5]);
    expect(binned.missingBin(column)).toBe(5);
  }
  const atCuts = new BinnedRows([Float64Array.of(0, 0, 0, 0, 1, 2, 3)], 7, 3);
  expect(Array.from(atCuts.wordsOf(0))).toEqual([0, 0, 0, 0, 1, 2, 2]);
});

test('255 bins and one of missing cells fill a byte', () => {
  const cells = Float64Array.from({ length: 4000 }, (_, row) => (row === 0 ? NAN : row));
  const binned = new BinnedRows([cells, cells, cells, cells], 4000, 255);
  expect(binned.cuts[0]).toHaveLength(254);
  expect(binned.missingBin(3)).toBe(255);
  expect(binned.wordsOf(3)[0]! >>> 24).toBe(255);
  expect(binned.wordsOf(3)[3999]! >>> 24).toBe(254);
});
