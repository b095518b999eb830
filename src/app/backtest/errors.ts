import { AppError } from '../../base/index.ts';

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
