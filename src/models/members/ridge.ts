import { z } from 'zod';
import type { Json } from '../../base/index.ts';
import type { FittedModel, Matrix, ModelFamily, TrainingRows } from '../contract.ts';
import { ModelArtifactError, ModelParamsError } from '../errors.ts';
import { solveCholesky } from '../linear/cholesky.ts';
import { type LinearPart, linearScores } from '../linear/scores.ts';
import { numbers, readState } from '../read-state.ts';

/**
 * Least squares with a penalty on the size of the coefficients: min (1/2W)·Σ w(y − b − xβ)² + (l2/2)·‖β‖², W = Σ w, the intercept b
 * free. Solved exactly, from centred columns, by Cholesky's factors.
 *
 * - Source: A. E. Hoerl, R. W. Kennard, Ridge Regression, Technometrics 12 (1970), with weights and the mean in place of the sum.
 */
export const ridge: ModelFamily<{ readonly l2: number }> = {
  family: 'ridge',
  summary: 'linear regression with a penalty on the coefficients',
  source: 'Hoerl and Kennard 1970',
  kinds: ['regressor'],
  params: z.strictObject({ l2: z.number().positive().max(1e6).default(0.01) }),
  takesMissing: false,
  space: new Map([['l2', { kind: 'real', low: 1e-4, high: 10, log: true }]]),
  fit: (rows, { l2 }) => new RidgeModel(fitRidge(rows, l2)),
  load: (json, names) => {
    const state = readState(STATE, json, '');
    if (state.coefficients.length !== names.length) {
      throw new ModelArtifactError('coefficients', `${state.coefficients.length} of them for ${names.length} columns`);
    }
    return new RidgeModel(state);
  },
};

const STATE = z.strictObject({ intercept: z.number(), coefficients: numbers() });

class RidgeModel implements FittedModel {
  readonly #part: LinearPart;
  constructor(part: LinearPart) {
    this.#part = part;
  }

  predict(matrix: Matrix): Float64Array[] {
    return [linearScores(this.#part, matrix)];
  }

  toJSON(): Json {
    return { intercept: this.#part.intercept, coefficients: [...this.#part.coefficients] };
  }
}

function fitRidge(rows: TrainingRows, l2: number): LinearPart {
  const { weight, target, columns } = rows;
  let all = 0;
  for (let row = 0; row < rows.rows; row += 1) all += weight[row]!;
  const means = columns.map((column) => weightedMean(column, weight, all));
  const level = weightedMean(target, weight, all);
  const matrix: Float64Array[] = [];
  const right = new Float64Array(columns.length);
  const weighted = new Float64Array(rows.rows);
  for (let i = 0; i < columns.length; i += 1) {
    const column = columns[i]!;
    for (let row = 0; row < rows.rows; row += 1) weighted[row] = weight[row]! * (column[row]! - means[i]!);
    const line = new Float64Array(columns.length);
    for (let j = 0; j <= i; j += 1) line[j] = product(weighted, columns[j]!, means[j]!) / all;
    line[i]! += l2;
    matrix.push(line);
    right[i] = product(weighted, target, level) / all;
  }
  const coefficients = solveCholesky(matrix, right);
  if (coefficients === undefined) {
    throw new ModelParamsError('ridge', 'l2', `${l2} is too small beside columns of this size to tell them apart`, ['l2']);
  }
  let intercept = level;
  for (let i = 0; i < columns.length; i += 1) intercept -= coefficients[i]! * means[i]!;
  return { intercept, coefficients };
}

function weightedMean(values: Float64Array, weight: Float64Array, all: number): number {
  let sum = 0;
  for (let row = 0; row < values.length; row += 1) sum += weight[row]! * values[row]!;
  return sum / all;
}

/** Σ weighted · (values − mean). */
function product(weighted: Float64Array, values: Float64Array, mean: number): number {
  let sum = 0;
  for (let row = 0; row < weighted.length; row += 1) sum += weighted[row]! * (values[row]! - mean);
  return sum;
}
