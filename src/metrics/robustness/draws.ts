import { invariant, meanOf, quantileOfSorted } from '../../base/index.ts';

/** Mean and type-7 quantiles of what chance gave. */
export interface Spread {
  readonly mean: number;
  readonly p5: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
}

/** Undefined for no values. */
export function spreadOf(values: Float64Array): Spread | undefined {
  const mean = meanOf(values);
  if (mean === undefined) return undefined;
  const sorted = values.slice().sort();
  const at = (p: number): number => quantileOfSorted(sorted, p);
  return { mean, p5: at(0.05), p25: at(0.25), p50: at(0.5), p75: at(0.75), p95: at(0.95) };
}

/** Where a value lies among draws. */
export interface Place {
  /** Share of the draws below it, those equal to it counted half. */
  readonly percentile: number;
  /** (1 + draws at or above it) / (1 + draws): the chance of as good a value without skill, never 0. */
  readonly pValue: number;
}

/** @param draws at least one */
export function placeAmong({ value, draws }: { readonly value: number; readonly draws: Float64Array }): Place {
  invariant(draws.length > 0, 'a place is among at least one draw');
  let below = 0;
  let equal = 0;
  for (const draw of draws) {
    if (draw < value) below += 1;
    else if (draw === value) equal += 1;
  }
  const n = draws.length;
  return { percentile: (below + equal / 2) / n, pValue: (1 + n - below) / (1 + n) };
}
