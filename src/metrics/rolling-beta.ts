import { slopeOn } from './moments.ts';

/**
 * Slope of the last `window` returns on those of a benchmark at each return: cov / var. NaN until the window is full and where the
 * benchmark hardly varies. Both series have one length.
 */
export function rollingBeta({
  returns,
  benchmark,
  window,
}: {
  readonly returns: Float64Array;
  readonly benchmark: Float64Array;
  readonly window: number;
}): Float64Array {
  const beta = new Float64Array(returns.length).fill(NaN);
  for (let end = window; end <= returns.length; end += 1) {
    const values = returns.subarray(end - window, end);
    beta[end - 1] = slopeOn({ values, of: benchmark.subarray(end - window, end) }) ?? NaN;
  }
  return beta;
}
