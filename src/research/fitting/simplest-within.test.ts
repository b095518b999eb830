import { expect, test } from 'vitest';
import { COMPOSITES } from '../../models/index.ts';
import { simplestWithin } from './index.ts';

const ladder = (...scores: (readonly number[])[]) =>
  scores.map((objective, k) => ({ family: COMPOSITES.auto('classifier')[k]!, objective: Float64Array.from(objective) }));

test('the simplest within one standard error of the best, worked by hand', () => {
  // gbdt 0.6 0.8 1: mean 0.8, sd 0.2, standard error 0.2/√3 = 0.1155, so up to 0.9155 is as good.
  const best = [0.6, 0.8, 1];
  expect(simplestWithin(ladder([1.1, 1.1, 1.1], [0.9, 0.9, 0.9], best))).toMatchObject({ family: 'logistic', best: 'gbdt' });
  expect(simplestWithin(ladder([1.1, 1.1, 1.1], [0.92, 0.92, 0.92], best)).family).toBe('gbdt');
  expect(simplestWithin(ladder([0.91, 0.91, 0.91], [0.5, 1, 1], best)).family).toBe('constant');
  expect(simplestWithin(ladder([1.1, 1.1, 1.1], [0.9, 0.9, 0.9], best)).limit).toBeCloseTo(0.8 + 0.2 / Math.sqrt(3), 14);
});

test('equal rungs: the simpler; a single fold has no error to hide in', () => {
  expect(simplestWithin(ladder([1, 1], [1, 1], [1, 1]))).toMatchObject({ family: 'constant', best: 'constant' });
  expect(simplestWithin(ladder([1.01], [1], [0.99])).family).toBe('gbdt');
});

test('rungs of other folds cannot be compared', () => {
  expect(() => simplestWithin(ladder([1, 1], [1]))).toThrow(/same folds/);
  expect(() => simplestWithin([])).toThrow(/same folds/);
});
