import { log } from '../../base/index.ts';
import type { ModelKind } from '../contract.ts';
import { logistic as chance, softmax as turnIntoShares } from '../linear/scores.ts';
import type { Target } from './grow.ts';

/** What is fitted and how much each row counts. */
export interface Observed {
  /** Class index or value. */
  readonly target: Float64Array;
  readonly weight: Float64Array;
}

/** A loss that boosting can descend: J. H. Friedman, Greedy function approximation (Annals of Statistics 2001), sections 4.1, 4.5, 4.6. */
export interface Loss {
  /** Scores per row, and trees a round. */
  readonly outputs: number;
  /** The best constant scores. */
  start(observed: Observed): readonly number[];
  /** Writes first and second derivatives by each score, times the weight of the row. */
  derive(scores: readonly Float64Array[], observed: Observed, into: readonly Target[]): void;
  /** Weighted mean loss. */
  mean(scores: readonly Float64Array[], observed: Observed): number;
  /** Scores to predictions: one column per class, or the value. */
  predict(scores: readonly Float64Array[]): readonly Float64Array[];
}

/** Second derivatives are at least this, so that a leaf of sure rows still has a weight. */
const LEAST_HESSIAN = 1e-16;
/** Probabilities in a logarithm are at least this. */
const LEAST_PROBABILITY = 1e-15;

export function lossOf(kind: ModelKind, classes: number): Loss {
  if (kind === 'regressor') return squared;
  return classes === 2 ? logistic : softmax(classes);
}

/** ½ w (y − score)². */
const squared: Loss = {
  outputs: 1,
  start: ({ target, weight }) => [weightedMean((row) => target[row]!, weight)],
  derive([score], { target, weight }, [into]) {
    for (let row = 0; row < target.length; row += 1) {
      into!.gradient[row] = weight[row]! * (score![row]! - target[row]!);
      into!.hessian[row] = weight[row]!;
    }
  },
  mean: ([score], { target, weight }) => weightedMean((row) => 0.5 * square(target[row]! - score![row]!), weight),
  predict: ([score]) => [score!],
};

/** −w log p of two classes; the score is the log-odds of the second. */
const logistic: Loss = {
  outputs: 1,
  start: (observed) => {
    const [first, second] = shares(observed, 2);
    return [log(second! / first!)];
  },
  derive([score], { target, weight }, [into]) {
    for (let row = 0; row < target.length; row += 1) {
      const p = chance(score![row]!);
      into!.gradient[row] = weight[row]! * (p - target[row]!);
      into!.hessian[row] = weight[row]! * Math.max(p * (1 - p), LEAST_HESSIAN);
    }
  },
  mean: ([score], { target, weight }) =>
    weightedMean((row) => -logOf(chance(target[row] === 1 ? score![row]! : -score![row]!)), weight),
  predict: ([score]) => [score!.map((value) => chance(-value)), score!.map(chance)],
};

/** −w log p of K classes, p = e^score / Σ e^score; one tree per class a round. */
function softmax(classes: number): Loss {
  return {
    outputs: classes,
    start: (observed) => shares(observed, classes).map(log),
    derive(scores, { target, weight }, into) {
      const shares = sharesOf(scores);
      for (const [k, { gradient, hessian }] of into.entries()) {
        const share = shares[k]!;
        for (let row = 0; row < target.length; row += 1) {
          const p = share[row]!;
          gradient[row] = weight[row]! * (p - (target[row] === k ? 1 : 0));
          hessian[row] = weight[row]! * Math.max(p * (1 - p), LEAST_HESSIAN);
        }
      }
    },
    mean(scores, { target, weight }) {
      const shares = sharesOf(scores);
      return weightedMean((row) => -logOf(shares[target[row]!]![row]!), weight);
    },
    predict: sharesOf,
  };
}

function sharesOf(scores: readonly Float64Array[]): readonly Float64Array[] {
  const shares = scores.map((column) => column.slice());
  turnIntoShares(shares, shares[0]!.length);
  return shares;
}

function square(x: number): number {
  return x * x;
}

function logOf(probability: number): number {
  return log(Math.max(probability, LEAST_PROBABILITY));
}

/** Weighted shares of the classes; one that no row has counts as half a row. */
function shares({ target, weight }: Observed, classes: number): readonly number[] {
  const sums = new Float64Array(classes);
  let total = 0;
  for (let row = 0; row < target.length; row += 1) {
    sums[target[row]!]! += weight[row]!;
    total += weight[row]!;
  }
  return Array.from(sums, (sum) => (sum > 0 ? sum / total : 0.5 / target.length));
}

function weightedMean(value: (row: number) => number, weight: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let row = 0; row < weight.length; row += 1) {
    sum += weight[row]! * value(row);
    total += weight[row]!;
  }
  return sum / total;
}
