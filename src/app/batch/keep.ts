import type { BatchPlan } from './plan-batch.ts';
import type { ChildRow } from './row-store.ts';

/** Sweeps up to this size keep every variant unless they say something else. */
const KEEP_ALL = 200;

/** Places of the children whose runs are kept: of a sweep as `keep` says, of `--all` every agent; a child that failed, or that halving left behind, has no run. */
export function keptPlaces({ sweep, size }: BatchPlan, ranking: readonly number[], rows: readonly ChildRow[]): readonly number[] {
  const ended = [...rows.keys()].filter((place) => rows[place]!.status !== 'failed' && rows[place]!.rung === undefined);
  const keep = sweep === undefined ? 'all' : (sweep.keep ?? (size <= KEEP_ALL ? 'all' : 'top_k'));
  if (keep === 'none') return [];
  if (keep === 'all') return ended;
  const best = new Set(ranking.slice(0, sweep?.top_k));
  return ended.filter((place) => best.has(place));
}
