import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { eachWindow, windowMean } from '../kernels/each-window.ts';
import { inner, window } from './fields.ts';
import { returns } from './return.ts';

/**
 * Autocorrelation of the last `period` one-bar returns at `lag`: Σ (r_t − r̄)(r_{t−lag} − r̄) / Σ (r_t − r̄)², pairs inside the window,
 * both sums around the mean of the whole window.
 *
 * - Unit: ratio from -1 to 1. Undefined while the returns are all equal.
 * - Warm-up: `period` bars.
 * - Source: G. E. P. Box, G. M. Jenkins, Time Series Analysis (1976), chapter 2.
 */
export const autocorrelation: Feature = defineFeature({
  type: 'autocorrelation',
  summary: 'correlation of returns with earlier returns',
  unit: 'ratio -1 to 1',
  source: 'Box and Jenkins 1976, chapter 2',
  convention: 'one mean for both factors; divided by the sum of squares of the whole window',
  family: 'technical',
  params: z
    .strictObject({ period: window(20, 3), lag: window(1) })
    .refine((p) => p.lag < p.period, { message: 'lag is not below period', path: ['lag'] }),
  inputs: () => [inner(returns, { period: 1 })],
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([r], [out], _, from, to, { period, lag }) =>
    eachWindow(r!, out!, from, to, period, (x, start, n) => atLag(x, start, n, lag)),
});

function atLag(x: Float64Array, start: number, n: number, lag: number): number {
  const mean = windowMean(x, start, n);
  let both = 0;
  let squares = 0;
  for (let i = start; i < start + n; i += 1) {
    const d = x[i]! - mean;
    squares += d * d;
    if (i >= start + lag) both += d * (x[i - lag]! - mean);
  }
  return squares === 0 ? NaN : both / squares;
}
