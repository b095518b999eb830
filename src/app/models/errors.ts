import { AppError, didYouMean } from '../../base/index.ts';

/** An agent or a command wants a promoted model and none was promoted into the folder. */
export class ModelNotPromotedError extends AppError {
  readonly code = 'MODEL_NOT_PROMOTED';
  /** The folder as it was asked for. */
  readonly folder: string;

  constructor(folder: string) {
    super(`no model is promoted in ${folder}`, {
      hint: 'quanttradeai research run, then quanttradeai promote --run research/<id>',
    });
    this.folder = folder;
  }
}

/** The files of a model are not what was written: one is missing, was changed, or says something that cannot be. */
export class ModelFilesBrokenError extends AppError {
  readonly code = 'MODEL_ARTIFACT_BROKEN';

  constructor(file: string, fact: string, options: { readonly cause?: unknown; readonly hint?: string } = {}) {
    super(fact, { hint: options.hint ?? 'promote a research run again', place: { file }, cause: options.cause });
  }
}

/** A command names a model that is neither a promotion target nor a path. */
export class ModelNotFoundError extends AppError {
  readonly code = 'MODEL_NOT_FOUND';
  readonly asked: string;

  constructor(asked: string, targets: readonly string[]) {
    super(`"${asked}" is no promotion target of the project, and there is no such folder or file`, {
      hint:
        didYouMean(asked, targets) ??
        'name a target of research.promotion.targets, a folder under models/promoted or a model.json',
    });
    this.asked = asked;
  }
}
