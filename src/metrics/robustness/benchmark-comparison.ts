import { MIN_RETURNS } from '../keys.ts';
import { type Statistic, tooFew } from '../statistic.ts';
import { alpha, beta, capture, correlation, informationRatio, trackingError } from '../statistics/single-index.ts';

/** Keys of the comparison, in the order they are written. */
export const COMPARISON_KEYS = [
  'beta',
  'alpha',
  'correlation',
  'tracking_error',
  'information_ratio',
  'up_capture',
  'down_capture',
] as const;
export type ComparisonKey = (typeof COMPARISON_KEYS)[number];

/**
 * A run beside a benchmark over the same sessions: the functions of the statistics library with their defaults, alpha compounded to a year.
 * Missing below 30 returns, and where the function of the library is.
 *
 * @param riskFree a year, as a fraction
 */
export function compareWithBenchmark(input: {
  readonly returns: Float64Array;
  readonly benchmark: Float64Array;
  readonly perYear: number;
  readonly riskFree: number;
}): Readonly<Record<ComparisonKey, Statistic>> {
  const { returns, benchmark, perYear } = input;
  const pair = { returns, benchmark, perYear };
  const excess = { ...pair, riskFree: input.riskFree / perYear };
  const enough = (make: () => Statistic): Statistic =>
    returns.length < MIN_RETURNS ? tooFew(MIN_RETURNS, 'returns', returns.length) : make();
  return {
    beta: enough(() => beta(pair)),
    alpha: enough(() => alpha(excess)),
    correlation: enough(() => correlation(pair)),
    tracking_error: enough(() => trackingError(pair)),
    information_ratio: enough(() => informationRatio(pair)),
    up_capture: enough(() => capture({ ...pair, market: 'up' })),
    down_capture: enough(() => capture({ ...pair, market: 'down' })),
  };
}
