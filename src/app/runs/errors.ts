import { AppError, didYouMean } from '../../base/index.ts';

/** A list of runs is to be sorted by something no run has. */
export class SortKeyUnknownError extends AppError {
  readonly code = 'SORT_KEY_UNKNOWN';

  constructor(asked: string, known: readonly string[]) {
    super(`runs cannot be sorted by "${asked}"`, { hint: didYouMean(asked, known) });
  }
}

/** The run has no results to work on. */
export class RunNotFinishedError extends AppError {
  readonly code = 'RUN_NOT_FINISHED';

  constructor(runId: string, status: string, purpose: string) {
    super(`the run ${runId} is ${status} and cannot be ${purpose}`, {
      hint: 'choose a run with status success, degraded or halted',
    });
  }
}

/** A file that every run has is missing from this one. */
export class RunFileMissingError extends AppError {
  readonly code = 'RUN_FILE_MISSING';

  constructor(file: string) {
    super('the run has lost this file', { hint: 'run the agent again', place: { file } });
  }
}
