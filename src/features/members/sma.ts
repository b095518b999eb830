import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingMean } from '../kernels/rolling.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Simple moving average: the plain mean of the last `period` values.
 *
 * - Unit: that of its input (price).
 * - Warm-up: `period` - 1 bars; the first value comes with bar `period`.
 * - Source: any textbook; J. J. Murphy, Technical Analysis of the Financial Markets (1999), chapter 9.
 */
export const sma: Feature = defineFeature({
  type: 'sma',
  summary: 'simple moving average',
  unit: 'price',
  source: 'Murphy 1999, chapter 9',
  convention: 'plain mean that includes the present bar',
  family: 'technical',
  params: z.strictObject({ period: window(20) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, { period }) => rollingMean(x!, out!, from, to, period),
});
