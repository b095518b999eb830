import { AppError, isoDate, type UnixMs } from '../../base/index.ts';

/** Something the file may say and this version cannot run yet. */
export class NotActiveHereError extends AppError {
  readonly code: string;

  /** @param what a sentence without full stop */
  constructor(what: string, options: { readonly code?: string; readonly hint?: string } = {}) {
    super(what, { hint: options.hint });
    this.code = options.code ?? 'NOT_ACTIVE';
  }
}

/** The data ends before everything the agent reads is defined. */
export class WarmUpTooLongError extends AppError {
  readonly code = 'DATA_RANGE_UNAVAILABLE';

  constructor(agent: string, facts: { readonly bars: number; readonly needed: number }) {
    super(`agent "${agent}" needs ${facts.needed} bars before its first decision and the window has ${facts.bars}`, {
      hint: 'set data.start_date earlier or end_date later, or shorten its features',
    });
  }
}

/** A feature definition is wrong in a way that only loading its module shows. */
export class FeatureInvalidError extends AppError {
  readonly code: string;

  constructor(code: string, message: string, hint: string | undefined) {
    super(message, { hint });
    this.code = code;
  }
}

/** A model was trained on bars of another length than the project has. */
export class ModelIntervalError extends AppError {
  readonly code = 'MODEL_INTERVAL_MISMATCH';

  constructor(model: string, interval: { readonly trained: string; readonly here: string }) {
    super(`model "${model}" was trained on ${interval.trained} bars and the project has ${interval.here} bars`, {
      hint: `data.timeframe: ${interval.trained}, or train and promote the model again`,
    });
  }
}

/** The file of the model that an earlier run used is not there any more. */
export class ModelGoneError extends AppError {
  readonly code = 'MODEL_FILE_GONE';

  constructor(path: string, hash: string) {
    super(`the run used the model ${hash.slice(0, 19)}, and no file of ${path} has that hash`, {
      hint: 'a folder keeps its five newest models; run the agent again with the present one, or put the old file back',
    });
  }
}

/** No member of a model may speak inside the window. */
export class ModelSilentError extends AppError {
  readonly code = 'DATA_RANGE_UNAVAILABLE';

  constructor(agent: string, from: UnixMs) {
    super(`agent "${agent}" has no signal in the window: the first member of its model speaks from ${isoDate(from)} on`, {
      hint: 'set data.end_date later',
    });
  }
}
