import { averageRanks, meanOf } from '../../base/index.ts';
import { known, missing, orMissing, type Statistic } from '../statistic.ts';
import { type Comparison, type Group, groupsOf, pick, rowsBySymbol, type ScoredRows } from './groups.ts';
import { neweyWestT } from './newey-west.ts';

/** What followed the lowest … highest fifth of the scores. */
export interface QuantileReturns {
  readonly comparison: Comparison;
  /** Mean outcome of each quantile, lowest scores first. */
  readonly means: readonly Statistic[];
  /** Mean of highest less lowest, and its {@link neweyWestT} with lag horizon − 1. */
  readonly spread: Statistic;
  readonly t: Statistic;
  /** Of rows in the highest or lowest quantile, the share that the same symbol has left a row later. */
  readonly turnover: Statistic;
}

const QUANTILES = 5;

/**
 * Outcomes by quantile (default fifths) of the score; equal scores share a quantile.
 *
 * From 10 symbols on, quantiles are those of the symbols at one time, and means are means over times; times with an empty lowest or highest
 * quantile are left out of the spread. With fewer symbols, quantiles are those of each symbol over all its rows, and every row counts alike.
 */
export function quantileReturns(
  rows: ScoredRows,
  { horizonBars, quantiles = QUANTILES }: { readonly horizonBars: number; readonly quantiles?: number },
): QuantileReturns {
  const { comparison, groups } = groupsOf(rows);
  const place = new Int32Array(rows.score.length).fill(-1);
  for (const { rows: members } of groups) {
    const ranks = averageRanks(pick(rows.score, members));
    for (let i = 0; i < members.length; i += 1)
      place[members[i]!] = Math.min(quantiles - 1, Math.floor(((ranks[i]! - 0.5) / members.length) * quantiles));
  }
  const across = comparison === 'across_symbols';
  const { means, spreads } = across ? acrossSymbols(rows, groups, place, quantiles) : overTime(rows, place, quantiles);
  const few = 'no period has scores in the highest and the lowest quantile';
  return {
    comparison,
    means: means.map((mean) => orMissing(mean, 'no scores in it')),
    spread: orMissing(meanOf(spreads), few),
    t: neweyWestT({ values: spreads, lag: Math.max(0, horizonBars - 1) }),
    turnover: extremeTurnover(rows, place, quantiles - 1),
  };
}

interface Parts {
  readonly means: readonly (number | undefined)[];
  /** One value per time whose mean is the spread. */
  readonly spreads: Float64Array;
}

function acrossSymbols(rows: ScoredRows, groups: readonly Group[], place: Int32Array, quantiles: number): Parts {
  const periods = groups.map(({ rows: members }) => {
    const sums = new Float64Array(quantiles);
    const counts = new Float64Array(quantiles);
    for (const row of members) {
      sums[place[row]!]! += rows.outcome[row]!;
      counts[place[row]!]! += 1;
    }
    return { sums, counts };
  });
  const meansOf = (quantile: number): number[] =>
    periods.flatMap(({ sums, counts }) => (counts[quantile]! > 0 ? [sums[quantile]! / counts[quantile]!] : []));
  const ends = periods.filter(({ counts }) => counts[0]! > 0 && counts[quantiles - 1]! > 0);
  return {
    means: Array.from({ length: quantiles }, (_, k) => meanOf(Float64Array.from(meansOf(k)))),
    spreads: Float64Array.from(ends, ({ sums, counts }) => sums[quantiles - 1]! / counts[quantiles - 1]! - sums[0]! / counts[0]!),
  };
}

/** The spread as a mean over times: what each time's rows in the two ends add to it. */
function overTime({ time, outcome }: ScoredRows, place: Int32Array, quantiles: number): Parts {
  const sums = new Float64Array(quantiles);
  const counts = new Float64Array(quantiles);
  const dates: number[] = [];
  for (let row = 0; row < place.length; row += 1) {
    const quantile = place[row]!;
    if (quantile < 0) continue;
    sums[quantile]! += outcome[row]!;
    counts[quantile]! += 1;
    if (dates.at(-1) !== time[row]) dates.push(time[row]!);
  }
  const means = Array.from(sums, (sum, k) => (counts[k]! > 0 ? sum / counts[k]! : undefined));
  const [low, high] = [counts[0]!, counts[quantiles - 1]!];
  if (low === 0 || high === 0) return { means, spreads: new Float64Array(0) };
  const spreads = new Float64Array(dates.length);
  let at = -1;
  for (let row = 0; row < place.length; row += 1) {
    const quantile = place[row]!;
    if (quantile < 0) continue;
    if (at < 0 || dates[at] !== time[row]) at += 1;
    if (quantile === 0) spreads[at]! -= (outcome[row]! / low) * dates.length;
    if (quantile === quantiles - 1) spreads[at]! += (outcome[row]! / high) * dates.length;
  }
  return { means, spreads };
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
