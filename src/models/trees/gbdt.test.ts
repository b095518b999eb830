import { describe, expect, test } from 'vitest';
import { canonicalJson, type Json, Random } from '../../base/index.ts';
import type { FittedModel, ModelKind, TrainingRows } from '../contract.ts';
import { trainingRows } from '../rows.testkit.ts';
import { gbdt } from './gbdt.ts';
import { sampleRows } from './sampling.ts';

const NAN = Number.NaN;
/** One round with whole leaves on all rows: what can be worked by hand. */
const BY_HAND = {
  rounds: 1,
  learning_rate: 1,
  min_leaf_rows: 1,
  l2: 0,
  early_stopping: 0,
  row_fraction: 1,
  feature_fraction: 1,
};

function train(
  rows: TrainingRows,
  params: object,
  kind: ModelKind = rows.classes.length === 0 ? 'regressor' : 'classifier',
): FittedModel {
  return gbdt.fit(rows, gbdt.params.parse({ ...BY_HAND, ...params }), { kind, seed: 7, stream: 'test' });
}

interface TreeJson {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly missing_left: readonly boolean[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly gain: readonly number[];
  readonly value: readonly number[];
}

interface ModelJson {
  readonly start: readonly number[];
  readonly trees: readonly TreeJson[];
  readonly stopping: { readonly rounds: number; readonly train_rows: number; readonly validation_rows: number } | null;
}

const jsonOf = (model: FittedModel): ModelJson => model.toJSON() as unknown as ModelJson;
const treesOf = (rows: TrainingRows, params: object): readonly TreeJson[] => jsonOf(train(rows, params)).trees;

describe('trees worked by hand', () => {
  const steps = trainingRows({ x: [1, 2, 3, 4] }, [0, 0, 1, 1]);

  test.each([
    // Mean 0.5, so g = ½ ½ −½ −½ and h = 1. Cut in the middle: G = 1 and −1, H = 2; gain ½ (1/2 + 1/2 − 0) = 0.5, leaves ∓1/2.
    [0, 0.5, 0.5],
    // The same cut with λ 10: gain ½ (1/12 + 1/12 − 0) = 1/12, leaves ∓1/12.
    [10, 1 / 12, 1 / 12],
  ])('one split, λ %d', (l2, gain, leaf) => {
    const [tree] = treesOf(steps, { l2, max_leaves: 2 });
    expect(tree!.feature).toEqual([0, -1, -1]);
    expect(tree!.threshold[0]).toBe(2.5);
    expect(tree!.left).toEqual([1, -1, -1]);
    expect(tree!.right).toEqual([2, -1, -1]);
    expect(tree!.gain[0]).toBeCloseTo(gain, 15);
    expect(tree!.value[1]).toBeCloseTo(-leaf, 15);
    expect(tree!.value[2]).toBeCloseTo(leaf, 15);
  });

  test('two splits: the leaf with the higher gain first', () => {
    // Mean 4, g = 4 4 2 −10. Cuts: 16/1 + 16/3 = 21.33; 64/2 + 64/2 = 64; 100/3 + 100/1 = 133.33: after 3, gain 66.67.
    // Left G = 10, H = 3: after 1: 16/1 + 36/2 − 100/3 = 2/3; after 2: 64/2 + 4/1 − 100/3 = 8/3: after 2, gain 4/3.
    const [tree] = treesOf(trainingRows({ x: [1, 2, 3, 4] }, [0, 0, 2, 14]), { max_leaves: 3 });
    expect(tree!.threshold.filter((_, node) => tree!.feature[node]! >= 0)).toEqual([3.5, 2.5]);
    expect(tree!.gain.slice(0, 2)).toEqual([expect.closeTo(200 / 3, 12), expect.closeTo(4 / 3, 12)]);
    expect(tree!.left).toEqual([1, 3, -1, -1, -1]);
    expect(tree!.right).toEqual([2, 4, -1, -1, -1]);
    // Means of the leaves less the start 4: 14 − 4, 0 − 4, 2 − 4.
    expect(tree!.value).toEqual([0, 0, 10, -4, -2]);
  });

  test('weights: a row of weight 3 is three rows', () => {
    // Mean (0·3 + 1 + 5) / 5 = 1.2, w·g of the rows 3.6, 0.2, −3.8. Cuts: 12.96/3 + 12.96/2 = 10.8; 14.44/4 + 14.44/1 = 18.05: after 2.
    const [tree] = treesOf(trainingRows({ x: [1, 2, 3] }, [0, 1, 5], { weight: [3, 1, 1] }), { max_leaves: 2 });
    expect(tree!.threshold[0]).toBe(2.5);
    expect(tree!.gain[0]).toBeCloseTo(9.025, 12);
    expect(tree!.value[1]).toBeCloseTo(-0.95, 14);
    expect(tree!.value[2]).toBeCloseTo(3.8, 14);
  });

  test.each([
    ['like the low values', 0, true],
    ['like the high values', 1, false],
  ])('missing cells that behave %s go with them', (_, target, left) => {
    const [tree] = treesOf(trainingRows({ x: [1, 2, 3, 4, NAN, NAN] }, [0, 0, 1, 1, target, target]), { max_leaves: 2 });
    expect(tree!.threshold[0]).toBe(2.5);
    expect(tree!.missing_left[0]).toBe(left);
    // Pure leaves: ½ Σ (y − mean)² of the start is gained whole, 6 · 1/3 · 2/3 / 2.
    expect(tree!.gain[0]).toBeCloseTo(2 / 3, 12);
  });

  test('missing against present, where that is the best cut', () => {
    const [tree] = treesOf(trainingRows({ x: [1, 2, 3, NAN, NAN] }, [0, 0, 0, 1, 1]), { max_leaves: 2 });
    expect(tree!.missing_left[0]).toBe(false);
    const model = train(trainingRows({ x: [1, 2, 3, NAN, NAN] }, [0, 0, 0, 1, 1]), { max_leaves: 2 });
    expect([...model.predict({ rows: 3, names: ['x'], columns: [Float64Array.of(-9, 1e300, NAN)] })[0]!]).toEqual([
      expect.closeTo(0, 15),
      expect.closeTo(0, 15),
      expect.closeTo(1, 15),
    ]);
  });

  test('a cell that is missing only later goes with the greater part of the rows', () => {
    const tree = (target: readonly number[]): TreeJson => treesOf(trainingRows({ x: [1, 2, 3] }, target), { max_leaves: 2 })[0]!;
    expect(tree([0, 0, 1]).missing_left[0]).toBe(true);
    expect(tree([0, 1, 1]).missing_left[0]).toBe(false);
  });

  test('logistic: one round', () => {
    // p = 1/2, g = ½ ½ −½ −½, h = ¼. Leaves −1 / (½ + λ): λ 0 gives ∓2, gain ½ (1/½ + 1/½) = 2.
    const rows = trainingRows({ x: [1, 2, 3, 4] }, [0, 0, 1, 1], { classes: [0, 1] });
    const [tree] = treesOf(rows, { max_leaves: 2 });
    expect(tree!.gain[0]).toBeCloseTo(2, 14);
    expect(tree!.value).toEqual([0, -2, 2]);
    const [down, up] = train(rows, { max_leaves: 2 }).predict(rows);
    expect(up![3]).toBeCloseTo(0.8807970779778823, 15); // 1 / (1 + e^−2)
    expect(down![3]! + up![3]!).toBeCloseTo(1, 15);
  });

  test('softmax: one round of three trees', () => {
    // Shares 1/2, 1/4, 1/4. Class 0: g = −½ −½ ½ ½, h = ¼: cut in the middle, leaves ±2.
    // Class 1: g = ¼ ¼ −¾ ¼, h = 3/16. Cuts: after 1 (1/16)/(3/16) + (1/16)/(9/16) = 4/9; after 2 (1/4)/(6/16)·2 = 4/3;
    // after 3 (1/16)/(9/16) + (1/16)/(3/16) = 4/9: leaves ∓½ / (6/16) = ∓4/3.
    // Class 2: g = ¼ ¼ ¼ −¾: after 3 (9/16)/(9/16) + (9/16)/(3/16) = 4: leaves −4/3 and 4.
    const rows = trainingRows({ x: [1, 2, 3, 4] }, [-1, -1, 0, 1], { classes: [-1, 0, 1] });
    const model = train(rows, { max_leaves: 2 });
    const { start, trees } = jsonOf(model);
    expect(start).toEqual([expect.closeTo(-Math.LN2, 15), expect.closeTo(-2 * Math.LN2, 15), expect.closeTo(-2 * Math.LN2, 15)]);
    expect(trees.map(({ threshold }) => threshold[0])).toEqual([2.5, 2.5, 3.5]);
    const leaves = trees.map(({ value }) => value.slice(1));
    for (const [k, expected] of [
      [2, -2],
      [-4 / 3, 4 / 3],
      [-4 / 3, 4],
    ].entries())
      expect(leaves[k]).toEqual(expected.map((value) => expect.closeTo(value, 14)));
    // Last row: e^−2 / 2, e^{4/3} / 4, e^4 / 4 over their sum.
    const odds = [Math.exp(-2) / 2, Math.exp(4 / 3) / 4, Math.exp(4) / 4];
    const sum = odds[0]! + odds[1]! + odds[2]!;
    expect(model.predict(rows).map((column) => column[3])).toEqual(odds.map((odd) => expect.closeTo(odd / sum, 14)));
  });

  test('equal gains: the lower column, the lower bin, the older leaf', () => {
    const twice = trainingRows({ a: [1, 2, 3, 4], b: [1, 2, 3, 4] }, [0, 0, 1, 1]);
    expect(treesOf(twice, { max_leaves: 2 })[0]!.feature[0]).toBe(0);
    // After 1 and after 2 alike: one row on one side, two with the opposite sum on the other.
    const mirrored = trainingRows({ x: [1, 2, 3] }, [1, 0, 1]);
    expect(treesOf(mirrored, { max_leaves: 2 })[0]!.threshold[0]).toBe(1.5);
    const classes = trainingRows({ x: [1, 2, 3] }, [1, 0, 1], { classes: [0, 1] });
    expect(treesOf(classes, { max_leaves: 2 })[0]!.threshold[0]).toBe(1.5);
    // Both halves gain the same 1/4 by their second cut.
    const steps = trainingRows({ x: [1, 2, 3, 4] }, [0, 1, 10, 11]);
    expect(treesOf(steps, { max_leaves: 3 })[0]!.feature).toEqual([0, 0, -1, -1, -1]);
  });

  test('a class that no row has starts as half a row and ends with what is left', () => {
    const rows = trainingRows({ x: [1, 2, 3, 4] }, [-1, -1, 0, 0], { classes: [-1, 0, 1] });
    const model = train(rows, { max_leaves: 2, rounds: 3 });
    expect(jsonOf(model).start[2]).toBeCloseTo(Math.log(1 / 8), 15);
    for (const [row, share] of model.predict(rows)[2]!.entries()) {
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(1 / 8);
      expect(model.predict(rows).reduce((sum, column) => sum + column[row]!, 0)).toBeCloseTo(1, 15);
    }
  });

  test('min_leaf_rows moves the cut to where both sides have enough', () => {
    // The best cut is after the first row; 2 rows a side allow only the middle. Small hessians and weights say nothing about rows.
    const rows = trainingRows({ x: [1, 2, 3, 4] }, [9, 0, 0, 0], { weight: [2.5, 0.5, 0.5, 0.5] });
    expect(treesOf(rows, { max_leaves: 2 })[0]!.threshold[0]).toBe(1.5);
    expect(treesOf(rows, { max_leaves: 2, min_leaf_rows: 2 })[0]!.threshold[0]).toBe(2.5);
    expect(treesOf(rows, { max_leaves: 2, min_leaf_rows: 3 })[0]!.feature).toEqual([-1]);
  });

  test('the second round starts where the first ended', () => {
    // Rate ½: after one round the scores are ¼ ¼ ¾ ¾, the residuals half of what they were, and so are the leaves.
    const trees = treesOf(trainingRows({ x: [1, 2, 3, 4] }, [0, 0, 1, 1]), { max_leaves: 2, learning_rate: 0.5, rounds: 2 });
    expect(trees.map(({ value }) => value[2])).toEqual([0.25, 0.125]);
    expect(trees.map(({ gain }) => gain[0])).toEqual([0.5, 0.125]);
  });
});

test('JSON gives the same predictions to the bit, the same seed the same bytes, another seed other ones', () => {
  const x = Array.from({ length: 400 }, (_, i) => (i * 37) % 101);
  const z = x.map((value, i) => (i % 9 === 0 ? NAN : (value * i) % 53));
  const rows = trainingRows(
    { x, z },
    x.map((value, i) => ((value + i) % 3) - 1),
    { classes: [-1, 0, 1] },
  );
  const params = gbdt.params.parse({ rounds: 12, early_stopping: 4 });
  const model = gbdt.fit(rows, params, { kind: 'classifier', seed: 1, stream: 'a' });
  const text = canonicalJson(model.toJSON());
  const loaded = gbdt.load(JSON.parse(text) as Json, rows.names);
  expect(loaded.predict(rows)).toEqual(model.predict(rows));
  expect(canonicalJson(loaded.toJSON())).toBe(text);
  expect(canonicalJson(gbdt.fit(rows, params, { kind: 'classifier', seed: 1, stream: 'a' }).toJSON())).toBe(text);
  expect(canonicalJson(gbdt.fit(rows, params, { kind: 'classifier', seed: 2, stream: 'a' }).toJSON())).not.toBe(text);
  expect(canonicalJson(gbdt.fit(rows, params, { kind: 'classifier', seed: 1, stream: 'b' }).toJSON())).not.toBe(text);
});

test('rows left out of a tree get its leaf too: the next tree fits what is left of all rows', () => {
  const random = new Random(9, 'left out');
  const x = Array.from({ length: 200 }, () => (random.uniform() < 0.1 ? NAN : random.normal()));
  const z = x.map(() => random.normal());
  const y = x.map((value, i) => (Number.isNaN(value) ? 1 : value) + z[i]! + random.normal());
  const rows = trainingRows({ x, z }, y);
  const rate = 0.5;
  const model = train(rows, { rounds: 3, row_fraction: 0.5, learning_rate: rate, l2: 2, min_leaf_rows: 5, max_leaves: 6 });
  const json = jsonOf(model);
  const upTo = (count: number): Float64Array =>
    gbdt.load({ ...json, trees: json.trees.slice(0, count) } as never, rows.names).predict(rows)[0]!;
  for (const t of [1, 2]) {
    const before = upTo(t);
    const after = upTo(t + 1);
    const sums = new Map<number, { residuals: number; rows: number }>();
    for (const row of sampleRows(200, 0.5, new Random(7, `test/tree ${t}`))) {
      const leaf = Math.round((after[row]! - before[row]!) * 1e9);
      const own = sums.get(leaf) ?? { residuals: 0, rows: 0 };
      sums.set(leaf, { residuals: own.residuals + y[row]! - before[row]!, rows: own.rows + 1 });
    }
    expect(sums.size).toBeGreaterThan(2);
    for (const [leaf, own] of sums) expect(leaf / 1e9).toBeCloseTo((rate * own.residuals) / (own.rows + 2), 8);
  }
});

test('a sample of rows is drawn without repeating any, all rows being as likely', () => {
  const counts = new Int32Array(20);
  for (let t = 0; t < 2000; t += 1) {
    const chosen = sampleRows(20, 0.35, new Random(t, 'sample'));
    expect([...chosen]).toEqual([...new Set(chosen)].sort((a, b) => a - b));
    expect(chosen).toHaveLength(7);
    for (const row of chosen) counts[row]! += 1;
  }
  // 2000 · 0.35 = 700 each, standard deviation 21.
  for (const count of counts) expect(Math.abs(count - 700)).toBeLessThan(110);
});
