import { describe, expect, test } from 'vitest';
import { canonicalJson, Random } from '../../base/index.ts';
import type { FittedModel, ModelKind, TrainingRows } from '../contract.ts';
import { learnableRows, trainingRows } from '../rows.testkit.ts';
import { baggedTrees } from './bagged-trees.ts';
import { randomForest } from './random-forest.ts';
import { bootstrapCounts } from './sampling.ts';

interface TreeJson {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly gain: readonly number[];
  readonly value: readonly number[];
}

const kindOf = (rows: TrainingRows): ModelKind => (rows.classes.length === 0 ? 'regressor' : 'classifier');
const bagged = (rows: TrainingRows, params: object): FittedModel =>
  baggedTrees.fit(rows, baggedTrees.params.parse(params), { kind: kindOf(rows), seed: 4, stream: 'test' });
const forest = (rows: TrainingRows, params: object): FittedModel =>
  randomForest.fit(rows, randomForest.params.parse(params), { kind: kindOf(rows), seed: 4, stream: 'test' });
const treesOf = (model: FittedModel): readonly TreeJson[] =>
  (model.toJSON() as unknown as { readonly trees: readonly TreeJson[] }).trees;

/** Weight of each row in the sample of a tree: its own times how often it was drawn. */
function sampleWeights(rows: TrainingRows, draws: number, tree: number): Float64Array {
  const counts = bootstrapCounts(rows.rows, draws, new Random(4, `test/tree ${tree}`));
  return rows.weight.map((weight, row) => weight * counts[row]!);
}

const shareOf = (weight: Float64Array, counts: (row: number) => boolean, of: (row: number) => boolean): number => {
  let part = 0;
  let all = 0;
  for (const [row, w] of weight.entries()) {
    if (!of(row)) continue;
    all += w;
    if (counts(row)) part += w;
  }
  return part / all;
};

describe('one tree with one cut, from the rows it drew', () => {
  const x = Array.from({ length: 60 }, (_, i) => i % 2);
  const weight = x.map((_, i) => 0.5 + (i % 5) / 4);

  test.each([
    ['two classes', [0, 1]],
    ['three classes', [-1, 0, 1]],
  ])('%s: leaves are weighted class shares, the gain half of what the squared errors of all classes fall by', (_, classes) => {
    const labels = x.map((value, i) => classes[(i % 7 < 4 ? value : i) % classes.length]!);
    const rows = { ...trainingRows({ x }, labels, { classes, weight }), uniqueness: 0.8 };
    const model = bagged(rows, { trees: 1, max_depth: 1, min_leaf_rows: 1 });
    const own = sampleWeights(rows, 48, 0);
    const shares = [0, 1].map((side) =>
      classes.map((_, k) =>
        shareOf(
          own,
          (row) => rows.target[row] === k,
          (row) => x[row] === side,
        ),
      ),
    );
    const answers = model.predict({ rows: 2, names: ['x'], columns: [Float64Array.of(0, 1)] });
    for (const k of classes.keys()) {
      expect(answers[k]![0]).toBeCloseTo(shares[0]![k]!, 14);
      expect(answers[k]![1]).toBeCloseTo(shares[1]![k]!, 14);
    }
    // Σ w (y − mean)² of one-hot columns is W Σ p (1 − p).
    const error = (of: (row: number) => boolean): number => {
      const total = own.reduce((sum, w, row) => sum + (of(row) ? w : 0), 0);
      return classes.reduce((sum, _, k) => {
        const p = shareOf(own, (row) => rows.target[row] === k, of);
        return sum + total * p * (1 - p);
      }, 0);
    };
    const fall = error(() => true) - error((row) => x[row] === 0) - error((row) => x[row] === 1);
    // Two classes mirror each other: their gain counts one of them.
    expect(treesOf(model)[0]!.gain[0]).toBeCloseTo(fall / (classes.length === 2 ? 4 : 2), 10);
  });

  test('values: leaves are weighted means, the gain half of what the squared error falls by', () => {
    const y = x.map((value, i) => 3 * value + ((i * 7) % 11) / 5);
    const rows = trainingRows({ x }, y, { weight });
    const model = bagged(rows, { trees: 1, max_depth: 1, min_leaf_rows: 1 });
    const own = sampleWeights(rows, 60, 0);
    const sums = [0, 1].map((side) => {
      const total = own.reduce((sum, w, row) => sum + (x[row] === side ? w : 0), 0);
      const mean = own.reduce((sum, w, row) => sum + (x[row] === side ? w * y[row]! : 0), 0) / total;
      return { total, mean };
    });
    const [answer] = model.predict({ rows: 2, names: ['x'], columns: [Float64Array.of(0, 1)] });
    expect([...answer!]).toEqual(sums.map(({ mean }) => expect.closeTo(mean, 13)));
    // The fall of two groups: W_0 W_1 / W · (difference of the means)².
    const [first, second] = sums as [{ total: number; mean: number }, { total: number; mean: number }];
    const fall = ((first.total * second.total) / (first.total + second.total)) * (second.mean - first.mean) ** 2;
    expect(treesOf(model)[0]!.gain[0]).toBeCloseTo(fall / 2, 10);
  });
});

test('a forest says the mean of its trees, each from its own draws', () => {
  const rows = learnableRows('regressor', 200);
  const three = forest(rows, { trees: 3, min_leaf_rows: 5 });
  const trees = treesOf(three);
  expect(new Set(trees.map((tree) => canonicalJson(tree as never))).size).toBe(3);
  const single = trees.map((tree) => randomForest.load({ outputs: 1, trees: [tree] } as never, rows.names).predict(rows)[0]!);
  for (const [row, mean] of three.predict(rows)[0]!.entries())
    expect(mean).toBeCloseTo((single[0]![row]! + single[1]![row]! + single[2]![row]!) / 3, 14);
});

test('bagged trees are a forest whose splits use all columns', () => {
  for (const rows of [learnableRows('classifier', 200), learnableRows('regressor', 200)]) {
    const params = { trees: 5, max_depth: 4, min_leaf_rows: 3 };
    expect(bagged(rows, params).toJSON()).toEqual(forest(rows, { ...params, feature_fraction: 1 }).toJSON());
    expect(bagged(rows, params).toJSON()).not.toEqual(forest(rows, params).toJSON());
  }
});

test('a split draws √p columns for classes and p / 3 for values', () => {
  // One column says everything. A root that may use all columns always cuts there; one that draws k of 9 does so k times in 9.
  const random = new Random(1, 'one of nine');
  const names = Array.from({ length: 9 }, (_, j) => `x${j}`);
  const columns = names.map(() => Array.from({ length: 80 }, () => random.normal()));
  const best = columns[3]!;
  for (const classes of [[0, 1], []]) {
    const target = best.map((value) => (value > 0 ? 1 : 0));
    const rows = trainingRows(Object.fromEntries(names.map((name, j) => [name, columns[j]!])), target, { classes });
    const roots = (params: object): number =>
      treesOf(forest(rows, { trees: 900, max_depth: 1, min_leaf_rows: 1, ...params })).filter(({ feature }) => feature[0] === 3)
        .length;
    // √9 = 9 / 3 = 3 columns: 300 of 900, standard deviation 14.
    expect(Math.abs(roots({}) - 300)).toBeLessThan(60);
    expect(Math.abs(roots({ feature_fraction: 0.67 }) - 600)).toBeLessThan(60);
    expect(roots({ feature_fraction: 1 })).toBe(900);
  }
});

test('trees are no deeper than max_depth and leaves have min_leaf_rows rows', () => {
  const rows = learnableRows('classifier', 300);
  for (const depth of [1, 2, 3]) {
    const trees = treesOf(bagged(rows, { trees: 10, max_depth: depth, min_leaf_rows: 1 }));
    expect(Math.max(...trees.map(({ feature }) => feature.filter((j) => j < 0).length))).toBe(2 ** depth);
  }
  const big = treesOf(bagged(rows, { trees: 10, min_leaf_rows: 100 }));
  for (const { feature } of big) expect(feature.length).toBeLessThanOrEqual(3);
});

test('samples are drawn with replacement, as many rows as asked for', () => {
  const counts = bootstrapCounts(1000, 700, new Random(2, 'draws'));
  expect(counts.reduce((sum, count) => sum + count)).toBe(700);
  // A row is left out with chance (1 − 1/1000)^700 = 0.4964.
  expect(Math.abs(counts.filter((count) => count === 0).length - 496)).toBeLessThan(50);
});
