import { Random, spearman } from '../../../base/index.ts';
import { type EstimatorSettings, fitEstimator } from '../../fitting/estimator.ts';
import type { Fold } from '../../splits/contract.ts';
import { gather, matrixOf, type TrainingTable, trainingRows } from '../../training/table.ts';
import type { WeightSettings } from '../../weights/index.ts';

/** Bound of the mean z of 20 permutations: four standard errors. */
const MOST_MEAN_Z = 0.9;
const OF_PERMUTATIONS = 20;
/** Bound of each z. */
export const MOST_Z = 4.5;

/** Bound of the mean z: 0.9 for 20 permutations, as many standard errors for fewer or more. */
export const mostMeanZ = (permutations: number): number => MOST_MEAN_Z * Math.sqrt(OF_PERMUTATIONS / permutations);

/** How well labels in random order were predicted: z = rank correlation · √n of the rows tested, one for each permutation. */
export interface PermutedLabels {
  readonly z: readonly number[];
  readonly mean: number;
  readonly largest: number;
  readonly passed: boolean;
}

/**
 * Puts all labels in random order, trains on the training rows of a fold and predicts its test rows. A row's label is then unrelated to
 * what is known of it, so whatever is predicted was leaked: the mean of z lies within
 * ±0.9 (20 permutations) and each z within ±4.5.
 */
export function permutedLabels(facts: {
  readonly table: TrainingTable;
  readonly fold: Fold;
  readonly estimator: EstimatorSettings;
  readonly weights: WeightSettings;
  readonly seed: number;
  readonly permutations: number;
}): PermutedLabels {
  const { table, fold, estimator, weights, seed, permutations } = facts;
  const z = Array.from({ length: permutations }, (_, index) => {
    const order = permutation(table.rows, new Random(seed, `permuted labels ${index}`));
    const mixed = { ...table, value: gather(table.value, order), labelReturn: gather(table.labelReturn, order) };
    const fitted = fitEstimator(trainingRows(mixed, fold.train, weights), {
      ...estimator,
      stream: `${estimator.stream}/permuted ${index}`,
    });
    const columns = fitted.predict(matrixOf(mixed, fold.test));
    const last = columns.at(-1)!;
    const score = table.classes.length === 0 ? last : last.map((value, row) => value - columns[0]![row]!);
    // A prediction that does not vary says nothing.
    const correlation = spearman(score, gather(mixed.value, fold.test)) ?? 0;
    return correlation * Math.sqrt(fold.test.length);
  });
  const mean = z.reduce((sum, value) => sum + value, 0) / z.length;
  const largest = z.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { z, mean, largest, passed: Math.abs(mean) <= mostMeanZ(permutations) && largest <= MOST_Z };
}

function permutation(length: number, random: Random): Int32Array {
  const order = Int32Array.from({ length }, (_, index) => index);
  for (let last = length - 1; last > 0; last -= 1) {
    const other = random.below(last + 1);
    const value = order[last]!;
    order[last] = order[other]!;
    order[other] = value;
  }
  return order;
}
