import { exp, invariant } from '../../base/index.ts';
import type { Matrix } from '../contract.ts';

/** An intercept and one coefficient per column. */
export interface LinearPart {
  readonly intercept: number;
  readonly coefficients: readonly number[] | Float64Array;
}

/** intercept + Σ coefficient · column, per row, added in the order of the columns. NaN where a column is missing. */
export function linearScores({ intercept, coefficients }: LinearPart, matrix: Matrix): Float64Array {
  invariant(coefficients.length === matrix.columns.length, 'a linear model is given its own columns');
  const scores = new Float64Array(matrix.rows).fill(intercept);
  for (let j = 0; j < coefficients.length; j += 1) {
    const weight = coefficients[j]!;
    const column = matrix.columns[j]!;
    for (let row = 0; row < matrix.rows; row += 1) scores[row]! += weight * column[row]!;
  }
  return scores;
}

/** 1 / (1 + e^−x), without overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + exp(-x));
  const small = exp(x);
  return small / (1 + small);
}

/** Turns scores into shares e^score / Σ e^score in place, one column per class; the largest is taken off first. */
export function softmax(scores: readonly Float64Array[], rows: number): void {
  for (let row = 0; row < rows; row += 1) {
    let most = scores[0]![row]!;
    for (let k = 1; k < scores.length; k += 1) most = Math.max(most, scores[k]![row]!);
    let sum = 0;
    for (let k = 0; k < scores.length; k += 1) {
      const share = exp(scores[k]![row]! - most);
      scores[k]![row] = share;
      sum += share;
    }
    for (let k = 0; k < scores.length; k += 1) scores[k]![row]! /= sum;
  }
}
