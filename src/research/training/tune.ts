import type { Space } from '../../models/index.ts';
import { type EstimatorSettings, fitEstimator } from '../fitting/estimator.ts';
import { MedianPruner, PRUNED, TreeParzen, type TunedParams } from '../tuning/index.ts';
import { innerFolds } from './inner-folds.ts';
import { foldObjective, runningObjective } from './objective.ts';
import type { TrainingSettings } from './settings.ts';
import { type SideSettings, sideOfScores } from './sides.ts';
import { gather, matrixOf, type TrainingTable, trainingRows } from './table.ts';
import { type TrialSeries, trialSeries } from './trial-series.ts';

/** One set of parameters that was tried. */
export interface Trial {
  readonly index: number;
  readonly params: TunedParams;
  readonly status: 'complete' | 'pruned';
  /** Over the folds it has behind it; smaller is better. */
  readonly objective: number;
  /** Objective of each inner fold, in order. */
  readonly folds: readonly number[];
  /** What its signals earned on the dates of those folds. */
  readonly series: TrialSeries;
}

export interface TuneInput {
  readonly table: TrainingTable;
  /** Rows that may be seen. */
  readonly train: Int32Array;
  readonly estimator: EstimatorSettings;
  readonly settings: TrainingSettings;
  readonly space: Space;
  /** Name of the random streams. */
  readonly stream: string;
  /** Trials of an earlier, broken attempt: they are told, not run. */
  readonly known?: readonly Trial[];
  /** Whether no further trial is begun after so many; the first one always is, and those that are known are told in any case. */
  readonly isOver?: (trials: number) => boolean;
  readonly onTrial?: (trial: Trial) => void;
}

export interface Tuned {
  readonly params: TunedParams;
  readonly trials: readonly Trial[];
}

/**
 * Searches parameters by purged walk-forward inside the training rows: mean log-loss + half a deviation for classifiers, mean rank IC − half
 * a deviation for regressors; never a Sharpe ratio. Yields between fits. Undefined where the rows are too few to be split again.
 */
export function* tune(input: TuneInput): Generator<void, Tuned | undefined> {
  const { table, train, settings, space, stream, known = [] } = input;
  const folds = innerFolds(table, train);
  if (folds === undefined) return undefined;
  const sampler = new TreeParzen(space, settings.seed, `${stream}/tune`);
  const pruner = new MedianPruner();
  const trials: Trial[] = [];
  while (trials.length < settings.tuning.trials) {
    const index = trials.length;
    const stored = known[index];
    if (stored === undefined && index > 0 && input.isOver?.(index) === true) break;
    const trial = stored ?? (yield* runTrial(input, folds, { index, params: sampler.suggest(), pruner }));
    sampler.tell(trial.params, trial.status === 'pruned' ? PRUNED : trial.objective);
    if (trial.status === 'complete') pruner.complete(trial.folds.map((_, at) => runningObjective(trial.folds.slice(0, at + 1))));
    trials.push(trial);
    if (stored === undefined) input.onTrial?.(trial);
  }
  return { params: bestOf(trials).params, trials };
}

/** The complete trial with the smallest objective, the earliest of equals. */
export function bestOf(trials: readonly Trial[]): Trial {
  const complete = trials.filter(({ status }) => status === 'complete');
  return complete.reduce((best, trial) => (trial.objective < best.objective ? trial : best), complete[0]!);
}

function* runTrial(
  { table, estimator, settings, stream }: TuneInput,
  folds: ReturnType<typeof innerFolds> & {},
  { index, params, pruner }: { readonly index: number; readonly params: TunedParams; readonly pruner: MedianPruner },
): Generator<void, Trial> {
  const objectives: number[] = [];
  const parts: { rows: Int32Array; signal: Float64Array }[] = [];
  let status: Trial['status'] = 'complete';
  for (const fold of folds) {
    const rows = fold.test;
    const fitted = fitEstimator(trainingRows(table, fold.train, settings.weights), {
      ...estimator,
      params: { ...estimator.params, ...params },
      ensembleSeeds: 1,
      seed: settings.seed,
      stream: `${stream}/trial ${index}/fold ${fold.index}`,
    });
    const scores = fitted.predict(matrixOf(table, rows));
    objectives.push(foldObjective(table, rows, scores));
    parts.push({ rows, signal: sideOfScores(table, rows, scores, settings.side) });
    yield;
    if (objectives.length < folds.length && pruner.stops(objectives.length, runningObjective(objectives))) {
      status = 'pruned';
      break;
    }
  }
  const objective = runningObjective(objectives);
  return { index, params, status, objective, folds: objectives, series: seriesOf(table, parts, settings.side) };
}

function seriesOf(
  table: TrainingTable,
  parts: readonly { readonly rows: Int32Array; readonly signal: Float64Array }[],
  { costBps }: SideSettings,
): TrialSeries {
  const rows = Int32Array.from(parts.flatMap((part) => [...part.rows]));
  const signal = Float64Array.from(parts.flatMap((part) => [...part.signal]));
  const nextReturn = gather(table.nextReturn, rows);
  return trialSeries(
    { time: gather(table.time, rows), symbol: Int32Array.from(rows, (row) => table.symbol[row]!), signal, nextReturn },
    costBps,
  );
}
