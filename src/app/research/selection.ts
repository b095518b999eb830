import { canonicalJson } from '../../base/index.ts';
import type { Missing } from '../../metrics/index.ts';
import { gates, probabilityOfBacktestOverfitting, superiorPredictiveAbility, type training } from '../../research/index.ts';
import type { LearnedUnit } from './learn.ts';

const { PBO_CONFIGURATIONS, SPA_CONFIGURATIONS } = gates;

/** What the selection among the trials of a tuning is worth. */
export interface Selection {
  readonly unit: string;
  /** Different parameters among the complete trials, and trials that were stopped early. */
  readonly configurations: number;
  readonly pruned: number;
  /** Probability of backtest overfitting; null with a reason, and below eight configurations. */
  readonly pbo: number | null;
  readonly pbo_not_available: string | null;
  /** Logits of the splits, for a histogram; empty without a probability. */
  readonly logits: readonly number[];
  readonly losing: number | null;
  /** p-value of the test for superior predictive ability against holding every symbol; null with a reason, and below ten. */
  readonly spa_p: number | null;
  readonly spa_not_available: string | null;
}

/** The trials of a unit's final tuning, which searched the whole development segment. */
export function selectionOf({ name, result, table }: LearnedUnit, seed: number): Selection {
  const { trials } = result.final.trained;
  const finished = trials.filter(({ status }) => status === 'complete');
  const complete = distinct(finished);
  const series = complete.map((trial) => trial.series.value);
  const pbo = overfitting(series);
  const spa = superiority(series, complete, table, seed);
  return {
    unit: name,
    configurations: complete.length,
    pruned: trials.length - finished.length,
    ...('missing' in pbo
      ? { pbo: null, pbo_not_available: pbo.missing, logits: [], losing: null }
      : { pbo: pbo.probability, pbo_not_available: null, logits: [...pbo.logits], losing: pbo.losing }),
    ...('missing' in spa ? { spa_p: null, spa_not_available: spa.missing } : { spa_p: spa.pValue, spa_not_available: null }),
  };
}

/** The first trial of each set of parameters: a configuration that was tried again is no other one, and would tie with itself. */
function distinct(trials: readonly training.Trial[]): readonly training.Trial[] {
  const seen = new Map<string, training.Trial>();
  for (const trial of trials) {
    const key = canonicalJson({ ...trial.params });
    if (!seen.has(key)) seen.set(key, trial);
  }
  return [...seen.values()];
}

function overfitting(series: readonly Float64Array[]): ReturnType<typeof probabilityOfBacktestOverfitting> {
  if (series.length < PBO_CONFIGURATIONS) return fewer(series.length, PBO_CONFIGURATIONS);
  return probabilityOfBacktestOverfitting(series);
}

function superiority(
  series: readonly Float64Array[],
  trials: readonly training.Trial[],
  table: training.TrainingTable,
  seed: number,
): ReturnType<typeof superiorPredictiveAbility> {
  if (series.length < SPA_CONFIGURATIONS) return fewer(series.length, SPA_CONFIGURATIONS);
  return superiorPredictiveAbility({ series, benchmark: heldReturns(table, trials[0]!.series.time), seed });
}

const fewer = (has: number, needs: number): Missing => ({ missing: `needs ${needs} configurations, has ${has}` });

/** Mean next return over the symbols at each of these closes: equal weights, held. */
function heldReturns(table: training.TrainingTable, times: Float64Array): Float64Array {
  const sums = new Map<number, { sum: number; count: number }>();
  for (let row = 0; row < table.rows; row += 1) {
    const at = sums.get(table.time[row]!) ?? { sum: 0, count: 0 };
    const gain = table.nextReturn[row]!;
    at.sum += Number.isNaN(gain) ? 0 : gain;
    at.count += 1;
    sums.set(table.time[row]!, at);
  }
  return times.map((time) => {
    const at = sums.get(time);
    return at === undefined ? 0 : at.sum / at.count;
  });
}
