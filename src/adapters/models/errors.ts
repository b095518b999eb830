import { AppError } from '../../base/index.ts';

/** A model needs an optional package that is not installed. */
export class ModelRuntimeMissingError extends AppError {
  readonly code = 'MODEL_RUNTIME_MISSING';
  constructor(shown: string, packageName: string, reason: string) {
    super(`${shown} cannot be run: the package ${packageName} is not installed (${reason})`, {
      hint: `npm install --ignore-scripts ${packageName}`,
    });
  }
}

/** A model file from elsewhere is not the one that the configuration names, or does not do what a model does. */
export class ModelFileError extends AppError {
  readonly code = 'MODEL_FILE_INVALID';
  constructor(shown: string, problem: string, hint?: string) {
    super(`${shown} ${problem}`, { hint });
  }
}
