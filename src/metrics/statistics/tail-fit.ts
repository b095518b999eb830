import { CompensatedSum, exp, log, meanOf, pow, quantileOfSorted } from '../../base/index.ts';
import { hasGap, type Missing } from '../statistic.ts';

/** Losses above the threshold that a fit needs. */
const LEAST_LOSSES = 10;

/** A generalised Pareto distribution fitted to the losses above a threshold, and what it says of the tail. Losses are positive. */
export interface TailFit {
  readonly threshold: number;
  /** Losses above the threshold. */
  readonly exceedances: number;
  /** β > 0. */
  readonly scale: number;
  /** ξ; above 0 the tail is heavier than exponential, from 1 on it has no mean. */
  readonly shape: number;
  /** Loss that a share `cutoff` of periods exceeds. */
  readonly valueAtRisk: number;
  /** Mean of the losses beyond it; undefined from ξ = 1 on. */
  readonly expectedShortfall: number | undefined;
}

/**
 * Peaks over threshold: the losses −r above their type-7 quantile at `tail` from the top (default 0.1 of all returns) follow a generalised
 * Pareto distribution, fitted by maximum likelihood along θ = ξ/β (S. Grimshaw 1993, ξ > −½);
 * VaR = u + β/ξ·((n/N·cutoff)^−ξ − 1), ES = (VaR + β − ξu)/(1 − ξ) (A. McNeil, R. Frey 2000). `cutoff` default 0.01.
 *
 * Missing where fewer than 10 losses exceed the threshold or they do not vary: nothing is said about a tail that was not seen.
 */
export function tailFit({
  returns,
  tail = 0.1,
  cutoff = 0.01,
}: {
  readonly returns: Float64Array;
  readonly tail?: number;
  readonly cutoff?: number;
}): TailFit | Missing {
  if (hasGap(returns)) return { missing: 'a return is not a number' };
  const losses = returns.map((value) => -value).sort();
  const threshold = losses.length === 0 ? 0 : Math.max(0, quantileOfSorted(losses, 1 - tail));
  const excesses = losses.filter((loss) => loss > threshold).map((loss) => loss - threshold);
  const n = excesses.length;
  if (n < LEAST_LOSSES) return { missing: `needs ${LEAST_LOSSES} losses above the threshold, has ${n}` };
  if (excesses[0] === excesses[n - 1]) return { missing: 'the losses above the threshold do not vary' };
  const { shape, scale } = mostLikely(excesses);
  const rest = (returns.length / n) * cutoff;
  const beyond = Math.abs(shape) < 1e-9 ? -scale * log(rest) : (scale / shape) * (pow(rest, -shape) - 1);
  const valueAtRisk = threshold + beyond;
  const expectedShortfall = shape < 1 ? (valueAtRisk + scale - shape * threshold) / (1 - shape) : undefined;
  return { threshold, exceedances: n, scale, shape, valueAtRisk, expectedShortfall };
}

interface Fit {
  readonly shape: number;
  readonly scale: number;
}

/** ξ = mean log(1 + θy) and β = ξ/θ make the likelihood largest for a θ; β is the mean at θ = 0. */
function fitAt(excesses: Float64Array, theta: number): Fit {
  const mean = meanOf(excesses)!;
  if (Math.abs(theta) * mean < 1e-9) return { shape: 0, scale: mean };
  const sum = new CompensatedSum();
  for (let i = 0; i < excesses.length; i += 1) sum.add(log(1 + theta * excesses[i]!));
  const shape = sum.value / excesses.length;
  return { shape, scale: shape / theta };
}

/** Mean log likelihood at the best scale and shape for a θ: −log β − ξ − 1. */
function likelihood(excesses: Float64Array, theta: number): number {
  const { shape, scale } = fitAt(excesses, theta);
  // Below ξ = −½ the likelihood grows without bound at the edge and its maximum says nothing (R. Smith 1985).
  return shape <= -0.5 || !(scale > 0) ? -Infinity : -log(scale) - shape - 1;
}

/**
 * The most likely fit. θ runs from just above −1/max (below it a loss would be impossible) to far beyond any heavy tail, on a grid that is
 * linear below 0 and logarithmic above; a golden section narrows the best place of the grid to rounding.
 */
function mostLikely(excesses: Float64Array): Fit {
  const largest = excesses[excesses.length - 1]!;
  const mean = meanOf(excesses)!;
  const grid = [
    ...Array.from({ length: 60 }, (_, i) => (-1 + (i + 0.5) / 60) / largest),
    0,
    ...Array.from({ length: 120 }, (_, i) => exp((i - 80) / 8) / mean),
  ];
  const values = grid.map((theta) => likelihood(excesses, theta));
  const best = values.indexOf(Math.max(...values));
  let low = grid[Math.max(0, best - 1)]!;
  let high = grid[Math.min(grid.length - 1, best + 1)]!;
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let step = 0; step < 60; step += 1) {
    const left = high - golden * (high - low);
    const right = low + golden * (high - low);
    if (likelihood(excesses, left) < likelihood(excesses, right)) low = left;
    else high = right;
  }
  return fitAt(excesses, (low + high) / 2);
}
