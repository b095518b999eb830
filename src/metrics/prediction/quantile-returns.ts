import { averageRanks, meanOf } from '../../base/index.ts';
import { known, missing, orMissing, type Statistic } from '../statistic.ts';
import { type Comparison, groupsOf, pick, rowsBySymbol, type ScoredRows } from './groups.ts';
import { neweyWestT } from './newey-west.ts';

/** What followed the lowest … highest fifth of the scores. */
export interface QuantileReturns {
  readonly comparison: Comparison;
  /** Mean outcome of each quantile, lowest scores first: mean of the periods' means. */
  readonly means: readonly Statistic[];
  /** Mean of highest less lowest, and its {@link neweyWestT} with lag horizon − 1. */
  readonly spread: Statistic;
  readonly t: Statistic;
  /** Of rows in the highest or lowest quantile, the share that the same symbol has left a row later. */
  readonly turnover: Statistic;
}

const QUANTILES = 5;

/**
 * Outcomes by quantile (default fifths) of the score, within the groups of {@link coefficientSeries}; equal scores share a quantile. Groups
 * with fewer rows than quantiles, or with an empty lowest or highest one, are left out.
 */
export function quantileReturns(
  rows: ScoredRows,
  { horizonBars, quantiles = QUANTILES }: { readonly horizonBars: number; readonly quantiles?: number },
): QuantileReturns {
  const { comparison, groups } = groupsOf(rows);
  const place = new Int32Array(rows.score.length).fill(-1);
  const byPeriod = new Map<number, { readonly sums: Float64Array; readonly counts: Float64Array }>();
  for (const { period, rows: members } of groups) {
    const ranks = averageRanks(pick(rows.score, members));
    const { sums, counts } = byPeriod.get(period) ?? { sums: new Float64Array(quantiles), counts: new Float64Array(quantiles) };
    byPeriod.set(period, { sums, counts });
    for (let i = 0; i < members.length; i += 1) {
      const quantile = Math.min(quantiles - 1, Math.floor(((ranks[i]! - 0.5) / members.length) * quantiles));
      place[members[i]!] = quantile;
      sums[quantile]! += rows.outcome[members[i]!]!;
      counts[quantile]! += 1;
    }
  }
  const periods = [...byPeriod.values()];
  const meansOf = (quantile: number): number[] =>
    periods.flatMap(({ sums, counts }) => (counts[quantile]! > 0 ? [sums[quantile]! / counts[quantile]!] : []));
  const ends = periods.filter(({ counts }) => counts[0]! > 0 && counts[quantiles - 1]! > 0);
  const spreads = Float64Array.from(
    ends,
    ({ sums, counts }) => sums[quantiles - 1]! / counts[quantiles - 1]! - sums[0]! / counts[0]!,
  );
  const few = 'no period has scores in the highest and the lowest quantile';
  return {
    comparison,
    means: Array.from({ length: quantiles }, (_, k) => orMissing(meanOf(Float64Array.from(meansOf(k))), 'no scores in it')),
    spread: orMissing(meanOf(spreads), few),
    t: neweyWestT({ values: spreads, lag: Math.max(0, horizonBars - 1) }),
    turnover: extremeTurnover(rows, place, quantiles - 1),
  };
}

function extremeTurnover(rows: ScoredRows, place: Int32Array, highest: number): Statistic {
  let held = 0;
  let left = 0;
  for (const own of rowsBySymbol(rows)) {
    for (let i = 0; i + 1 < own.length; i += 1) {
      const now = place[own[i]!]!;
      const next = place[own[i + 1]!]!;
      if (next < 0 || (now !== 0 && now !== highest)) continue;
      held += 1;
      if (next !== now) left += 1;
    }
  }
  return held === 0 ? missing('no symbol is in the highest or the lowest quantile twice') : known(left / held);
}
