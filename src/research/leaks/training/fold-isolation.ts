import { canonicalJson, Random } from '../../../base/index.ts';
import type { EstimatorJson } from '../../../models/index.ts';
import { type EstimatorSettings, fitEstimator } from '../../fitting/estimator.ts';
import type { Fold } from '../../splits/contract.ts';
import { type TrainingTable, trainingRows } from '../../training/table.ts';
import type { WeightSettings } from '../../weights/index.ts';

/** How a fold is trained; what of the table it reads is up to it. */
export type FitFold = (
  table: TrainingTable,
  fold: Fold,
  settings: { readonly estimator: EstimatorSettings; readonly weights: WeightSettings },
) => EstimatorJson;

const fitOnTrainingRows: FitFold = (table, { train }, { estimator, weights }) =>
  fitEstimator(trainingRows(table, train, weights), estimator).toJSON();

/**
 * Whether a fold's preparation and model are made of its training rows alone: every other row, features and labels, is overwritten with
 * garbage and the fold is fitted again. Undefined: the bytes are the same; else the first place that differs.
 */
export function foldLeak(facts: {
  readonly table: TrainingTable;
  readonly fold: Fold;
  readonly estimator: EstimatorSettings;
  readonly weights: WeightSettings;
  readonly seed: number;
  readonly fitFold?: FitFold | undefined;
}): 'pipeline' | 'model' | undefined {
  const { table, fold, estimator, weights, seed, fitFold = fitOnTrainingRows } = facts;
  const bytesOf = (from: TrainingTable): EstimatorJson => fitFold(from, fold, { estimator, weights });
  const clean = bytesOf(table);
  const spoilt = bytesOf(spoiled(table, fold, new Random(seed, `isolation ${fold.index}`)));
  if (canonicalJson(clean.pipeline) !== canonicalJson(spoilt.pipeline)) return 'pipeline';
  return canonicalJson(clean.model) === canonicalJson(spoilt.model) ? undefined : 'model';
}

/** A copy whose rows outside the training rows of the fold hold garbage. */
function spoiled(table: TrainingTable, fold: Fold, random: Random): TrainingTable {
  const kept = new Uint8Array(table.rows);
  for (const row of fold.train) kept[row] = 1;
  const spoil = (column: Float64Array, garbage: () => number): Float64Array =>
    column.map((value, row) => (kept[row] === 1 ? value : garbage()));
  const wild = (): number => (random.uniform() - 0.5) * 1e6;
  return {
    ...table,
    columns: table.columns.map((column) => spoil(column, wild)),
    value: spoil(table.value, table.classes.length > 0 ? () => table.classes[random.below(table.classes.length)]! : wild),
    labelReturn: spoil(table.labelReturn, wild),
    nextReturn: spoil(table.nextReturn, wild),
  };
}
