import { expect, test } from 'vitest';
import { averageRanks, pearson, quantileOfSorted, spearman } from '../index.ts';

const values = (...list: number[]): Float64Array => Float64Array.from(list);

test('type-7 quantiles of 1 … 10 (Hyndman and Fan 1996)', () => {
  const ten = values(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
  expect(quantileOfSorted(ten, 0.01)).toBeCloseTo(1.09, 12);
  expect(quantileOfSorted(ten, 0.99)).toBeCloseTo(9.91, 12);
  expect(quantileOfSorted(ten, 0.5)).toBe(5.5);
});

test('equal values share the mean of their ranks', () => {
  expect([...averageRanks(values(10, 20, 10, 5, 20, 20))]).toEqual([2.5, 5, 2.5, 1, 5, 5]);
  expect(averageRanks(values())).toHaveLength(0);
});

test('rank correlation with a tie, worked by hand', () => {
  // Ranks 1 3 2 5 4 and 1 2.5 2.5 5 4: Σ of products of deviations 9.5, of squares 10 and 9.5.
  expect(spearman(values(0.1, 0.3, 0.2, 0.5, 0.4), values(1, 2, 2, 5, 3))).toBeCloseTo(9.5 / Math.sqrt(95), 12);
  // The same, to the digits that are printed for it.
  expect(spearman(values(0.1, 0.3, 0.2, 0.5, 0.4), values(1, 2, 2, 5, 3))).toBeCloseTo(0.974679434481, 12);
});

test('a correlation needs two sides that vary', () => {
  expect(pearson(values(1, 2, 3), values(2, 4, 6))).toBeCloseTo(1, 15);
  expect(pearson(values(1, 2, 3), values(-1, -2, -3))).toBeCloseTo(-1, 15);
  expect(pearson(values(1, 2, 3), values(5, 5, 5))).toBeUndefined();
  expect(pearson(values(1), values(1))).toBeUndefined();
  expect(pearson(values(1, 2), values(1, 2, 3))).toBeUndefined();
});
