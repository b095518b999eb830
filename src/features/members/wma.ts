import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingWeighted } from '../kernels/rolling.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Weighted moving average: weights 1 (oldest) to `period` (newest).
 *
 * - Unit: that of its input (price).
 * - Warm-up: `period` - 1 bars.
 * - Source: J. J. Murphy, Technical Analysis of the Financial Markets (1999), chapter 9.
 */
export const wma: Feature = defineFeature({
  type: 'wma',
  summary: 'linearly weighted moving average',
  unit: 'price',
  source: 'Murphy 1999, chapter 9',
  convention: 'weights 1 (oldest) to n (newest)',
  family: 'technical',
  params: z.strictObject({ period: window(14) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, { period }) => rollingWeighted(x!, out!, from, to, period),
});
