import { expect, test } from 'vitest';
import { Random } from '../../base/index.ts';
import type { training } from '../../research/index.ts';
import type { LearnedUnit } from './learn.ts';
import { selectionOf } from './selection.ts';

const TIME = Float64Array.from({ length: 400 }, (_, row) => row);

/** A unit whose final tuning tried these penalties, each with noise of its own as its returns. */
function unitOf(penalties: readonly number[]): LearnedUnit {
  const trials = penalties.map((l2, index): training.Trial => {
    const random = new Random(index, 'returns');
    const value = TIME.map(() => 0.01 * random.normal());
    return { index, params: { l2 }, status: 'complete', objective: 0, folds: [], series: { time: TIME, value } };
  });
  const table = { rows: 0, time: new Float64Array(0), nextReturn: new Float64Array(0) };
  return { name: 'pooled', result: { final: { trained: { trials } } }, table } as unknown as LearnedUnit;
}

test('a configuration that was tried twice counts once', () => {
  const twice = selectionOf(unitOf([0.1, 0.2, 0.3, 0.4, 0.1, 0.2, 0.3, 0.4]), 1);
  expect(twice).toMatchObject({ configurations: 4, pruned: 0, pbo: null, pbo_not_available: 'needs 8 configurations, has 4' });
});

test('eight different ones are asked, and a ninth that repeats one changes nothing', () => {
  const eight = [1, 2, 3, 4, 5, 6, 7, 8];
  const asked = selectionOf(unitOf(eight), 1);
  expect(asked.configurations).toBe(8);
  expect(asked.pbo).not.toBeNull();
  expect(selectionOf(unitOf([...eight, 3]), 1)).toEqual(asked);
});
