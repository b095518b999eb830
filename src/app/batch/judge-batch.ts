import { closeDay, sessionEnds, sessionReturns } from '../../metrics/index.ts';
import { type ledger, sweeps } from '../../research/index.ts';
import { buyAndHold } from '../backtest/buy-and-hold.ts';
import type { LoadedData } from '../data/index.ts';
import type { BatchTrials } from './batch-trials.ts';
import type { BatchPlan } from './plan-batch.ts';
import { betterOf, ranked, valuesOf } from './rank.ts';
import { type ChildRow, mainTrial } from './row-store.ts';

export interface JudgedBatch {
  readonly judgement: sweeps.SweepJudgement;
  /** Places of the children that have an objective, the best first. */
  readonly ranking: readonly number[];
}

/** What the best child of a batch is worth. */
export function judgeBatch(input: {
  readonly plan: BatchPlan;
  readonly objective: string;
  readonly rows: readonly ChildRow[];
  /** Of successive halving those of its first rung, else the same. */
  readonly first: readonly ChildRow[];
  readonly trials: BatchTrials;
  /** Bars of the children; undefined when they have different ones. */
  readonly loaded: LoadedData | undefined;
  readonly capital: number;
  readonly seed: number;
  readonly tested?: sweeps.SweepInput['tested'];
}): JudgedBatch {
  const { plan, objective, rows, first, trials, loaded, capital } = input;
  const ranking = rankedByRung(rows, objective);
  const lines = new Map(trials.own.filter(({ kind }) => kind !== 'test_look').map((line) => [line.run_id, line]));
  const lineOf = (row: ChildRow): ledger.TrialLine | undefined => lines.get(mainTrial(row)?.run_id ?? '');
  const seriesOf = (row: ChildRow): ledger.TrialSeries | undefined => {
    const line = lineOf(row);
    return line === undefined ? undefined : (trials.seriesOf(line) ?? NO_SERIES);
  };
  const known = first.map(seriesOf);
  const [best] = ranked(onWholeWindow(rows), objective);
  const series = plan.kind === 'sweep' ? known.map((one) => one?.returns) : onCommonDays(known);
  const window = best === undefined ? undefined : lineOf(rows[best]!)?.window;
  const days = known.reduce((most, one) => ((one?.days.length ?? 0) > most.length ? one!.days : most), NO_SERIES.days);
  const judgement = sweeps.judgeSweep({
    kind: plan.kind === 'sweep' ? 'sweep' : 'agents',
    series,
    benchmark: plan.kind === 'sweep' && loaded !== undefined ? heldReturns(loaded, { capital, days }) : undefined,
    objectives: valuesOf(first, objective),
    better: betterOf(objective),
    axes: plan.variants?.axes() ?? [],
    isGrid: plan.variants?.isGrid ?? false,
    pruned: [],
    winner: best === undefined ? undefined : { place: best, returns: seriesOf(rows[best]!)!.returns },
    trials: window === undefined ? undefined : trials.count(window),
    tested: input.tested,
    seed: input.seed,
  });
  return { judgement, ranking };
}

/** Rows in which only children count that ran on the whole window. */
export function onWholeWindow(rows: readonly ChildRow[]): readonly ChildRow[] {
  return rows.map((row) => (row.rung === undefined ? row : { ...row, status: 'failed' }));
}

/** The best of the whole window first, then those that went no further than each rung, the last one first. */
function rankedByRung(rows: readonly ChildRow[], objective: string): readonly number[] {
  const rungs = [...new Set(rows.map(({ rung }) => rung ?? Number.POSITIVE_INFINITY))].sort((a, b) => b - a);
  return rungs.flatMap((rung) =>
    ranked(
      rows.map((row) => ((row.rung ?? Number.POSITIVE_INFINITY) === rung ? row : { ...row, status: 'failed' as const })),
      objective,
    ),
  );
}

const NO_SERIES: ledger.TrialSeries = { days: new Float64Array(0), returns: new Float64Array(0) };

/** Returns on the days that all have: agents begin when they are ready. Who has no returns at all is left as it is. */
function onCommonDays(series: readonly (ledger.TrialSeries | undefined)[]): readonly (Float64Array | undefined)[] {
  const counts = new Map<number, number>();
  const whole = series.filter((one) => one !== undefined && one.days.length > 0);
  for (const one of whole) for (const day of one!.days) counts.set(day, (counts.get(day) ?? 0) + 1);
  return series.map((one) => one?.returns.filter((_, place) => counts.get(one.days[place]!) === whole.length));
}

/**
 * Equal weights of the symbols, bought at the first open after the session before the first day and held, by session; undefined where the
 * sessions of the bars are not those days.
 */
function heldReturns(
  { dataset }: LoadedData,
  { capital, days }: { readonly capital: number; readonly days: Float64Array },
): Float64Array | undefined {
  const { session, time } = dataset;
  const first = sessionEnds({ session, from: 0 });
  const place = first.findIndex((row) => closeDay(time[row]!) >= days[0]!);
  if (place < 0) return undefined;
  const from = place === 0 ? 0 : first[place - 1]!;
  const ends = first.subarray(Math.max(0, place - 1), place + days.length);
  const equity = new Float64Array(time.length);
  const held = buyAndHold({ dataset, from, capital, rows: ends });
  for (const [at, row] of ends.entries()) equity[row] = held[at]!;
  const returns = sessionReturns({ equity, from, capital, ends });
  return returns.length === days.length ? returns : undefined;
}
