import { invariant } from '../base/index.ts';
import { MIN_RETURNS, StationaryBootstrap, type Statistic, statistics } from '../metrics/index.ts';

/**
 * Statistics of a selection among many (all of the one library of metrics, under the names and arguments that research uses): a value, or why
 * there is none. Functions of moments have no smallest sample, those of a series need 30 returns.
 */
export const {
  deflatedSharpe,
  minBacktestLengthYears,
  minTrackRecordLength,
  probabilisticSharpe,
  probabilityOfBacktestOverfitting,
  realityCheck,
  sharpeRecord,
  sharpeStandardError,
  superiorPredictiveAbility,
  trialVariance,
} = statistics;

/** Mean / standard deviation (n − 1) of returns per period, not annualised, risk-free rate 0. Missing below 30 returns and where they do not vary. */
export function sharpe(returns: Float64Array): Statistic {
  if (returns.length < MIN_RETURNS) return { missing: `needs ${MIN_RETURNS} returns, has ${returns.length}` };
  return statistics.sharpe({ returns });
}

/** Expected largest of n independent standard normal values; missing below 1. */
export function expectedMaximum(n: number): Statistic {
  return statistics.expectedMaximum({ trials: n });
}

/**
 * Draws of places 0 … n − 1 by the stationary bootstrap of D. Politis and J. Romano (1994): each call gives the next draw, over the array of the
 * one before.
 */
export function stationaryBootstrap(
  n: number,
  { meanBlock, seed }: { readonly meanBlock: number; readonly seed: number },
): () => Int32Array {
  const bootstrap = new StationaryBootstrap({ n, meanBlock, seed });
  return () => bootstrap.draw();
}

/** Number of independent trials that `rawCount` are worth, by the mean correlation of the series (of the same periods). */
export function effectiveTrials(series: readonly Float64Array[], rawCount: number): Statistic {
  invariant(rawCount >= series.length, 'there are at least as many trials as series of trials');
  return statistics.effectiveTrials({ series, trials: rawCount });
}
