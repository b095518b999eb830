import { invariant } from '../../base/index.ts';
import type { SweepConfig } from '../sweeps-config.ts';
import { Grid } from './grid.ts';
import { type HashText, VariantNames } from './name.ts';
import { RandomList } from './random-list.ts';
import { SweptRange } from './range.ts';
import type { VariantList } from './variant.ts';

/** Whether the variants (of successive halving: those of its first rung) are every combination of written values. */
export function isGrid({ method, parameters }: Pick<SweepConfig, 'method' | 'parameters'>): boolean {
  if (method === 'grid') return true;
  return method === 'successive_halving' && parameters.every(({ values }) => values !== undefined);
}

/**
 * How many variants a sweep has. A grid is never cut; a random list has `trials` variants, or all there are when the values and steps allow
 * fewer.
 */
export function sweepSize(sweep: Pick<SweepConfig, 'method' | 'parameters' | 'trials'>): number {
  const { parameters, trials } = sweep;
  const members = parameters.reduce(
    (product, parameter) =>
      product *
      (parameter.values?.length ?? (isGrid(sweep) ? 1 : (new SweptRange(parameter).members ?? Number.POSITIVE_INFINITY))),
    1,
  );
  return isGrid(sweep) ? members : Math.min(trials, members);
}

/**
 * The variants of a sweep in their order: a grid as Cartesian product, the first parameter the slowest; else drawn by a generator of (seed,
 * name of the sweep). Of successive halving those of the first rung. Same sweep and seed, same list.
 *
 * @param seed of the project; the sweep's own wins
 */
export function expandSweep(
  sweep: SweepConfig,
  { seed, sha256 }: { readonly seed: number; readonly sha256: HashText },
): VariantList {
  const size = sweepSize(sweep);
  invariant(size >= 1 && size <= sweep.max_variants, `a sweep that passed its checks has 1 to ${sweep.max_variants} variants`);
  const names = new VariantNames(sweep, sha256);
  return isGrid(sweep) ? new Grid(sweep, names) : new RandomList(sweep, sweep.seed ?? seed, names);
}
