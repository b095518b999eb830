import { DAY_MS, isoDate } from '../../base/index.ts';
import {
  type DifferenceTest,
  defaultBlock,
  type MetricKey,
  type Missing,
  type Statistic,
  statistics,
} from '../../metrics/index.ts';
import type { Selection, Significance } from '../../report/index.ts';
import { PBO_CONFIGURATIONS } from './board-selection.ts';
import { labels } from './comparable.ts';
import type { ComparedRun } from './compared-run.ts';
import { commonReturns } from './day-returns.ts';

/** Draws of the tests, and the level of the intervals. */
const DRAWS = 2000;
const LEVEL = 0.95;
/** A test by metric and run; the baseline's own is missing. */
export type Tests = ReadonlyMap<string, readonly (DifferenceTest | Missing)[]>;

type Measured = Extract<
  MetricKey,
  'total_return' | 'annual_return' | 'volatility' | 'sharpe' | 'sortino' | 'calmar' | 'max_drawdown'
>;

/** Metrics that are functions of the session returns alone, as the statistics library computes them. */
function measures(perYear: number): Readonly<Record<Measured, (returns: Float64Array) => Statistic>> {
  return {
    total_return: (returns) => statistics.totalReturn({ returns }),
    annual_return: (returns) => statistics.annualReturn({ returns, perYear }),
    volatility: (returns) => statistics.volatility({ returns, perYear }),
    sharpe: (returns) => statistics.sharpe({ returns, perYear }),
    sortino: (returns) => statistics.sortino({ returns, perYear }),
    calmar: (returns) => statistics.calmar({ returns, perYear }),
    max_drawdown: (returns) => statistics.maxDrawdown({ returns }),
  };
}

/** Tests the differences of every run from the first, on the sessions that all of them have. */
export function significanceOf(runs: readonly ComparedRun[]): {
  readonly significance: Significance;
  readonly selection: Selection;
  readonly tests: Tests;
} {
  const seed = runs[0]!.summary.seed ?? 0;
  const without = runs.filter(({ returns }) => returns === undefined);
  if (without.length > 0) return untested(`${labels(without)} ${without.length === 1 ? 'has' : 'have'} no returns`, seed);
  const common = commonReturns(runs.flatMap(({ returns }) => returns ?? []));
  if ('missing' in common) return untested(common.missing, seed);
  const { days, series } = common;
  const [baseline, ...others] = series;
  const made = measures(runs[0]!.perYear);
  const keys = Object.keys(made) as Measured[];
  const rows = statistics.bootstrapDifferences({
    ...{ baseline: baseline!, series: others, statistics: keys.map((key) => made[key]), seed, draws: DRAWS, level: LEVEL },
  });
  const own: Missing = { missing: 'the baseline' };
  const tests = new Map(keys.map((key, index) => [key as string, [own, ...rows[index]!]]));
  const day = (index: number): string => isoDate(days[index]! * DAY_MS);
  const meanBlock = defaultBlock(days.length);
  return {
    tests,
    significance: {
      method: methodText(days.length, meanBlock),
      sessions: { from: day(0), to: day(days.length - 1), n: days.length },
      ...{ draws: DRAWS, level: LEVEL, mean_block: meanBlock, seed, not_available: null },
    },
    selection: selectionOf(series, seed),
  };
}

function methodText(sessions: number, block: number): string {
  return (
    `two-sided p-values of a paired stationary bootstrap: ${DRAWS} draws in blocks of ${block} sessions on average, ` +
    `the same of every run, from ${sessions} common sessions; not corrected for the number of comparisons`
  );
}

function untested(why: string, seed: number): ReturnType<typeof significanceOf> {
  return {
    tests: new Map(),
    significance: {
      ...{ method: `no p-values: ${why}`, sessions: null, draws: DRAWS, level: LEVEL, mean_block: null, seed },
      not_available: why,
    },
    selection: { spa_p: null, pbo: null, not_available: { spa_p: why, pbo: why } },
  };
}

function selectionOf(series: readonly Float64Array[], seed: number): Selection {
  const [baseline, ...others] = series;
  const notAvailable: Record<string, string> = {};
  let spa: number | null = null;
  if (others.length < 2) notAvailable['spa_p'] = 'needs two runs beside the baseline';
  else {
    const found = statistics.superiorPredictiveAbility({ series: others, benchmark: baseline!, seed });
    if ('missing' in found) notAvailable['spa_p'] = found.missing;
    else spa = found.pValue;
  }
  let pbo: number | null = null;
  if (series.length < PBO_CONFIGURATIONS) notAvailable['pbo'] = `needs ${PBO_CONFIGURATIONS} runs, has ${series.length}`;
  else {
    const found = statistics.probabilityOfBacktestOverfitting(series);
    if ('missing' in found) notAvailable['pbo'] = found.missing;
    else pbo = found.probability;
  }
  return { spa_p: spa, pbo, not_available: notAvailable };
}
