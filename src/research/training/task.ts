import {
  type EstimatorJson,
  type FittedEstimator,
  LINEAR,
  loadEstimator,
  type ModelFamily,
  type Space,
} from '../../models/index.ts';
import { type EstimatorSettings, fitEstimator, simplestWithin } from '../fitting/index.ts';
import type { TunedParams } from '../tuning/index.ts';
import { innerFolds } from './inner-folds.ts';
import { foldObjective } from './objective.ts';
import type { TrainingSettings } from './settings.ts';
import { matrixOf, type TrainingTable, trainingRows } from './table.ts';
import { type Trial, type Tuned, tune } from './tune.ts';

/** A model to be trained: on a fold, or on all development rows. */
export interface TrainTask {
  /** Names the random streams and the stored result: `SPX/fold 2`, `SPX/final`. */
  readonly name: string;
  readonly train: Int32Array;
  /** What was chosen elsewhere: nothing is searched. */
  readonly chosen: Pick<Trained, 'family' | 'params'> | undefined;
}

export interface TrainSetup {
  readonly table: TrainingTable;
  readonly settings: TrainingSettings;
  readonly estimator: EstimatorSettings;
  /** What `auto` gives each of its families beside the parameters that are tuned. */
  readonly paramsOf?: (family: string) => Readonly<Record<string, unknown>>;
  /** What tuning varies, by family. */
  readonly spaceOf: (family: string) => Space;
  /** Called when a tuning begins; what it gives says, of a number of trials done, whether no further one begins. */
  readonly beginTuning?: (tuning: string) => (trials: number) => boolean;
  readonly onTrial?: (task: string, trial: Trial) => void;
  /** Trials that an earlier attempt left. */
  readonly knownTrials?: (task: string) => readonly Trial[];
}

/** What training of one task gave; `estimator` and the baselines as JSON, so that it can be stored and gone on with. */
export interface Trained {
  readonly task: string;
  readonly rows: number;
  /** The family that was fitted: that of the settings, or the one that `auto` chose. */
  readonly family: string;
  /** Parameters beside the family's defaults. */
  readonly params: TunedParams;
  readonly trials: readonly Trial[];
  /** The searches that gave the trials: one, or one for each family that `auto` tries. */
  readonly tunings: readonly Tuning[];
  /** Why nothing was searched though tuning is on; null: it was, or is off. */
  readonly notTuned: string | null;
  readonly estimator: EstimatorJson;
  readonly baselines: { readonly constant: EstimatorJson; readonly linear: EstimatorJson };
}

/** How far a search of parameters came. */
export interface Tuning {
  readonly family: string;
  readonly trials: number;
  /** Fewer were run: its time was over. */
  readonly planned: number;
}

const TOO_FEW = 'too few rows to be split again';

/** Trains one task: searches parameters, then fits the family and both baselines on all its rows. Yields between fits. */
export function* trainTask(setup: TrainSetup, task: TrainTask): Generator<void, Trained> {
  const { table, settings, estimator } = setup;
  const chosen = yield* choose(setup, task);
  const rows = trainingRows(table, task.train, settings.weights);
  const own = { ...estimator, family: chosen.family, params: { ...estimator.params, ...chosen.params }, seed: settings.seed };
  const fitted = fitEstimator(rows, { ...own, stream: task.name });
  yield;
  const { constant, linear } = fitBaselines(setup, task);
  yield;
  return {
    task: task.name,
    rows: task.train.length,
    family: chosen.family,
    params: chosen.params,
    trials: chosen.trials,
    tunings: chosen.tunings,
    notTuned: chosen.notTuned,
    estimator: fitted.toJSON(),
    baselines: { constant: constant.toJSON(), linear: linear.toJSON() },
  };
}

/** The baselines that stand beside every model: the constant and the linear one, with the preprocessing of the project. */
export function fitBaselines(
  { table, settings, estimator }: Pick<TrainSetup, 'table' | 'settings' | 'estimator'>,
  { name, train }: Pick<TrainTask, 'name' | 'train'>,
): { readonly constant: FittedEstimator; readonly linear: FittedEstimator } {
  const rows = trainingRows(table, train, settings.weights);
  const base = { ...estimator, params: {}, seed: settings.seed };
  return {
    constant: fitEstimator(rows, { ...base, family: 'constant', stream: `${name}/constant` }),
    linear: fitEstimator(rows, { ...base, family: LINEAR[settings.kind], stream: `${name}/linear` }),
  };
}

/** The models of a task, as they predict. */
export function modelsOf(
  { estimator, baselines }: Trained,
  families: readonly ModelFamily[] = [],
): {
  readonly own: FittedEstimator;
  readonly constant: FittedEstimator;
  readonly linear: FittedEstimator;
} {
  return {
    own: loadEstimator(estimator, { families }),
    constant: loadEstimator(baselines.constant),
    linear: loadEstimator(baselines.linear),
  };
}

type Choice = Pick<Trained, 'family' | 'params' | 'trials' | 'tunings' | 'notTuned'>;

function* choose(setup: TrainSetup, task: TrainTask): Generator<void, Choice> {
  if (task.chosen !== undefined) return { ...task.chosen, trials: [], tunings: [], notTuned: null };
  const { family } = setup.estimator;
  return family === 'auto' ? yield* chooseFamily(setup, task) : yield* search(setup, task, family);
}

function* search(setup: TrainSetup, task: TrainTask, family: string): Generator<void, Choice> {
  const { settings, table, estimator } = setup;
  const nothing = { family, params: {}, trials: [], tunings: [] };
  const space = setup.spaceOf(family);
  if (!settings.tuning.enabled || space.size === 0) return { ...nothing, notTuned: null };
  const name = `${task.name}/${family}`;
  const known = setup.knownTrials?.(name);
  const isOver = setup.beginTuning?.(name);
  const tuned: Tuned | undefined = yield* tune({
    table,
    train: task.train,
    estimator: { ...estimator, family, params: { ...estimator.params, ...setup.paramsOf?.(family) } },
    settings,
    space,
    stream: name,
    ...(known === undefined ? {} : { known }),
    ...(isOver === undefined ? {} : { isOver }),
    ...(setup.onTrial === undefined ? {} : { onTrial: (trial) => setup.onTrial!(name, trial) }),
  });
  if (tuned === undefined) return { ...nothing, notTuned: TOO_FEW };
  const { params, trials } = tuned;
  return {
    family,
    params,
    trials,
    tunings: [{ family, trials: trials.length, planned: settings.tuning.trials }],
    notTuned: null,
  };
}

/** The simplest of constant, linear and boosted trees that is as good as the best, within one standard error over inner folds. */
function* chooseFamily(setup: TrainSetup, task: TrainTask): Generator<void, Choice> {
  const { table, settings, estimator } = setup;
  const ladder: readonly string[] = ['constant', LINEAR[settings.kind], 'gbdt'];
  const whole = (choice: Choice): Choice => ({
    ...choice,
    params: { ...setup.paramsOf?.(choice.family), ...choice.params } as TunedParams,
  });
  const folds = innerFolds(table, task.train);
  if (folds === undefined) return whole({ family: ladder[1]!, params: {}, trials: [], tunings: [], notTuned: TOO_FEW });
  const tried: { choice: Choice; scores: number[] }[] = [];
  for (const family of ladder) {
    const choice = whole(yield* search(setup, task, family));
    const scores: number[] = [];
    for (const fold of folds) {
      const stream = `${task.name}/${family}/auto ${fold.index}`;
      const { params } = choice;
      const fitted = fitEstimator(trainingRows(table, fold.train, settings.weights), {
        ...estimator,
        ...{ family, params, ensembleSeeds: 1, seed: settings.seed, stream },
      });
      scores.push(foldObjective(table, fold.test, fitted.predict(matrixOf(table, fold.test))));
      yield;
    }
    tried.push({ choice, scores });
  }
  const chosen = simplestWithin(
    tried.map(({ choice, scores }) => ({ family: choice.family, objective: Float64Array.from(scores) })),
  );
  const { choice } = tried.find((one) => one.choice.family === chosen.family)!;
  return {
    ...choice,
    trials: tried.flatMap((one) => one.choice.trials),
    tunings: tried.flatMap((one) => one.choice.tunings),
  };
}
