import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { AppError, inSharedMemory } from '../../base/index.ts';
import { partsOf } from '../../models/index.ts';
import { training } from '../../research/index.ts';
import type { PreparedResearch } from './prepare.ts';
import { errorOfFailure, type TrainingJob, type WorkerAnswer, type WorkerStart, type WorkerUnit } from './training-job.ts';
import type { TuningBudget } from './tuning-time.ts';
import type { Unit } from './units.ts';

/** The worker's own bundle, or its source in a checkout. */
const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './training-worker.ts' : './training-worker.mjs', import.meta.url);

/** Families that need modules or files of the project: they are trained in the process that loaded them. */
const IN_PROCESS: ReadonlySet<string> = new Set(['custom', 'onnx']);

/** A worker ended without an answer: it ran out of memory, or was ended from outside. */
export class WorkerLostError extends AppError {
  readonly code = 'WORKER_LOST';
  override readonly exitCode = 3;
  constructor(task: string, fact: string, cause?: unknown) {
    super(`the worker that trained ${task} ended: ${fact}`, {
      hint: 'start the command again: it goes on where it was; --workers 1 needs the least memory',
      cause,
    });
  }
}

/** @param asked `--workers`; undefined: as many as there are cores, and at most as many as there are tasks */
export function workersFor(
  { research }: Pick<PreparedResearch, 'research'>,
  units: readonly { readonly folds: readonly unknown[] }[],
  asked: number | undefined,
): number {
  if (IN_PROCESS.has(research.model.family)) return 1;
  const tasks = units.reduce((sum, { folds }) => sum + folds.length + 1, 0);
  return Math.max(1, Math.min(asked ?? availableParallelism(), tasks));
}

/** A unit with what its fits have in common. */
export interface AheadUnit extends Pick<Unit, 'name' | 'folds' | 'final'> {
  readonly setup: training.TrainSetup;
}

export interface TrainAhead {
  readonly units: readonly AheadUnit[];
  readonly workers: number;
  readonly budget: TuningBudget | undefined;
  /** What is trained already. */
  readonly trained: (task: string) => training.Trained | undefined;
  readonly knownTrials: (tuning: string) => readonly training.Trial[];
  readonly onTrial: (tuning: string, trial: training.Trial) => void;
  /** Has to make `trained` know it. */
  readonly onTrained: (trained: training.Trained) => void;
}

/**
 * Trains all tasks of a run in worker threads. Each task has its own random streams and none needs another one's result, but for folds that
 * take over the parameters of the final fit: the results are the same bits as in one process, whatever the number of workers.
 * @throws the first error of a worker, with its code and message; WorkerLostError
 */
export async function trainAhead(ahead: TrainAhead): Promise<void> {
  const { units, workers, trained, budget } = ahead;
  const open = (): Job[] =>
    units.flatMap((unit, index) =>
      training.openTasks({ ...unit, settings: unit.setup.settings }, trained).map((task) => ({ unit: index, task })),
    );
  if (open().length === 0) return;
  const start: WorkerStart = { units: units.map(workerUnit), budget };
  const pool: TrainingThread[] = [];
  try {
    // A second round has the folds that waited for the final fit.
    for (let jobs = open(); jobs.length > 0; jobs = open()) {
      while (pool.length < Math.min(workers, jobs.length)) pool.push(new TrainingThread(start, ahead));
      await Promise.all(pool.map((thread) => thread.work(jobs)));
    }
  } finally {
    await Promise.all(pool.map((thread) => thread.end()));
  }
}

type Job = Pick<TrainingJob, 'unit' | 'task'>;

function workerUnit({ setup }: AheadUnit): WorkerUnit {
  const { table, settings, estimator, paramsOf, spaceOf } = setup;
  const { families: _, ...own } = estimator;
  const families = familiesOf(estimator);
  return {
    ...{ table: inSharedMemory(table), settings, estimator: own },
    spaces: new Map(families.map((family) => [family, spaceOf(family)])),
    params: new Map(families.map((family) => [family, paramsOf?.(family) ?? {}])),
  };
}

/** The families that are tuned and fitted by themselves. */
function familiesOf({ family, kind }: Pick<training.TrainSetup['estimator'], 'family' | 'kind'>): readonly string[] {
  return family === 'auto' ? partsOf(family, kind) : [family];
}

/** One worker and the job it is at. */
class TrainingThread {
  readonly #worker: Worker;
  readonly #ahead: TrainAhead;
  #job: { readonly task: string; readonly settle: (error?: Error) => void } | undefined;
  #lost: { readonly fact: string; readonly cause?: unknown } | undefined;

  constructor(start: WorkerStart, ahead: TrainAhead) {
    this.#ahead = ahead;
    this.#worker = new Worker(ENTRY, { workerData: start });
    this.#worker.on('message', (answer: WorkerAnswer) => this.#take(answer));
    this.#worker.on('messageerror', (cause) => this.#lose(cause.message, cause));
    this.#worker.on('error', (cause) => this.#lose(cause instanceof Error ? cause.message : String(cause), cause));
    this.#worker.on('exit', (code) => this.#lose(`exit code ${code}`));
  }

  /** Takes jobs from the list until it is empty. */
  async work(jobs: Job[]): Promise<void> {
    for (let job = jobs.shift(); job !== undefined; job = jobs.shift()) {
      try {
        await this.#train(job);
      } catch (error) {
        // The others end with the job they are at.
        jobs.length = 0;
        throw error;
      }
    }
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #train({ unit, task }: Job): Promise<void> {
    const { units, knownTrials } = this.#ahead;
    const tunings = familiesOf(units[unit]!.setup.estimator).map((family) => `${task.name}/${family}`);
    const known = new Map(tunings.map((tuning) => [tuning, knownTrials(tuning)]));
    return new Promise((resolve, reject) => {
      const settle = (error?: Error): void => {
        this.#job = undefined;
        if (error === undefined) resolve();
        else reject(error);
      };
      this.#job = { task: task.name, settle };
      if (this.#lost === undefined) this.#worker.postMessage({ unit, task, known } satisfies TrainingJob);
      else settle(new WorkerLostError(task.name, this.#lost.fact, this.#lost.cause));
    });
  }

  #take(answer: WorkerAnswer): void {
    const { onTrial, onTrained } = this.#ahead;
    try {
      if (answer.kind === 'trial') {
        onTrial(answer.tuning, answer.trial);
        return;
      }
      if (answer.kind === 'trained') onTrained(answer.trained);
      this.#job?.settle(answer.kind === 'failed' ? errorOfFailure(answer.failure) : undefined);
    } catch (error) {
      // A checkpoint that cannot be written fails the run as it does in process.
      this.#job?.settle(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #lose(fact: string, cause?: unknown): void {
    this.#lost ??= { fact, cause };
    if (this.#job !== undefined) this.#job.settle(new WorkerLostError(this.#job.task, this.#lost.fact, this.#lost.cause));
  }
}
