import { rolling } from './statistics/reward.ts';
import { beta } from './statistics/single-index.ts';

/**
 * Beta of the last `window` returns to those of a benchmark at each return: cov / var. NaN until the window is full and where the
 * benchmark does not vary. Both series have one length.
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
  const values = new Float64Array(returns.length).fill(NaN);
  const full = rolling({ length: returns.length, window }, (from, to) =>
    beta({ returns: returns.subarray(from, to), benchmark: benchmark.subarray(from, to) }),
  );
  values.set(full, returns.length - full.length);
  return values;
}
