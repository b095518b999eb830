import { type Calibration, calibrateClasses } from '../../models/index.ts';
import { fitCalibration, type OutOfFold } from '../fitting/index.ts';
import type { Fold } from '../splits/contract.ts';
import type { TrainingSettings } from './settings.ts';
import { gather, matrixOf, targetsOf } from './table.ts';
import { modelsOf, type Trained, type TrainSetup, type TrainTask, trainTask } from './task.ts';

/** One model's whole training: walk-forward folds over the development rows, then a final fit for what comes after them. */
export interface UnitInput extends TrainSetup {
  /** Symbol of the model, or `pooled`. */
  readonly name: string;
  readonly folds: readonly Fold[];
  /** Development rows as far as they are purged against the test window, and the rows of that window. */
  readonly final: Fold;
  /** `research.model.calibration`. */
  readonly calibration: Calibration['method'];
  /** Where finished tasks are kept, so that a broken run can go on. */
  readonly checkpoints?: Checkpoints;
  /** A task is done, or was before. */
  readonly onTask?: (task: string) => void;
}

export interface Checkpoints {
  load(task: string): Trained | undefined;
  save(trained: Trained): void;
}

/** A trained model on the rows that it has not seen. */
export interface Scored {
  readonly fold: Fold;
  readonly trained: Trained;
  /** Scores of the test rows as the model gives them, and as they are after calibration. */
  readonly raw: readonly Float64Array[];
  readonly scores: readonly Float64Array[];
  readonly calibration: Calibration;
  readonly baselines: { readonly constant: readonly Float64Array[]; readonly linear: readonly Float64Array[] };
}

export interface UnitResult {
  readonly name: string;
  readonly folds: readonly Scored[];
  /** Trained on all development rows, scored on the test window. */
  readonly final: Scored;
  /** True: fold parameters were chosen on data that contains their test rows. */
  readonly tunedOnSameData: boolean;
}

/** Trains all folds and the final model. Yields between fits; every finished task is handed to the checkpoints at once. */
export function* trainUnit(input: UnitInput): Generator<void, UnitResult> {
  const once = tunesOnce(input.settings);
  const first = once ? yield* finish(input, finalTask(input)) : undefined;
  const scorer = new Scorer(input);
  const folds: Scored[] = [];
  for (const fold of input.folds) folds.push(scorer.score(fold, yield* finish(input, foldTask(input, fold, first))));
  const last = first ?? (yield* finish(input, finalTask(input)));
  return { name: input.name, folds, final: scorer.score(input.final, last), tunedOnSameData: once };
}

type UnitTasks = Pick<UnitInput, 'name' | 'folds' | 'final'> & { readonly settings: Pick<TrainingSettings, 'tuning'> };

/**
 * The tasks of a unit that need nothing of each other.
 * @param trained what is trained already, by the name of its task
 * @returns those that can be trained now; empty when nothing is left
 */
export function openTasks(unit: UnitTasks, trained: (task: string) => Trained | undefined): readonly TrainTask[] {
  const last = finalTask(unit);
  const first = tunesOnce(unit.settings) ? trained(last.name) : undefined;
  const waiting = tunesOnce(unit.settings) && first === undefined;
  const folds = waiting ? [] : unit.folds.map((fold) => foldTask(unit, fold, first));
  return [last, ...folds.reverse()].filter(({ name }) => trained(name) === undefined);
}

/** Whether one search, on all development rows, serves the folds too. */
function tunesOnce({ tuning }: Pick<TrainingSettings, 'tuning'>): boolean {
  return tuning.enabled && !tuning.nested;
}

function finalTask({ name, final }: Pick<UnitInput, 'name' | 'final'>): TrainTask {
  return { name: `${name}/final`, train: final.train, chosen: undefined };
}

function foldTask({ name }: Pick<UnitInput, 'name'>, { index, train }: Fold, chosen: TrainTask['chosen']): TrainTask {
  return { name: `${name}/fold ${index}`, train, chosen };
}

function* finish(input: UnitInput, task: TrainTask): Generator<void, Trained> {
  const stored = input.checkpoints?.load(task.name);
  const trained = stored ?? (yield* trainTask(input, task));
  if (stored === undefined) input.checkpoints?.save(trained);
  input.onTask?.(task.name);
  return trained;
}

/** Scores folds in their order: each is calibrated on the out-of-sample scores of those before it. */
class Scorer {
  readonly #input: UnitInput;
  readonly #said: OutOfFold[] = [];

  constructor(input: UnitInput) {
    this.#input = input;
  }

  score(fold: Fold, trained: Trained): Scored {
    const { table, estimator, settings, calibration: method } = this.#input;
    const matrix = matrixOf(table, fold.test);
    const models = modelsOf(trained, estimator.families);
    const raw = models.own.predict(matrix);
    const calibration = fitCalibration(this.#said, { kind: settings.kind, classes: table.classes, method });
    this.#said.push(this.#outOfFold(fold, raw));
    const baselines = { constant: models.constant.predict(matrix), linear: models.linear.predict(matrix) };
    // A predicted number stays as it is: its calibration is the chance of a gain.
    const scores = table.classes.length === 0 ? raw : calibrateClasses(raw, calibration);
    return { fold, trained, raw, scores, calibration, baselines };
  }

  #outOfFold({ test }: Fold, raw: readonly Float64Array[]): OutOfFold {
    const { table } = this.#input;
    const outcome =
      table.classes.length > 0 ? targetsOf(table, test) : gather(table.labelReturn, test).map((gain) => (gain > 0 ? 1 : 0));
    return { raw, outcome, weight: new Float64Array(test.length).fill(1) };
  }
}
