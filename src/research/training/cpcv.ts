import { statistics } from '../../metrics/index.ts';
import { fitEstimator } from '../fitting/index.ts';
import { type CombinatorialFold, combinatorialPaths } from '../splits/index.ts';
import type { TunedParams } from '../tuning/index.ts';
import { rankCorrelationOf } from './objective.ts';
import { sideOfScores } from './sides.ts';
import { gather, matrixOf, trainingRows } from './table.ts';
import type { TrainSetup } from './task.ts';
import { trialSeries } from './trial-series.ts';

/** One way through the data in which every date was tested by a model that had not seen it. */
export interface PathResult {
  readonly path: number;
  /** Mean / standard deviation (n − 1) of the path's returns per period, net of costs; undefined where they do not vary. */
  readonly sharpe: number | undefined;
  readonly rankIc: number | undefined;
  readonly periods: number;
}

export interface CpcvInput {
  /** Names the random streams: `SPX/cpcv`. */
  readonly name: string;
  readonly folds: readonly CombinatorialFold[];
  readonly groups: number;
  readonly test: number;
  /** The family and the parameters that the final model chose. */
  readonly family: string;
  readonly params: TunedParams;
}

/**
 * Combinatorial purged cross-validation: one fit per choice of test groups, recombined into paths (M. López de Prado 2018, chapter 12). The
 * distribution over paths says how much one walk-forward history depends on its dates. Yields between fits.
 */
export function* crossValidate(setup: TrainSetup, input: CpcvInput): Generator<void, readonly PathResult[]> {
  const { table, settings, estimator } = setup;
  // What each fold said of each of its groups.
  const said: ReadonlyMap<number, { readonly rows: Int32Array; readonly scores: readonly Float64Array[] }>[] = [];
  for (const fold of input.folds) {
    const fitted = fitEstimator(trainingRows(table, fold.train, settings.weights), {
      ...estimator,
      family: input.family,
      params: { ...estimator.params, ...input.params },
      ensembleSeeds: 1,
      seed: settings.seed,
      stream: `${input.name}/${fold.groups.join('+')}`,
    });
    said.push(
      new Map(
        fold.groups.map((group, at) => {
          const rows = fold.tests[at]!;
          return [group, { rows, scores: fitted.predict(matrixOf(table, rows)) }];
        }),
      ),
    );
    yield;
  }
  return combinatorialPaths(input.groups, input.test).map((folds, path) => {
    const parts = folds.map((fold, group) => said[fold]!.get(group)!);
    const rows = Int32Array.from(parts.flatMap((part) => [...part.rows]));
    const scores = parts[0]!.scores.map((_, k) => Float64Array.from(parts.flatMap((part) => [...part.scores[k]!])));
    const series = trialSeries(
      {
        time: gather(table.time, rows),
        symbol: Int32Array.from(rows, (row) => table.symbol[row]!),
        signal: sideOfScores(table, rows, scores, settings.side),
        nextReturn: gather(table.nextReturn, rows),
      },
      settings.side.costBps,
    );
    return {
      path: path + 1,
      sharpe: sharpeOf(series.value),
      rankIc: rankCorrelationOf(table, rows, scores),
      periods: series.value.length,
    };
  });
}

function sharpeOf(returns: Float64Array): number | undefined {
  const sharpe = statistics.sharpe({ returns });
  return 'value' in sharpe ? sharpe.value : undefined;
}
