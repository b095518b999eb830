import { z } from 'zod';
import type { Json } from '../../base/index.ts';
import type { FitContext, FittedModel, Matrix, ModelFamily, ModelKind, TrainingRows } from '../contract.ts';
import { ModelArtifactError } from '../errors.ts';
import { numbers, readState } from '../read-state.ts';
import { type Boosted, type BoostingRules, boost, roundsByValidation } from './boosting.ts';
import { stoppingSplit } from './early-stopping.ts';
import { type Loss, lossOf } from './losses.ts';
import { leastLeafRows, maxBins, minLeafRows, share } from './params.ts';
import { addPredictions } from './tree.ts';
import { treeFromJson, treeSchema, treeToJson } from './tree-json.ts';

const params = z.strictObject({
  max_bins: maxBins(),
  max_leaves: z.int().min(2).max(64).default(15),
  min_leaf_rows: minLeafRows(),
  l2: z.number().min(0).default(10),
  learning_rate: z.number().gt(0).max(1).default(0.05),
  rounds: z.int().min(1).max(10_000).default(400),
  early_stopping: z.int().min(0).default(30),
  row_fraction: share().default(0.7),
  feature_fraction: share().default(0.7),
});

type GbdtParams = z.output<typeof params>;

/**
 * Gradient-boosted trees on histograms: squared loss, log-loss of two classes, or softmax with one tree per class a round.
 *
 * `early_stopping` n: boosted first on the rows before the last fifth of the dates; the rounds with the lowest loss on that fifth, no more
 * than n rounds before the end, are then boosted anew on all rows. 0, or no row whose label ends before that fifth: all `rounds`.
 * `l2` is λ in leaves −G / (H + λ) and in gains. `row_fraction` and `feature_fraction` are drawn for each tree.
 */
export const gbdt: ModelFamily<GbdtParams> = {
  family: 'gbdt',
  summary: 'gradient-boosted trees on histograms, grown leaf by leaf',
  source: 'Friedman 2001; Ke et al. 2017 (LightGBM)',
  kinds: ['classifier', 'regressor'],
  params,
  takesMissing: true,
  space: new Map([
    ['learning_rate', { kind: 'real', low: 0.02, high: 0.2, log: true }],
    ['max_leaves', { kind: 'integer', low: 4, high: 31, log: false }],
    ['min_leaf_rows', { kind: 'integer', low: 10, high: 200, log: true }],
    ['l2', { kind: 'real', low: 1, high: 100, log: true }],
    ['feature_fraction', { kind: 'real', low: 0.4, high: 1, log: false }],
    ['row_fraction', { kind: 'real', low: 0.5, high: 1, log: false }],
  ]),
  fit,
  load,
};

/** What early stopping found; null where it was off or had no rows. */
interface Stopping {
  readonly rounds: number;
  readonly loss: number;
  readonly train_rows: number;
  readonly validation_rows: number;
}

function fit(rows: TrainingRows, asked: GbdtParams, { kind, seed, stream }: FitContext): FittedModel {
  const loss = lossOf(kind, rows.classes.length);
  const stopping = asked.early_stopping === 0 ? null : stop(rows, asked, loss, { seed, stream: `${stream}/stopping` });
  const rules = rulesOf(asked, rows.rows, stopping?.rounds ?? asked.rounds);
  return new Gbdt(kind, loss, boost(rows, loss, rules, { seed, stream }), stopping);
}

function stop(
  rows: TrainingRows,
  asked: GbdtParams,
  loss: Loss,
  chance: { readonly seed: number; readonly stream: string },
): Stopping | null {
  const split = stoppingSplit(rows);
  if (split === undefined) return null;
  const rules = rulesOf(asked, split.train.rows, asked.rounds);
  const best = roundsByValidation(split, loss, rules, { chance, patience: asked.early_stopping });
  return { ...best, train_rows: split.train.rows, validation_rows: split.validation.rows };
}

function rulesOf(asked: GbdtParams, rows: number, rounds: number): BoostingRules {
  return {
    rounds,
    maxBins: asked.max_bins,
    maxLeaves: asked.max_leaves,
    minLeafRows: leastLeafRows(asked.min_leaf_rows, rows),
    l2: asked.l2,
    learningRate: asked.learning_rate,
    rowFraction: asked.row_fraction,
    featureFraction: asked.feature_fraction,
  };
}

class Gbdt implements FittedModel {
  readonly #kind: ModelKind;
  readonly #loss: Loss;
  readonly #boosted: Boosted;
  readonly #stopping: Stopping | null;

  constructor(kind: ModelKind, loss: Loss, boosted: Boosted, stopping: Stopping | null) {
    this.#kind = kind;
    this.#loss = loss;
    this.#boosted = boosted;
    this.#stopping = stopping;
  }

  predict(matrix: Matrix): readonly Float64Array[] {
    const { start, trees } = this.#boosted;
    const scores = start.map((score) => new Float64Array(matrix.rows).fill(score));
    for (const [i, tree] of trees.entries()) addPredictions(tree, matrix.columns, scores[i % start.length]!);
    return this.#loss.predict(scores);
  }

  toJSON(): Json {
    const { start, trees } = this.#boosted;
    return {
      kind: this.#kind,
      start,
      trees: trees.map(treeToJson),
      stopping: this.#stopping === null ? null : { ...this.#stopping },
    };
  }
}

const schema = z.strictObject({
  kind: z.enum(['classifier', 'regressor']),
  start: numbers().min(1),
  trees: z.array(treeSchema),
  stopping: z
    .strictObject({ rounds: z.int().min(1), loss: z.number(), train_rows: z.int().min(1), validation_rows: z.int().min(1) })
    .nullable(),
});

function load(json: Json, names: readonly string[]): FittedModel {
  const { kind, start, trees, stopping } = readState(schema, json, '');
  if (start.length === 2 || (kind === 'regressor' && start.length !== 1))
    throw new ModelArtifactError('start', `${start.length} start scores for a ${kind}`);
  if (trees.length % start.length !== 0)
    throw new ModelArtifactError('trees', `${trees.length} trees for ${start.length} trees a round`);
  const read = trees.map((tree, i) => treeFromJson(tree, { columns: names.length, outputs: 1, where: `trees[${i}]` }));
  return new Gbdt(kind, lossOf(kind, start.length === 1 ? 2 : start.length), { start, trees: read }, stopping);
}
