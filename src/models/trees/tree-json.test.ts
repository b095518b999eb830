import { describe, expect, test } from 'vitest';
import type { Json } from '../../base/index.ts';
import { gbdt } from './gbdt.ts';
import { randomForest } from './random-forest.ts';

/** One cut at 2.5 of the second of two columns. */
const TREE = {
  feature: [1, -1, -1],
  threshold: [2.5, 0, 0],
  missing_left: [true, false, false],
  left: [1, -1, -1],
  right: [2, -1, -1],
  gain: [0.5, 0, 0],
  value: [0, -1, 1],
};
const GBDT = { kind: 'regressor', start: [10], trees: [TREE], stopping: null };
const load = (json: object) => gbdt.load(json as Json, ['a', 'b']);

test('a written model predicts: at the threshold left, above it right, missing where it says', () => {
  const columns = [new Float64Array(4), Float64Array.of(2.5, 2.6, Number.NaN, -1e300)];
  const matrix = { rows: 4, names: ['a', 'b'], columns };
  expect([...load(GBDT).predict(matrix)[0]!]).toEqual([9, 11, 9, 9]);
  const two = { ...GBDT, trees: [TREE, { ...TREE, missing_left: [false, false, false], value: [0, 0.25, 0.5] }] };
  expect([...load(two).predict(matrix)[0]!]).toEqual([9.25, 11.5, 9.5, 9.25]);
});

describe('a tree that is none is refused by its place', () => {
  const other = (change: Partial<Record<keyof typeof TREE, readonly unknown[]>>): object => ({
    ...GBDT,
    trees: [TREE, { ...TREE, ...change }],
  });
  test.each([
    ['an array that is too short', other({ gain: [0.5, 0] }), 'trees[1].gain'],
    ['a value too many', other({ value: [0, -1, 1, 2] }), 'trees[1].value'],
    ['a number that is none', other({ threshold: [null, 0, 0] }), 'trees[1].threshold[0]'],
    ['an infinite number', other({ value: [0, -1, Infinity] }), 'trees[1].value[2]'],
    ['a column that the model does not read', other({ feature: [2, -1, -1] }), 'trees[1].feature[0]'],
    ['half a column', other({ feature: [0.5, -1, -1] }), 'trees[1].feature[0]'],
    ['a child that does not exist', other({ right: [3, -1, -1] }), 'trees[1].right[0]'],
    ['a node that is its own child', other({ left: [0, -1, -1] }), 'trees[1].left[0]'],
    ['a child with two parents', other({ right: [1, -1, -1] }), 'trees[1].right[0]'],
    ['a leaf with a child', other({ left: [1, 2, -1] }), 'trees[1].left[1]'],
    ['a node nothing leads to', other({ feature: [-1, -1, -1], left: [-1, -1, -1], right: [-1, -1, -1] }), 'trees[1].left'],
    ['no node', other({ feature: [] }), 'trees[1].feature'],
    ['a key too many', { ...GBDT, more: 1 }, ''],
    ['two start scores', { ...GBDT, kind: 'classifier', start: [1, 2] }, 'start'],
    ['half a round', { ...GBDT, kind: 'classifier', start: [1, 2, 3] }, 'trees'],
  ])('%s', (_, json, where) => {
    expect(() => load(json)).toThrow(expect.objectContaining({ code: 'MODEL_ARTIFACT_BROKEN', where }));
  });

  test('in a forest too', () => {
    const forest = (json: object) => () => randomForest.load(json as Json, ['a', 'b']);
    expect(forest({ outputs: 2, trees: [TREE] })).toThrow(expect.objectContaining({ where: 'trees[0].value' }));
    expect(forest({ outputs: 1, trees: [] })).toThrow(expect.objectContaining({ where: 'trees' }));
  });
});
