import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { eachWindow } from '../kernels/each-window.ts';
import { standardMoment } from '../kernels/standard-moment.ts';
import { inner, window } from './fields.ts';
import { returns } from './return.ts';

/**
 * Skewness of the last `period` one-bar returns: third central moment / population deviation³.
 *
 * - Unit: pure number. Undefined while the returns are all equal.
 * - Warm-up: `period` bars.
 * - Source: textbook moments; M. G. Kendall, A. Stuart, The Advanced Theory of Statistics (1977), chapter 3.
 */
export const skew: Feature = defineFeature({
  type: 'skew',
  summary: 'skewness of returns',
  unit: 'pure number',
  source: 'Kendall and Stuart 1977, chapter 3',
  convention: 'population moments, no small-sample correction',
  family: 'technical',
  params: z.strictObject({ period: window(60, 3) }),
  inputs: () => [inner(returns, { period: 1 })],
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([r], [out], _, from, to, { period }) =>
    eachWindow(r!, out!, from, to, period, (x, start, n) => standardMoment(x, start, n, 3)),
});
