import { describe, expect, test } from 'vitest';
import { fitEstimator } from '../../fitting/index.ts';
import { trainingRows } from '../../training/table.ts';
import { LeakLedger } from '../certificate.ts';
import { checkTraining, type TrainedUnit } from './check-training.ts';
import type { FitFold } from './fold-isolation.ts';
import { alsoTrainedOn, madeUpUnit, type UnitOptions } from './made-up-unit.testkit.ts';
import { permutedLabels } from './permuted-labels.ts';

const SEEDS = Array.from({ length: 50 }, (_, index) => 1000 + index);

const SMALL_TREES = { rounds: 20, early_stopping: 0, max_leaves: 4, min_leaf_rows: 20 };
/** Trees that learn their rows by heart. */
const DEEP_TREES = { rounds: 10, early_stopping: 0, min_leaf_rows: 1, max_leaves: 31, l2: 0, learning_rate: 0.5 };

const FAMILIES: readonly (Omit<UnitOptions, 'seed'> & { readonly permutations: number })[] = [
  { kind: 'classifier', family: 'logistic', permutations: 20 },
  { kind: 'regressor', family: 'ridge', permutations: 20 },
  { kind: 'classifier', family: 'gbdt', params: SMALL_TREES, permutations: 3 },
  { kind: 'regressor', family: 'gbdt', params: SMALL_TREES, permutations: 3 },
];

function permuted(unit: TrainedUnit, permutations: number) {
  const { table, folds, estimators, weights } = unit;
  const estimator = estimators.at(-1)!;
  return permutedLabels({ table, fold: folds.at(-1)!, estimator, weights, seed: estimator.seed, permutations });
}

/** Codes of the leaks that the suite tells of a unit, with the check that told. */
function told(unit: TrainedUnit): readonly string[] {
  const ledger = new LeakLedger(3);
  const steps = checkTraining(ledger, [unit], { seed: 3, permutations: { linear: 20, own: 3 } });
  while (steps.next().done !== true);
  return ledger.findings().map(({ check, kind, subject }) => `${check} ${kind}: ${subject}`);
}

const withFolds = (unit: TrainedUnit, change: (fold: TrainedUnit['final']) => TrainedUnit['final']): TrainedUnit => ({
  ...unit,
  folds: unit.folds.map(change),
  final: change(unit.final),
});

describe('labels in random order are not predicted, with 50 seeds each', () => {
  test.each(FAMILIES)('$kind $family', ({ permutations, ...options }) => {
    for (const seed of SEEDS) {
      const { z, mean, largest, passed } = permuted(madeUpUnit({ ...options, seed }), permutations);
      expect(z).toHaveLength(permutations);
      // RESEARCH 14: 20 permutations, |mean z| at most 0.9; with fewer the same number of standard errors.
      expect(Math.abs(mean), `seed ${seed}`).toBeLessThanOrEqual(0.9 * Math.sqrt(20 / permutations));
      expect(largest, `seed ${seed}`).toBeLessThanOrEqual(4.5);
      expect(passed).toBe(true);
    }
  });

  test('a model that trains on its own test rows is told apart every time', () => {
    for (const seed of SEEDS) {
      const unit = madeUpUnit({ seed, kind: 'regressor', family: 'gbdt', params: DEEP_TREES });
      expect(
        permuted(
          withFolds(unit, (fold) => alsoTrainedOn(fold, fold.test)),
          3,
        ).passed,
        `seed ${seed}`,
      ).toBe(false);
    }
  });
});

describe('no label of a fold meets its test window, with 50 seeds each', () => {
  const purgeTold = (unit: TrainedUnit): readonly string[] => told(unit).filter((line) => line.startsWith('purge_proof'));
  const unitOf = (seed: number): TrainedUnit =>
    madeUpUnit({ seed, kind: 'regressor', family: 'ridge', horizon: 1 + (seed % 10) });

  test('folds as research cuts them pass', () => {
    for (const seed of SEEDS) expect(purgeTold(unitOf(seed)), `seed ${seed}`).toEqual([]);
  });

  test('with purging switched off every fold is told', () => {
    for (const seed of SEEDS) {
      const unit = unitOf(seed);
      const unpurged = withFolds(unit, (fold) => alsoTrainedOn(fold, fold.purged));
      expect(unpurged.folds.every(({ train }, index) => train.length > unit.folds[index]!.train.length)).toBe(true);
      expect(purgeTold(unpurged), `seed ${seed}`).toEqual([
        'purge_proof purge: MADE fold 1',
        'purge_proof purge: MADE fold 2',
        'purge_proof purge: MADE fold 3',
        'purge_proof purge: MADE test window',
      ]);
    }
  });
});

describe('a fold is made of its training rows alone', () => {
  const scalerOfAllRows: FitFold = (table, { train }, { estimator, weights }) => {
    const every = Int32Array.from({ length: table.rows }, (_, row) => row);
    const { pipeline } = fitEstimator(trainingRows(table, every, weights), estimator).toJSON();
    return { ...fitEstimator(trainingRows(table, train, weights), estimator).toJSON(), pipeline };
  };

  test('a scaler fitted on all rows is told by name', () => {
    const unit = madeUpUnit({ seed: 5, kind: 'classifier', family: 'logistic' });
    expect(told({ ...unit, fitFold: scalerOfAllRows })).toEqual([
      'fold_isolation isolation: MADE fold 2',
      'fold_isolation isolation: MADE fold 3',
    ]);
  });

  test('so is a model that is fitted on the test rows too', () => {
    const unit = madeUpUnit({ seed: 5, kind: 'classifier', family: 'logistic' });
    const fitFold: FitFold = (table, fold, { estimator, weights }) => {
      const { model } = fitEstimator(trainingRows(table, alsoTrainedOn(fold, fold.test).train, weights), estimator).toJSON();
      return { ...fitEstimator(trainingRows(table, fold.train, weights), estimator).toJSON(), model };
    };
    expect(told({ ...unit, fitFold }).every((line) => line.startsWith('fold_isolation'))).toBe(true);
    expect(told({ ...unit, fitFold })).toHaveLength(2);
  });

  test.each(FAMILIES)('research itself passes every check: $kind $family', ({ permutations: _, ...options }) => {
    expect(told(madeUpUnit({ ...options, seed: 5 }))).toEqual([]);
  });
});
