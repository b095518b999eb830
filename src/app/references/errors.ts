import { AppError, type Place } from '../../base/index.ts';

/** The folder of reference values is not there, or holds none that a check knows. */
export class ReferenceFolderError extends AppError {
  readonly code = 'REFERENCE_FOLDER';

  constructor(folder: string, fact: string) {
    super(fact, {
      hint: 'give --references the folder that holds metrics/, overfitting/, labeling_cv/ or indicators/',
      place: { file: folder },
    });
  }
}

/** A file of reference values cannot be used: broken JSON, another shape, a row with too few cells, or a file it needs is missing. */
export class ReferenceFileError extends AppError {
  readonly code = 'REFERENCE_FILE';

  constructor(place: Place, fact: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(fact, { hint: options.hint ?? 'put the file as it was published in its place', place, cause: options.cause });
  }
}
