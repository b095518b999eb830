import {
  type BlockSums,
  MIN_RETURNS,
  type Missing,
  type SnoopingTest,
  type Statistic,
  snoopingTests,
  statistics,
  walkForwardEfficiency,
} from '../../metrics/index.ts';
import { PBO_CONFIGURATIONS, SPA_CONFIGURATIONS } from '../gates/index.ts';
import { luckEvidence, type TrialCounts } from '../luck.ts';
import type { SweepInput, SweepJudgement } from './judgement.ts';
import { parameterMaps } from './maps.ts';
import { Neighbourhoods } from './plateau.ts';

/**
 * What the best of a batch of backtests is worth: deflated for all that was tried, whether choosing the best carries over, whether any beats
 * holding, and what lies around it. Every figure is one of the library's, or says why it is missing.
 */
export function judgeSweep(input: SweepInput): SweepJudgement {
  const { kind, axes, isGrid, winner, pruned, tested = [] } = input;
  const compared = comparable(input);
  const series = compared.map((place) => input.series[place]!);
  const trials = input.trials ?? countBatch(input, series);
  const landscape = kind === 'agents' ? undefined : new Neighbourhoods(input);
  const plateau = landscape?.centre(isGrid) ?? NOT_SWEPT;
  return {
    trials,
    compared: compared.length,
    pruned: pruned.length,
    winner:
      winner === undefined ? { missing: 'no run succeeded' } : { place: winner.place, ...luckEvidence(winner.returns, trials) },
    pbo: overfitting(input, compared),
    ...contest(input, compared),
    plateau,
    around:
      landscape === undefined ? NOT_SWEPT : winner === undefined ? { missing: 'no run succeeded' } : landscape.of(winner.place),
    maps: parameterMaps({ ...input, axes, winner: winner?.place, centre: 'missing' in plateau ? undefined : plateau.place }),
    walkForward: tested.map(({ place, before, on }) => ({
      place,
      efficiency: walkForwardEfficiency({ inSample: before, outOfSample: on }),
    })),
  };
}

const NOT_SWEPT: Missing = { missing: 'agents have no parameters in common' };

/** Places whose returns can be compared: all periods, each a number, not stopped early. */
function comparable({ series, pruned }: SweepInput): readonly number[] {
  const left = new Set(pruned);
  const periods = series.reduce((most, one) => Math.max(most, one?.length ?? 0), 0);
  return series.flatMap((one, place) =>
    one !== undefined && one.length === periods && periods > 0 && !left.has(place) && isWhole(one) ? [place] : [],
  );
}

/** A loop: `every` takes five times as long over the returns of ten thousand variants. */
function isWhole(returns: Float64Array): boolean {
  for (let i = 0; i < returns.length; i += 1) if (!Number.isFinite(returns[i]!)) return false;
  return true;
}

/** N, N_eff and the Sharpe ratios of the batch by itself. */
function countBatch({ series, laterRungs }: SweepInput, compared: readonly Float64Array[]): TrialCounts {
  const run = series.filter((one) => one !== undefined);
  const raw = run.length + (laterRungs?.count ?? 0);
  const effective = raw === 0 ? undefined : statistics.effectiveTrials({ series: compared, trials: raw });
  return {
    raw,
    effective: effective !== undefined && 'value' in effective ? effective.value : raw,
    sharpes: [...run.flatMap((returns) => known(sharpeOf(returns))), ...(laterRungs?.sharpes ?? [])],
  };
}

function sharpeOf(returns: Float64Array): Statistic {
  return returns.length < MIN_RETURNS ? { missing: 'too few returns' } : statistics.sharpe({ returns });
}

const known = (statistic: Statistic): readonly number[] => ('value' in statistic ? [statistic.value] : []);

function overfitting({ series, blockSums: sums }: SweepInput, compared: readonly number[]): SweepJudgement['pbo'] {
  if (compared.length < PBO_CONFIGURATIONS) return fewer(compared.length, PBO_CONFIGURATIONS);
  const made = statistics.probabilityOfBacktestOverfitting(
    compared.map((place) => series[place]!),
    sums === undefined ? {} : { sums: compared.length === series.length ? sums : columnsOf(sums, compared) },
  );
  // Columns are those that were compared; variants are meant.
  return 'missing' in made ? made : { ...made, chosen: made.chosen.map((column) => compared[column]!) };
}

function columnsOf({ sums, squares, rows }: BlockSums, columns: readonly number[]): BlockSums {
  const of = (table: readonly Float64Array[]) => table.map((row) => Float64Array.from(columns, (column) => row[column]!));
  return { sums: of(sums), squares: of(squares), rows };
}

/** The two tests against holding. */
function contest(
  { kind, benchmark, seed, series }: SweepInput,
  compared: readonly number[],
): Pick<SweepJudgement, 'spa' | 'realityCheck'> {
  const none = (missing: Missing) => ({ spa: missing, realityCheck: missing });
  if (kind === 'agents') return none({ missing: 'agents are not variants of one idea' });
  if (compared.length < SPA_CONFIGURATIONS) return none(fewer(compared.length, SPA_CONFIGURATIONS));
  if (benchmark === undefined) return none({ missing: 'there is nothing to hold' });
  const made = snoopingTests({ series: compared.map((place) => series[place]!), benchmark, seed });
  const placed = (test: SnoopingTest | Missing) => ('missing' in test ? test : { ...test, best: compared[test.best]! });
  return { spa: placed(made.superiorPredictiveAbility), realityCheck: placed(made.realityCheck) };
}

const fewer = (has: number, needs: number): Missing => ({ missing: `needs ${needs} configurations, has ${has}` });
