import { type Fold, FoldTooSmallError, walkForward } from '../splits/index.ts';
import type { TrainingTable } from './table.ts';

/** Folds that trials are scored on, inside the rows that may be seen. */
export const INNER_FOLDS = 3;

/** Fewest rows that a trial is trained on. */
const MIN_INNER_ROWS = 20;

/** Purged walk-forward folds inside training rows; undefined where the rows are too few. */
export function innerFolds(table: TrainingTable, train: Int32Array): readonly Fold[] | undefined {
  try {
    return walkForward({ spans: table, rows: train, folds: INNER_FOLDS, scheme: 'expanding', minTrainRows: MIN_INNER_ROWS });
  } catch (error) {
    if (error instanceof FoldTooSmallError) return undefined;
    throw error;
  }
}
