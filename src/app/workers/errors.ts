import { AppError, type ExitCode } from '../../base/index.ts';

/** A worker could not do a job for a reason of its own: what it needs is not there. */
export class WorkerFailedError extends AppError {
  readonly code = 'WORKER_FAILED';
  override readonly exitCode: ExitCode = 3;
  /** Code of the worker's own failure. */
  readonly reason: string;

  constructor(worker: string | undefined, { code, reason }: { readonly code: string; readonly reason: string }) {
    super(`${worker === undefined ? 'a worker' : `worker ${worker}`} could not do its job: ${code} ${reason}`, {
      hint: 'mend it there and start the command again: what is done is not done again',
    });
    this.reason = code;
  }
}

/** What a worker needs for the children of a batch is not what it was where the batch was made. */
export class WorkerLacksError extends AppError {
  readonly code = 'WORKER_LACKS';
  override readonly exitCode: ExitCode = 3;

  constructor(code: string, message: string) {
    super(`a child that could be read where the batch was made cannot be read here: ${code} ${message}`, {
      hint: 'packages that own modules or models of the project need have to be installed on every worker',
    });
  }
}

/** A file of the project cannot be sent to other machines. */
export class FileNotSentError extends AppError {
  readonly code = 'FILE_NOT_SENT';

  constructor(path: string) {
    super(`${path} lies outside the project and cannot be sent to workers`, {
      hint: 'put modules and models inside the project folder, or leave --workers redis out',
    });
  }
}

/** A setting that several machines need is missing. */
export class WorkersUnsetError extends AppError {
  readonly code = 'WORKERS_UNSET';
}
