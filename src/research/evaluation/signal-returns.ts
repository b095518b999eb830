import { sideOfScores } from '../training/sides.ts';
import { gather, matrixOf } from '../training/table.ts';
import { modelsOf, type TrainSetup } from '../training/task.ts';
import { trialSeries } from '../training/trial-series.ts';
import type { UnitResult } from '../training/unit.ts';

/**
 * What the signals of the folds earned on the rows that they were tested on, or trained on: all folds one after the other, net of costs, the
 * mean over the units at the same close.
 */
export function signalReturns(
  units: readonly { readonly result: UnitResult; readonly setup: TrainSetup }[],
  part: 'test' | 'train',
): Float64Array {
  const found: { time: number; value: number; fold: number }[] = [];
  for (const { result, setup } of units) {
    for (const { fold, trained, scores } of result.folds) {
      const { table, settings, estimator } = setup;
      const rows = fold[part];
      const said = part === 'test' ? scores : modelsOf(trained, estimator.families).own.predict(matrixOf(table, rows));
      const series = trialSeries(
        {
          time: gather(table.time, rows),
          symbol: Int32Array.from(rows, (row) => table.symbol[row]!),
          signal: sideOfScores(table, rows, said, settings.side),
          nextReturn: gather(table.nextReturn, rows),
        },
        settings.side.costBps,
      );
      series.time.forEach((time, i) => {
        found.push({ time, value: series.value[i]!, fold: fold.index });
      });
    }
  }
  const sums = new Map<string, { sum: number; count: number }>();
  for (const { time, value, fold } of found) {
    const key = `${fold} ${time}`;
    const at = sums.get(key) ?? { sum: 0, count: 0 };
    at.sum += value;
    at.count += 1;
    sums.set(key, at);
  }
  return Float64Array.from(sums.values(), ({ sum, count }) => sum / count);
}
