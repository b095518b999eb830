import { AppError, didYouMean } from '../base/index.ts';

/** A model file, or a part of one, is not what its schema says. `where` names the part, such as `members[2].model.fits[0]`. */
export class ModelArtifactError extends AppError {
  readonly code = 'MODEL_ARTIFACT_BROKEN';
  readonly where: string;
  readonly problem: string;
  constructor(where: string, problem: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(`the model file is broken${where === '' ? '' : ` at ${where}`}: ${problem}`, {
      hint: options.hint ?? 'the file was changed or cut short: run research again, or promote the model again',
      cause: options.cause,
    });
    this.where = where;
    this.problem = problem;
  }
}

/** A model reads a feature whose definition is not the one it was trained on. */
export class ModelFeatureMismatchError extends AppError {
  readonly code = 'MODEL_FEATURE_MISMATCH';
  readonly feature: string;
  constructor(feature: string, problem: string) {
    super(problem, { hint: 'train the model again on the features of this project, or define the feature as it was' });
    this.feature = feature;
  }
}

/** A family that does not exist, or one that cannot be loaded because its module was not handed in. */
export class UnknownModelError extends AppError {
  readonly code = 'MODEL_UNKNOWN';
  readonly asked: string;
  constructor(asked: string, known: Iterable<string>) {
    const own = asked === 'custom' ? 'a model of family custom needs research.model: { family: custom, module: … }' : undefined;
    super(own === undefined ? `no model family is named "${asked}"` : 'the module of a model of family custom is not known', {
      hint: own ?? didYouMean(asked, known),
    });
    this.asked = asked;
  }
}

/** Parameters that a model family does not take; `key` is the first of them. */
export class ModelParamsError extends AppError {
  readonly code = 'MODEL_PARAMS';
  readonly key: string;
  readonly problem: string;
  constructor(family: string, key: string, problem: string, known: readonly string[]) {
    const all = known.length === 0 ? `${family} has no parameters` : `${family} takes ${known.join(', ')}`;
    super(`research.model.params${key === '' ? '' : `.${key}`} of ${family}: ${problem}`, {
      hint: known.includes(key) ? undefined : (didYouMean(key, known) ?? all),
    });
    this.key = key;
    this.problem = problem;
  }
}

/** A model of the user's own module fails, or gives something that is no model. */
export class CustomModelError extends AppError {
  readonly code = 'MODEL_CUSTOM_INVALID';
  constructor(problem: string, cause?: unknown) {
    super(`the model of research.model.module: ${problem}`, {
      hint: 'fit and load return { predict, toJSON }; predict gives one column per class that sum to 1 in each row, or one of predictions',
      cause,
    });
  }
}
