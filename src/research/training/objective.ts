import { statistics } from '../../metrics/index.ts';
import { gather, type TrainingTable, targetsOf } from './table.ts';

/** Objective of one fold, smaller is better: log-loss of classes, less the rank IC of numbers. A rank IC that cannot be computed counts as 0. */
export function foldObjective(table: TrainingTable, rows: Int32Array, scores: readonly Float64Array[]): number {
  if (table.classes.length > 0) {
    const loss = statistics.logLoss({ probabilities: scores, actual: Int32Array.from(targetsOf(table, rows)) });
    return 'value' in loss ? loss.value : Number.NaN;
  }
  const scored = {
    time: gather(table.time, rows),
    symbol: Int32Array.from(rows, (row) => table.symbol[row]!),
    score: scores[0]!,
    outcome: gather(table.value, rows),
  };
  const { mean } = statistics.informationCoefficient(scored, { of: 'ranks', horizonBars: 1 });
  return 'value' in mean ? -mean.value : 0;
}

/** Mean of the folds so far and half their deviation (n − 1; 0 for one fold): what is steady beats what is lucky once. */
export function runningObjective(folds: readonly number[]): number {
  const mean = folds.reduce((sum, value) => sum + value, 0) / folds.length;
  if (folds.length < 2) return mean;
  const squares = folds.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return mean + 0.5 * Math.sqrt(squares / (folds.length - 1));
}
