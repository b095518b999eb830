import { describe, expect, test } from 'vitest';
import { averageRanks, MEAN_SLOTS, pearson, quantileOfSorted, Random, recursiveMean, spearman } from '../index.ts';

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

describe('recursive means', () => {
  const meanOf = (x: Float64Array, alpha: number, seedInputs: number, cuts: readonly number[] = []): Float64Array => {
    const out = new Float64Array(x.length);
    const state = new Float64Array(MEAN_SLOTS);
    let from = 0;
    for (const to of [...cuts, x.length]) {
      recursiveMean(x, out, state, 0, from, to, alpha, seedInputs);
      from = to;
    }
    return out;
  };

  test('by hand: alpha 1/2, seeded with 2 = (1 + 3) / 2, a value missing', () => {
    const found = meanOf(values(1, 3, 6, NaN, 8, 2, 4, 8, 1, 1), 0.5, 2);
    expect([...found]).toEqual([NaN, 2, 4, NaN, 6, 4, 4, 6, 3.5, 2.25]);
  });

  test('the plain recursion but for rounding, wherever values are missing and whatever the seed', () => {
    const random = new Random(3);
    for (const [alpha, seedInputs] of [
      [0.1, 19],
      [0.9, 1],
      [1, 1],
      [0.003, 5],
    ] as const) {
      const x = Float64Array.from({ length: 500 }, () => (random.uniform() < 0.02 ? NaN : 90 + 20 * random.uniform()));
      const found = meanOf(x, alpha, seedInputs);
      let mean = 0;
      let count = 0;
      for (const [row, value] of x.entries()) {
        if (Number.isNaN(value)) {
          expect(found[row]).toBeNaN();
          continue;
        }
        count += 1;
        if (count <= seedInputs) mean += (value - mean) / count;
        else mean += alpha * (value - mean);
        if (count < seedInputs) expect(found[row]).toBeNaN();
        else expect(Math.abs(found[row]! / mean - 1)).toBeLessThan(1e-13);
      }
    }
  });

  test('the bits do not depend on cuts or on the rows behind', () => {
    const random = new Random(4);
    const x = Float64Array.from({ length: 403 }, () => (random.uniform() < 0.01 ? NaN : random.uniform() - 0.5));
    const whole = meanOf(x, 0.2, 9);
    expect(meanOf(x, 0.2, 9, [4, 8, 16, 100, 104, 400])).toEqual(whole);
    for (let length = 1; length < x.length; length += 1)
      expect(meanOf(x.subarray(0, length), 0.2, 9)).toEqual(whole.subarray(0, length));
  });
});
