import { AppError } from '../../base/index.ts';

/** A comparison takes 2 to 8 different runs. */
export class ComparisonSizeError extends AppError {
  readonly code = 'COMPARE_COUNT';
}

/** The runs of a comparison are of several families, whose figures mean different things. */
export class ComparisonFamilyError extends AppError {
  readonly code = 'COMPARE_FAMILY';
}

/** The page of a comparison is to be written where something else belongs. */
export class ComparisonPathError extends AppError {
  readonly code = 'COMPARE_PATH';
}
