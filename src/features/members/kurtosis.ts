import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { eachWindow } from '../kernels/each-window.ts';
import { standardMoment } from '../kernels/standard-moment.ts';
import { inner, window } from './fields.ts';
import { returns } from './return.ts';

/**
 * Kurtosis of the last `period` one-bar returns: fourth central moment / population variance², 3 for a normal distribution.
 *
 * - Unit: pure number. Undefined while the returns are all equal.
 * - Warm-up: `period` bars.
 * - Source: textbook moments; M. G. Kendall, A. Stuart, The Advanced Theory of Statistics (1977), chapter 3.
 */
export const kurtosis: Feature = defineFeature({
  type: 'kurtosis',
  summary: 'kurtosis of returns',
  unit: 'pure number',
  source: 'Kendall and Stuart 1977, chapter 3',
  convention: 'plain kurtosis (normal 3), population moments',
  family: 'technical',
  params: z.strictObject({ period: window(60, 4) }),
  inputs: () => [inner(returns, { period: 1 })],
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([r], [out], _, from, to, { period }) =>
    eachWindow(r!, out!, from, to, period, (x, start, n) => standardMoment(x, start, n, 4)),
});
