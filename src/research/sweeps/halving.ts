import type { Better } from '../../metrics/index.ts';

/** One rung of successive halving. */
export interface Rung {
  /** From 0. */
  readonly rung: number;
  /** Share of the window, from its start: `fraction` × bars, rounded up, are run. 1 on the last rung. */
  readonly fraction: number;
  /** How many variants run on it when none fails. */
  readonly variants: number;
}

/**
 * The rungs of successive halving: `variants` on the first `firstFraction` of the window, then the best 1/factor, rounded up, on factor times
 * as much, until the whole window is reached. K. Jamieson, A. Talwalkar (2016), with windows of time as resource.
 */
export function halvingRungs({
  variants,
  factor,
  firstFraction,
}: {
  readonly variants: number;
  readonly factor: number;
  readonly firstFraction: number;
}): readonly Rung[] {
  const rungs: Rung[] = [];
  let left = variants;
  for (let fraction = firstFraction; ; fraction *= factor) {
    rungs.push({ rung: rungs.length, fraction: Math.min(1, fraction), variants: left });
    if (!(fraction < 1)) return rungs;
    left = survivorsOf(left, factor);
  }
}

/** How many go on: 1/factor of them, rounded up. */
export function survivorsOf(variants: number, factor: number): number {
  return Math.ceil(variants / factor);
}

/** Places of the values, the best first, equal ones by place; those without a value (NaN) last. */
export function rankPlaces(values: Float64Array, better: Better): Int32Array {
  const sign = better === 'higher' ? -1 : 1;
  const order = Int32Array.from(values, (_, place) => place);
  return order.sort((a, b) => {
    const [x, y] = [values[a]!, values[b]!];
    if (Number.isNaN(x) || Number.isNaN(y)) return Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || a - b;
    return sign * (x - y) || a - b;
  });
}
