import { AppError, type ExitCode, InvariantError, type Place } from '../../base/index.ts';
import type { Space } from '../../models/index.ts';
import type { training } from '../../research/index.ts';
import type { TuningBudget } from './tuning-time.ts';

/** A unit as a worker trains it: plain data, without the functions of its setup. */
export interface WorkerUnit {
  readonly table: training.TrainingTable;
  readonly settings: training.TrainSetup['settings'];
  readonly estimator: Omit<training.TrainSetup['estimator'], 'families'>;
  readonly spaces: ReadonlyMap<string, Space>;
  readonly params: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
}

/** What a worker is started with. */
export interface WorkerStart {
  readonly units: readonly WorkerUnit[];
  readonly budget: TuningBudget | undefined;
}

/** One task for a worker, with the trials that an earlier attempt left of its tunings. */
export interface TrainingJob {
  /** Index of the unit. */
  readonly unit: number;
  readonly task: training.TrainTask;
  readonly known: ReadonlyMap<string, readonly training.Trial[]>;
}

/** What a worker answers: each trial as soon as it is done, then the task or its failure. */
export type WorkerAnswer =
  | { readonly kind: 'trial'; readonly tuning: string; readonly trial: training.Trial }
  | { readonly kind: 'trained'; readonly trained: training.Trained }
  | { readonly kind: 'failed'; readonly failure: Failure };

/** An error on its way between threads. */
export interface Failure {
  readonly kind: 'app' | 'invariant' | 'other';
  readonly message: string;
  readonly stack: string | undefined;
  readonly code: string;
  readonly exitCode: ExitCode;
  readonly hint: string | undefined;
  readonly place: Place | undefined;
}

/** A failure of the user's input or the outside world that a worker met: code, message, hint and place are those of the worker. */
class WorkerFailure extends AppError {
  readonly code: string;
  override readonly exitCode: ExitCode;

  constructor({ message, code, exitCode, hint, place }: Failure) {
    super(message, { hint, place });
    this.code = code;
    this.exitCode = exitCode;
  }
}

export function failureOfError(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  const stack = error instanceof Error ? error.stack : undefined;
  const plain = { message, stack, code: '', exitCode: 70 as const, hint: undefined, place: undefined };
  if (error instanceof AppError) {
    const { code, exitCode, hint, place } = error;
    return { ...plain, kind: 'app', code, exitCode, hint, place };
  }
  return { ...plain, kind: error instanceof InvariantError ? 'invariant' : 'other' };
}

export function errorOfFailure(failure: Failure): Error {
  if (failure.kind === 'app') return new WorkerFailure(failure);
  const error = failure.kind === 'invariant' ? new InvariantError(failure.message) : new Error(failure.message);
  if (failure.stack !== undefined) error.stack = failure.stack;
  return error;
}
