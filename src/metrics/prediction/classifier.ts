import { invariant, log } from '../../base/index.ts';
import { known, missing, type Statistic } from '../statistic.ts';

/** Probabilities of classes beside what happened, one slot per row. */
export interface Classified {
  /** One column per class; each row sums to 1. */
  readonly probabilities: readonly Float64Array[];
  /** Index of the class that came true. */
  readonly actual: Int32Array;
  /** Weights of the rows, default 1 each. */
  readonly weight?: Float64Array | undefined;
}

/** Rows by class that happened and class that was said: `counts[actual][said]`, weights added up. */
export interface Confusion {
  readonly counts: readonly (readonly number[])[];
}

export const NO_ROWS = 'no rows';
const CLIP = 1e-15;

/** −Σ w·ln p(what happened) / Σ w, p clipped to 1e-15 … 1 − 1e-15. 0 is certain and right. Missing without rows. */
export function logLoss({ probabilities, actual, weight }: Classified): Statistic {
  const own = (row: number): number => probabilities[actual[row]!]![row]!;
  return weightedMean(actual.length, weight, (row) => -log(Math.min(1 - CLIP, Math.max(CLIP, own(row)))));
}

/** Mean over rows of Σ over classes (p − 1 if it happened else p)²: 0 … 2. G. W. Brier (1950). Missing without rows. */
export function brierScore({ probabilities, actual, weight }: Classified): Statistic {
  return weightedMean(actual.length, weight, (row) => {
    let sum = 0;
    for (let k = 0; k < probabilities.length; k += 1) {
      const off = probabilities[k]![row]! - (actual[row] === k ? 1 : 0);
      sum += off * off;
    }
    return sum;
  });
}

function weightedMean(rows: number, weight: Float64Array | undefined, of: (row: number) => number): Statistic {
  invariant(weight === undefined || weight.length === rows, 'each row has a weight');
  let sum = 0;
  let total = 0;
  for (let row = 0; row < rows; row += 1) {
    const one = weight?.[row] ?? 1;
    sum += one * of(row);
    total += one;
  }
  if (!(total > 0)) return missing(NO_ROWS);
  return Number.isNaN(sum) ? missing('a probability is not a number') : known(sum / total);
}

/** Index of the most likely class of each row; of equal ones the first. */
export function mostLikely(probabilities: readonly Float64Array[]): Int32Array {
  return Int32Array.from({ length: probabilities[0]?.length ?? 0 }, (_, row) => {
    let best = 0;
    for (let k = 1; k < probabilities.length; k += 1) if (probabilities[k]![row]! > probabilities[best]![row]!) best = k;
    return best;
  });
}

/** Counts rows by the class that happened and the one that was said. */
export function confusionOf(input: {
  readonly classes: number;
  readonly actual: Int32Array;
  readonly said: Int32Array;
  readonly weight?: Float64Array | undefined;
}): Confusion {
  const { classes, actual, said, weight } = input;
  invariant(actual.length === said.length, 'what happened and what was said have one length');
  const counts = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let row = 0; row < actual.length; row += 1) counts[actual[row]!]![said[row]!]! += weight?.[row] ?? 1;
  return { counts };
}

interface Margins {
  /** By class: right, happened, said. */
  readonly right: readonly number[];
  readonly happened: readonly number[];
  readonly said: readonly number[];
  readonly total: number;
}

function marginsOf({ counts }: Confusion): Margins {
  const add = (sum: number, value: number): number => sum + value;
  const happened = counts.map((row) => row.reduce(add, 0));
  return {
    right: counts.map((row, k) => row[k]!),
    happened,
    said: counts.map((_, k) => counts.reduce((sum, row) => sum + row[k]!, 0)),
    total: happened.reduce(add, 0),
  };
}

/** Share of rows whose class was said. Missing without rows. */
export function accuracy(confusion: Confusion): Statistic {
  const { right, total } = marginsOf(confusion);
  return total > 0 ? known(right.reduce((sum, value) => sum + value, 0) / total) : missing(NO_ROWS);
}

/** Mean over the classes that happened of the share of their rows that was said to be them. Missing without rows. */
export function balancedAccuracy(confusion: Confusion): Statistic {
  const { right, happened } = marginsOf(confusion);
  return meanOfClasses(happened.flatMap((count, k) => (count > 0 ? [right[k]! / count] : [])));
}

/** Mean over the classes that happened or were said of F1 = 2·right / (happened + said). C. J. van Rijsbergen (1979). Missing without rows. */
export function macroF1(confusion: Confusion): Statistic {
  const { right, happened, said } = marginsOf(confusion);
  return meanOfClasses(
    right.flatMap((count, k) => (happened[k]! + said[k]! > 0 ? [(2 * count) / (happened[k]! + said[k]!)] : [])),
  );
}

function meanOfClasses(values: readonly number[]): Statistic {
  if (values.length === 0) return missing(NO_ROWS);
  return known(values.reduce((sum, value) => sum + value, 0) / values.length);
}

/**
 * Correlation of said and happened classes, −1 … 1, 0 for chance: R_K = (c·n − Σ s·h) / √((n² − Σ s²)(n² − Σ h²)), c rows right, s said,
 * h happened by class. B. W. Matthews (1975), J. Gorodkin (2004). Missing where only one class happened or was said.
 */
export function matthews(confusion: Confusion): Statistic {
  const { right, happened, said, total } = marginsOf(confusion);
  const products = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, k) => sum + value * b[k]!, 0);
  const saidSpread = total * total - products(said, said);
  const happenedSpread = total * total - products(happened, happened);
  if (!(saidSpread > 0)) return missing(total > 0 ? 'only one class was said' : NO_ROWS);
  if (!(happenedSpread > 0)) return missing('only one class happened');
  const hits = right.reduce((sum, value) => sum + value, 0);
  return known((hits * total - products(said, happened)) / Math.sqrt(saidSpread) / Math.sqrt(happenedSpread));
}

/** Share of each class among the rows that happened and among those said; empty without rows. */
export function classShares(confusion: Confusion): { readonly happened: readonly number[]; readonly said: readonly number[] } {
  const { happened, said, total } = marginsOf(confusion);
  if (!(total > 0)) return { happened: [], said: [] };
  return { happened: happened.map((count) => count / total), said: said.map((count) => count / total) };
}
