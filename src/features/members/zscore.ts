import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingZscore } from '../kernels/rolling-zscore.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Distance of the value from the mean of the last `period` values, in population standard deviations.
 *
 * - Unit: standard deviations. Undefined while the window is flat.
 * - Warm-up: `period` - 1 bars.
 * - Source: textbook definition of the standard score, divisor n.
 */
export const zscore: Feature = defineFeature({
  type: 'zscore',
  summary: 'distance from the moving average in standard deviations',
  unit: 'standard deviations',
  source: 'textbook definition, divisor n',
  convention: 'population deviation; undefined for a flat window',
  family: 'technical',
  params: z.strictObject({ period: window(14, 2) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, { period }) => rollingZscore(x!, out!, from, to, period),
});
