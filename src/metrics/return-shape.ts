import { deviationOf, momentsOf, normalQuantile } from '../base/index.ts';

/** One point of a normal quantile plot: what a normal sample would have there, and what this one has, both in standard deviations. */
export interface QuantilePair {
  readonly normal: number;
  readonly sample: number;
}

/**
 * Standardised returns in rising order against the normal quantiles at (i − 0.5) / n (Hazen's positions). At most about `most` points:
 * the outer quarters of them are single returns from each end, those between are evenly spaced. Undefined when the returns hardly vary.
 */
export function normalQuantilePairs(returns: Float64Array, most: number): readonly QuantilePair[] | undefined {
  const moments = momentsOf(returns);
  const deviation = moments === undefined ? undefined : deviationOf(moments);
  if (moments === undefined || deviation === undefined) return undefined;
  const sorted = Float64Array.from(returns).sort();
  const n = sorted.length;
  const edge = Math.floor(most / 4);
  const step = n <= most ? 1 : (n - 2 * edge) / (most - 2 * edge);
  const pairs: QuantilePair[] = [];
  for (let at = 0; at < n; ) {
    const i = Math.floor(at);
    pairs.push({ normal: normalQuantile((i + 0.5) / n), sample: (sorted[i]! - moments.mean) / deviation });
    at = i < edge || i >= n - edge ? i + 1 : Math.min(Math.max(at + step, i + 1), n - edge);
  }
  return pairs;
}
