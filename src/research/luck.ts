import { type Statistic, statistics } from '../metrics/index.ts';

/** Trials on one window. */
export interface TrialCounts {
  /** Distinct configurations, and the number of independent ones that they are worth. */
  readonly raw: number;
  readonly effective: number;
  /** Sharpe ratios per period of those that have one. */
  readonly sharpes: readonly number[];
}

/** What is left of a Sharpe ratio, per period, when the luck of so many trials is taken off. */
export interface LuckEvidence {
  readonly record: ReturnType<typeof statistics.sharpeRecord>;
  /** Probability that the true ratio is above 0. */
  readonly psr: Statistic;
  /** Expected best ratio of as many effective trials without skill. */
  readonly luck: Statistic;
  /** Probability that the true ratio is above that of luck, at the effective number of trials, and when every trial counts whole. */
  readonly dsr: Statistic;
  readonly dsrAtRaw: Statistic;
}

/** @param returns of the best trial, net of all costs, one per session (per bar above a day) */
export function luckEvidence(returns: Float64Array, trials: TrialCounts): LuckEvidence {
  const record = statistics.sharpeRecord({ returns });
  if ('missing' in record) return { record, psr: record, luck: record, dsr: record, dsrAtRaw: record };
  const psr = statistics.probabilisticSharpe(record);
  const variance = statistics.trialVariance({ sharpes: trials.sharpes, n: record.n });
  if ('missing' in variance) return { record, psr, luck: variance, dsr: variance, dsrAtRaw: variance };
  const at = (count: number): Statistic =>
    statistics.deflatedSharpe({ ...record, trials: Math.max(1, count), trialVariance: variance.value });
  const best = statistics.expectedMaximum({ trials: Math.max(1, trials.effective) });
  return {
    record,
    psr,
    luck: 'missing' in best ? best : { value: Math.sqrt(variance.value) * best.value },
    dsr: at(trials.effective),
    dsrAtRaw: at(trials.raw),
  };
}

/** Months beyond those that there are until a Sharpe ratio like this one is deflated to 0.90; null: no length is enough. */
export function monthsNeeded({ luck, record: own }: LuckEvidence, perYear: number): number | null {
  if ('missing' in luck || 'missing' in own) return null;
  const { n, ...record } = own;
  const needed = statistics.minTrackRecordLength({ ...record, benchmark: luck.value, confidence: 0.9 });
  if ('missing' in needed) return null;
  return Math.max(0, Math.ceil(((needed.value - n) / perYear) * 12));
}
