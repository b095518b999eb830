import { describe, expect, test } from 'vitest';
import { Random } from '../../base/index.ts';
import type { FittedModel, ModelKind, TrainingRows } from '../contract.ts';
import { trainingRows } from '../rows.testkit.ts';
import { BinnedRows } from './binning.ts';
import { gbdt } from './gbdt.ts';
import { type GrownTree, TreeGrower } from './grow.ts';
import { everyOne } from './sampling.ts';

const SEEDS = Array.from({ length: 30 }, (_, seed) => seed);
const NAN = Number.NaN;

interface TreeJson {
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  readonly missing_left: readonly boolean[];
  readonly left: readonly number[];
  readonly right: readonly number[];
  readonly gain: readonly number[];
  readonly value: readonly number[];
}

/** All rows and columns in every tree, so that nothing is drawn. */
function train(rows: TrainingRows, params: object = {}): FittedModel {
  const all = { rounds: 5, early_stopping: 0, row_fraction: 1, feature_fraction: 1, min_leaf_rows: 8, l2: 1 };
  const kind: ModelKind = rows.classes.length === 0 ? 'regressor' : 'classifier';
  return gbdt.fit(rows, gbdt.params.parse({ ...all, ...params }), { kind, seed: 1, stream: 'test' });
}

const treesOf = (model: FittedModel): readonly TreeJson[] =>
  (model.toJSON() as unknown as { readonly trees: readonly TreeJson[] }).trees;

/** Three columns of whole numbers or fractions with some missing cells, weights, and values or classes that lean on them. */
function madeUp(
  seed: number,
  { whole = false, missing = 0.1, rows = 150, classes = [0, 1] as readonly number[] } = {},
): TrainingRows {
  const random = new Random(seed, 'made-up rows');
  const draw = (): number => (whole ? random.below(40) - 20 : random.normal());
  const columns = ['a', 'b', 'c'].map(() => Array.from({ length: rows }, () => (random.uniform() < missing ? NAN : draw())));
  const target = Array.from({ length: rows }, (_, row) => {
    const score = columns.reduce((sum, column) => sum + (Number.isNaN(column[row]) ? 0.5 : column[row]! / (whole ? 20 : 1)), 0);
    const value = score + random.normal();
    return classes.length === 0 ? value : classes[value > 0 ? 1 : 0]!;
  });
  const weight = Array.from({ length: rows }, () => 0.25 + random.uniform() * 1.5);
  return trainingRows({ a: columns[0]!, b: columns[1]!, c: columns[2]! }, target, { classes, weight });
}

/** The highest gain of any cut, tried one by one with plain sums. */
function bestGain(rows: TrainingRows, l2: number, least: number): number {
  const total = rows.weight.reduce((sum, w) => sum + w);
  const mean = rows.target.reduce((sum, y, row) => sum + y * rows.weight[row]!, 0) / total;
  const isClassifier = rows.classes.length === 2;
  const g = rows.target.map((y, row) => rows.weight[row]! * (mean - y));
  const h = rows.weight.map((w) => (isClassifier ? w * mean * (1 - mean) : w));
  let best = 0;
  for (const column of rows.columns) {
    for (const cut of [...column, Number.MAX_VALUE]) {
      for (const missingLeft of [true, false]) {
        const sums = { gl: 0, hl: 0, nl: 0, gr: 0, hr: 0, nr: 0 };
        for (const [row, cell] of column.entries()) {
          if (Number.isNaN(cell) ? missingLeft : cell <= cut) {
            sums.gl += g[row]!;
            sums.hl += h[row]!;
            sums.nl += 1;
          } else {
            sums.gr += g[row]!;
            sums.hr += h[row]!;
            sums.nr += 1;
          }
        }
        if (Math.min(sums.nl, sums.nr) < least) continue;
        const score = (a: number, b: number): number => (a * a) / (b + l2);
        const whole = score(sums.gl + sums.gr, sums.hl + sums.hr);
        best = Math.max(best, 0.5 * (score(sums.gl, sums.hl) + score(sums.gr, sums.hr) - whole));
      }
    }
  }
  return best;
}

describe.each(SEEDS)('made-up rows %d', (seed) => {
  test.each([
    ['values', [] as readonly number[], 0, 1],
    ['values with a penalty', [], 3, 12],
    ['classes', [0, 1], 0.5, 1],
    ['classes with big leaves', [0, 1], 0, 40],
  ])('the first cut is the best of all: %s', (_, classes, l2, least) => {
    const rows = madeUp(seed, { rows: 90, classes });
    const [tree] = treesOf(train(rows, { rounds: 1, max_leaves: 2, min_leaf_rows: least, l2, max_bins: 255 }));
    const best = bestGain(rows, l2, least);
    expect(Math.abs(tree!.gain[0]! - best)).toBeLessThanOrEqual(1e-5 * best + 1e-9);
  });

  test('a rising function of a column leaves the partition as it is', () => {
    const rows = madeUp(seed, { whole: true });
    const bent = rows.columns.map((column, j) => (j === 1 ? column.map((x) => x * x * x + x) : column));
    const plain = train(rows);
    const other = train({ ...rows, columns: bent });
    expect(other.predict({ ...rows, columns: bent })).toEqual(plain.predict(rows));
    expect(treesOf(other).map(({ feature, left, value }) => ({ feature, left, value }))).toEqual(
      treesOf(plain).map(({ feature, left, value }) => ({ feature, left, value })),
    );
  });

  test('columns in another order give the same model in that order', () => {
    const rows = madeUp(seed);
    const [a, b, c] = rows.columns;
    const turned = { ...rows, names: ['c', 'a', 'b'], columns: [c!, a!, b!] };
    const back = [1, 2, 0];
    const moved = treesOf(train(rows)).map((tree) => ({ ...tree, feature: tree.feature.map((j) => (j < 0 ? j : back[j]!)) }));
    expect(treesOf(train(turned))).toEqual(moved);
  });

  test('a column that never changes adds nothing', () => {
    const rows = madeUp(seed);
    const more = { ...rows, names: [...rows.names, 'd'], columns: [...rows.columns, new Float64Array(rows.rows).fill(3)] };
    expect(train(more).toJSON()).toEqual(train(rows).toJSON());
  });

  test.each([[[1]], [[2]], [[0, 2]], [[1, 2]]])('a tree on columns %j is the one of a matrix that has no others', (chosen) => {
    const rows = madeUp(seed, { classes: [] });
    const rules = { minLeafRows: 8, l2: 1, maxLeaves: 8, maxDepth: 8 };
    const task = { targets: [{ gradient: rows.target, hessian: rows.weight }], rows: everyOne(rows.rows) };
    const grow = (columns: readonly Float64Array[], used: Int32Array): GrownTree =>
      new TreeGrower(new BinnedRows(columns, rows.rows, 64), rules).grow({ ...task, columns: used });
    const own = grow(rows.columns, Int32Array.from(chosen));
    const alone = grow(
      chosen.map((j) => rows.columns[j]!),
      everyOne(chosen.length),
    );
    expect(own.nodes.length).toBeGreaterThan(1);
    const moved = alone.nodes.map(({ cut, ...node }) =>
      cut === undefined ? node : { ...node, cut: { ...cut, column: chosen[cut.column]! } },
    );
    expect(own.nodes).toEqual(moved);
    expect(own.rows).toEqual(alone.rows);
  });

  test('a row of twice the weight is the row twice', () => {
    const rows = madeUp(seed, { whole: true, rows: 60 });
    const twice = (column: Float64Array): Float64Array => Float64Array.from([...column, ...column]);
    const doubled = {
      ...rows,
      rows: 120,
      columns: rows.columns.map(twice),
      target: twice(rows.target),
      weight: twice(rows.weight),
    };
    const more = train({ ...doubled, time: twice(rows.time), end: twice(rows.end) }, { min_leaf_rows: 10 });
    const heavy = train({ ...rows, weight: rows.weight.map((w) => 2 * w) }, { min_leaf_rows: 5 });
    const [, expected] = more.predict(rows);
    for (const [row, up] of heavy.predict(rows)[1]!.entries()) expect(up).toBeCloseTo(expected![row]!, 9);
  });

  test('every leaf has its rows, every cut gains, no tree has too many leaves', () => {
    const rows = madeUp(seed);
    for (const tree of treesOf(train(rows, { max_leaves: 6 }))) {
      const counts = new Map<number, number>();
      for (let row = 0; row < rows.rows; row += 1) {
        let node = 0;
        while (tree.feature[node]! >= 0) {
          const cell = rows.columns[tree.feature[node]!]![row]!;
          const goesLeft = Number.isNaN(cell) ? tree.missing_left[node] : cell <= tree.threshold[node]!;
          node = goesLeft ? tree.left[node]! : tree.right[node]!;
        }
        counts.set(node, (counts.get(node) ?? 0) + 1);
      }
      expect(counts.size).toBeLessThanOrEqual(6);
      expect(counts.size).toBe(tree.feature.filter((j) => j < 0).length);
      for (const count of counts.values()) expect(count).toBeGreaterThanOrEqual(8);
      for (const [node, gain] of tree.gain.entries()) expect(gain > 0).toBe(tree.feature[node]! >= 0);
    }
  });
});
