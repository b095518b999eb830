import { z } from 'zod';
import { exp, type Json, log } from '../../base/index.ts';
import type { FittedModel, Matrix, ModelFamily, TrainingRows } from '../contract.ts';
import { ModelArtifactError } from '../errors.ts';
import { minimise, type Objective } from '../linear/lbfgs.ts';
import { type LinearPart, linearScores, logistic as sigmoid, softmax } from '../linear/scores.ts';
import { numbers, readState } from '../read-state.ts';

/**
 * Class probabilities from linear scores: softmax over the classes, for two classes one logit of the higher class. Minimises the
 * weighted mean log-loss + (l2/2)·‖β‖² by L-BFGS from 0, memory 10, at most 200 steps, to a gradient of 1e-8; intercepts are free.
 *
 * - Source: D. R. Cox, The Regression Analysis of Binary Sequences, Journal of the Royal Statistical Society B 20 (1958).
 */
export const logistic: ModelFamily<{ readonly l2: number }> = {
  family: 'logistic',
  summary: 'linear class probabilities with a penalty on the coefficients',
  source: 'Cox 1958',
  kinds: ['classifier'],
  params: z.strictObject({ l2: z.number().positive().max(1e6).default(0.01) }),
  takesMissing: false,
  space: new Map([['l2', { kind: 'real', low: 1e-4, high: 10, log: true }]]),
  fit: (rows, { l2 }) => new LogisticModel(fitLogistic(rows, l2)),
  load: (json, names) => {
    const { logits } = readState(STATE, json, '');
    logits.forEach(({ coefficients }, k) => {
      if (coefficients.length === names.length) return;
      throw new ModelArtifactError(`logits[${k}].coefficients`, `${coefficients.length} of them for ${names.length} columns`);
    });
    return new LogisticModel(logits);
  },
};

const STATE = z.strictObject({
  logits: z
    .array(z.strictObject({ intercept: z.number(), coefficients: numbers() }))
    .min(1)
    .refine(({ length }) => length !== 2, 'two classes have one logit'),
});

class LogisticModel implements FittedModel {
  /** One: of the higher of two classes; else one of each class. */
  readonly #logits: readonly LinearPart[];
  constructor(logits: readonly LinearPart[]) {
    this.#logits = logits;
  }

  predict(matrix: Matrix): Float64Array[] {
    const scores = this.#logits.map((part) => linearScores(part, matrix));
    if (scores.length > 1) {
      softmax(scores, matrix.rows);
      return scores;
    }
    const [logit] = scores;
    return [logit!.map((score) => sigmoid(-score)), logit!.map(sigmoid)];
  }

  toJSON(): Json {
    return {
      logits: this.#logits.map(({ intercept, coefficients }) => ({ intercept, coefficients: [...coefficients] })),
    };
  }
}

/** Columns a logit has: its intercept, then one coefficient per feature. */
function fitLogistic(rows: TrainingRows, l2: number): LinearPart[] {
  const logits = rows.classes.length === 2 ? 1 : rows.classes.length;
  const width = rows.columns.length + 1;
  const objective = logits === 1 ? binaryLoss(rows, l2) : softmaxLoss(rows, l2, logits);
  const solution = minimise(objective, logits * width, { memory: 10, maxSteps: 200, tolerance: 1e-8 });
  return Array.from({ length: logits }, (_, k) => ({
    intercept: solution[k * width]!,
    coefficients: solution.slice(k * width + 1, (k + 1) * width),
  }));
}

function weightOf({ weight }: TrainingRows): number {
  let sum = 0;
  for (let row = 0; row < weight.length; row += 1) sum += weight[row]!;
  return sum;
}

function binaryLoss(rows: TrainingRows, l2: number): Objective {
  const all = weightOf(rows);
  const errors = new Float64Array(rows.rows);
  return (x, gradient) => {
    const scores = linearScores({ intercept: x[0]!, coefficients: x.subarray(1) }, rows);
    let loss = 0;
    for (let row = 0; row < rows.rows; row += 1) {
      const share = rows.weight[row]! / all;
      const score = scores[row]!;
      const up = rows.target[row]!;
      // −log of the probability of what happened: log(1 + e^−z), z the score signed by the class.
      const signed = up === 1 ? score : -score;
      loss += share * (log(1 + exp(-Math.abs(signed))) + Math.max(-signed, 0));
      errors[row] = share * (sigmoid(score) - up);
    }
    slopes(rows, errors, gradient, 0);
    return loss + penalty(x, gradient, rows.columns.length + 1, l2);
  };
}

function softmaxLoss(rows: TrainingRows, l2: number, classes: number): Objective {
  const all = weightOf(rows);
  const width = rows.columns.length + 1;
  return (x, gradient) => {
    const scores = Array.from({ length: classes }, (_, k) =>
      linearScores({ intercept: x[k * width]!, coefficients: x.subarray(k * width + 1, (k + 1) * width) }, rows),
    );
    let loss = 0;
    for (let row = 0; row < rows.rows; row += 1) loss += (rows.weight[row]! / all) * crossEntropy(scores, row, rows.target[row]!);
    softmax(scores, rows.rows);
    for (let k = 0; k < classes; k += 1) {
      const errors = scores[k]!;
      for (let row = 0; row < rows.rows; row += 1) {
        errors[row] = (rows.weight[row]! / all) * (errors[row]! - (rows.target[row] === k ? 1 : 0));
      }
      slopes(rows, errors, gradient, k * width);
    }
    return loss + penalty(x, gradient, width, l2);
  };
}

/** log Σ e^score − the score of the class that happened. */
function crossEntropy(scores: readonly Float64Array[], row: number, target: number): number {
  let most = scores[0]![row]!;
  for (let k = 1; k < scores.length; k += 1) most = Math.max(most, scores[k]![row]!);
  let sum = 0;
  for (let k = 0; k < scores.length; k += 1) sum += exp(scores[k]![row]! - most);
  return log(sum) + most - scores[target]![row]!;
}

/** Gradient of one logit's intercept and coefficients, from the weighted errors of its probabilities. */
function slopes(rows: TrainingRows, errors: Float64Array, gradient: Float64Array, at: number): void {
  let sum = 0;
  for (let row = 0; row < rows.rows; row += 1) sum += errors[row]!;
  gradient[at] = sum;
  for (let j = 0; j < rows.columns.length; j += 1) {
    const column = rows.columns[j]!;
    let slope = 0;
    for (let row = 0; row < rows.rows; row += 1) slope += errors[row]! * column[row]!;
    gradient[at + 1 + j] = slope;
  }
}

/** (l2/2)·‖β‖² of all logits; adds its slopes to the gradient. Intercepts, the first of each `width`, are free. */
function penalty(x: Float64Array, gradient: Float64Array, width: number, l2: number): number {
  let squares = 0;
  for (let i = 0; i < x.length; i += 1) {
    if (i % width === 0) continue;
    squares += x[i]! * x[i]!;
    gradient[i]! += l2 * x[i]!;
  }
  return (l2 / 2) * squares;
}
