import { expect, test } from 'vitest';
import { sweeps } from '../index.ts';

const { halvingRungs, rankPlaces, survivorsOf } = sweeps;

test('fifty by thirds from a quarter of the window on', () => {
  expect(halvingRungs({ variants: 50, factor: 3, firstFraction: 0.25 })).toEqual([
    { rung: 0, fraction: 0.25, variants: 50 },
    { rung: 1, fraction: 0.75, variants: 17 },
    { rung: 2, fraction: 1, variants: 6 },
  ]);
});

test('a window that is reached exactly ends it; one variant goes on to the end; the whole window is one rung', () => {
  expect(
    halvingRungs({ variants: 8, factor: 2, firstFraction: 0.25 }).map(({ fraction, variants }) => [fraction, variants]),
  ).toEqual([
    [0.25, 8],
    [0.5, 4],
    [1, 2],
  ]);
  expect(halvingRungs({ variants: 1, factor: 2, firstFraction: 0.5 })).toHaveLength(2);
  expect(halvingRungs({ variants: 5, factor: 3, firstFraction: 1 })).toEqual([{ rung: 0, fraction: 1, variants: 5 }]);
});

test('a share is rounded up', () => {
  expect([1, 2, 3, 4, 10].map((variants) => survivorsOf(variants, 3))).toEqual([1, 1, 1, 2, 4]);
});

test('the best first, equal ones by place, those without a value last', () => {
  const values = Float64Array.of(1, Number.NaN, 3, 1, Number.NaN, -2);
  expect([...rankPlaces(values, 'higher')]).toEqual([2, 0, 3, 5, 1, 4]);
  expect([...rankPlaces(values, 'lower')]).toEqual([5, 0, 3, 2, 1, 4]);
  expect([...rankPlaces(Float64Array.of(-Infinity, Number.NaN, 0), 'higher')]).toEqual([2, 0, 1]);
});
