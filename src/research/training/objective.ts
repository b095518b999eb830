import { statistics } from '../../metrics/index.ts';
import { gather, type TrainingTable, targetsOf } from './table.ts';

/** Objective of one fold, smaller is better: log-loss of classes, less the rank IC of numbers. A rank IC that cannot be computed counts as 0. */
export function foldObjective(table: TrainingTable, rows: Int32Array, scores: readonly Float64Array[]): number {
  if (table.classes.length > 0) {
    const loss = statistics.logLoss({ probabilities: scores, actual: Int32Array.from(targetsOf(table, rows)) });
    return 'value' in loss ? loss.value : Number.NaN;
  }
  return -(rankCorrelationOf(table, rows, scores) ?? 0);
}

/** Mean rank IC of scores with the returns that labels describe: of the highest class less the lowest, or of predicted numbers. */
export function rankCorrelationOf(table: TrainingTable, rows: Int32Array, scores: readonly Float64Array[]): number | undefined {
  const last = scores.at(-1)!;
  const scored = {
    time: gather(table.time, rows),
    symbol: Int32Array.from(rows, (row) => table.symbol[row]!),
    score: table.classes.length === 0 ? last : last.map((value, row) => value - scores[0]![row]!),
    outcome: gather(table.labelReturn, rows),
  };
  const { mean } = statistics.informationCoefficient(scored, { of: 'ranks', horizonBars: 1 });
  return 'value' in mean ? mean.value : undefined;
}

/** Mean of the folds so far and half their deviation (n − 1; 0 for one fold): what is steady beats what is lucky once. */
export function runningObjective(folds: readonly number[]): number {
  const mean = folds.reduce((sum, value) => sum + value, 0) / folds.length;
  if (folds.length < 2) return mean;
  const squares = folds.reduce((sum, value) => sum + (value - mean) * (value - mean), 0);
  return mean + 0.5 * Math.sqrt(squares / (folds.length - 1));
}
