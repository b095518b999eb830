import { z } from 'zod';
import { type Json, Random } from '../../base/index.ts';
import type { FitContext, FittedModel, Matrix, ModelFamily, TrainingRows } from '../contract.ts';
import { readState } from '../read-state.ts';
import { BinnedRows } from './binning.ts';
import { type Target, TreeGrower } from './grow.ts';
import { leastLeafRows, maxBins, minLeafRows } from './params.ts';
import { bootstrapCounts, everyOne, sampleColumns } from './sampling.ts';
import { leafOf, type Tree, treeOf } from './tree.ts';
import { treeFromJson, treeSchema, treeToJson } from './tree-json.ts';

/** Parameters that forests of every kind take. */
export const forestParams = {
  trees: z.int().min(1).max(10_000).default(200),
  max_depth: z.int().min(1).max(10).default(6),
  min_leaf_rows: minLeafRows(),
  max_bins: maxBins(),
};

type ForestParams = z.output<z.ZodObject<typeof forestParams>>;

/** What tuning of forests of every kind chooses from. */
export const forestSpace: ModelFamily<ForestParams>['space'] = new Map([
  ['max_depth', { kind: 'integer', low: 2, high: 8, log: false }],
  ['min_leaf_rows', { kind: 'integer', low: 10, high: 200, log: true }],
]);

/** What the leaves say a mean of, one column each: the value, or for each class 1 in its rows and 0 elsewhere. */
type Outputs = readonly Float64Array[];

/**
 * The mean of trees, each grown on a bootstrap sample of `uniqueness · rows` draws. Splits take the most off the weighted squared error, for
 * classes the one of all outputs together; a leaf says the weighted mean, or the class shares, of its rows.
 *
 * Sources: L. Breiman, Bagging predictors (1996) and Random forests (2001); the size of the sample M. López de Prado, Advances in Financial
 * Machine Learning (2018), chapters 4 and 6.
 *
 * @param splitColumns columns drawn anew for each split; where they are all there is, nothing is drawn
 */
export function growForest(
  rows: TrainingRows,
  asked: ForestParams,
  splitColumns: number,
  { kind, seed, stream }: FitContext,
): FittedModel {
  const outputs = outputsOf(rows, kind === 'classifier' ? rows.classes.length : 0);
  const binned = new BinnedRows(rows.columns, rows.rows, asked.max_bins);
  const grower = new TreeGrower(binned, {
    maxDepth: asked.max_depth,
    maxLeaves: 1 << asked.max_depth,
    minLeafRows: leastLeafRows(asked.min_leaf_rows, rows.rows),
    l2: 0,
  });
  const draws = Math.max(1, Math.round(rows.uniqueness * rows.rows));
  const columns = rows.columns.length;
  const trees: Tree[] = [];
  for (let t = 0; t < asked.trees; t += 1) {
    const random = new Random(seed, `${stream}/tree ${t}`);
    const counts = bootstrapCounts(rows.rows, draws, random);
    const weight = rows.weight.map((own, row) => own * counts[row]!);
    const grown = grower.grow({
      targets: targetsOf(outputs, weight),
      rows: everyOne(rows.rows).filter((row) => counts[row]! > 0),
      columns: splitColumns < columns ? () => sampleColumns(columns, splitColumns, random) : everyOne(columns),
    });
    trees.push(treeOf(grown, outputs.length, ({ from, to }) => meansOf(outputs, weight, grown.rows.subarray(from, to))));
  }
  return new Forest(outputs.length, trees);
}

function outputsOf({ target }: TrainingRows, classes: number): Outputs {
  if (classes === 0) return [target];
  return Array.from({ length: classes }, (_, k) => target.map((value) => (value === k ? 1 : 0)));
}

/**
 * With g = w (y − ȳ), h = w and λ 0 the gain of a split is half of what it takes off the weighted squared error. The outputs of two classes
 * mirror each other: one of them says all.
 */
function targetsOf(outputs: Outputs, weight: Float64Array): readonly Target[] {
  const varied = outputs.length === 2 ? outputs.slice(1) : outputs;
  const means = meansOf(varied, weight, everyOne(weight.length));
  return varied.map((output, k) => ({
    gradient: output.map((value, row) => weight[row]! * (value - means[k]!)),
    hessian: weight,
  }));
}

/** Weighted mean of each output over some rows, in their order; the plain one of no weight is 0. */
function meansOf(outputs: Outputs, weight: Float64Array, rows: Int32Array): readonly number[] {
  return outputs.map((output) => {
    let sum = 0;
    let total = 0;
    for (let i = 0; i < rows.length; i += 1) {
      sum += weight[rows[i]!]! * output[rows[i]!]!;
      total += weight[rows[i]!]!;
    }
    return total > 0 ? sum / total : 0;
  });
}

/** Trees whose mean is the prediction. */
class Forest implements FittedModel {
  readonly #outputs: number;
  readonly #trees: readonly Tree[];

  constructor(outputs: number, trees: readonly Tree[]) {
    this.#outputs = outputs;
    this.#trees = trees;
  }

  predict(matrix: Matrix): readonly Float64Array[] {
    const sums = Array.from({ length: this.#outputs }, () => new Float64Array(matrix.rows));
    for (const tree of this.#trees) {
      for (let row = 0; row < matrix.rows; row += 1) {
        const first = leafOf(tree, matrix.columns, row) * this.#outputs;
        for (let k = 0; k < this.#outputs; k += 1) sums[k]![row]! += tree.value[first + k]!;
      }
    }
    for (const sum of sums) for (let row = 0; row < sum.length; row += 1) sum[row]! /= this.#trees.length;
    return sums;
  }

  toJSON(): Json {
    return { outputs: this.#outputs, trees: this.#trees.map(treeToJson) };
  }
}

const schema = z.strictObject({ outputs: z.int().min(1), trees: z.array(treeSchema).min(1) });

/** @throws ModelArtifactError for JSON that is no forest over these columns */
export function loadForest(json: Json, names: readonly string[]): FittedModel {
  const { outputs, trees } = readState(schema, json, '');
  const shape = { columns: names.length, outputs };
  return new Forest(
    outputs,
    trees.map((tree, t) => treeFromJson(tree, { ...shape, where: `trees[${t}]` })),
  );
}
