import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingMoments } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Population standard deviation (divided by n) of the last `period` values.
 *
 * - Unit: that of its input (price).
 * - Warm-up: `period` - 1 bars.
 * - Source: any textbook of statistics.
 */
export const stdev: Feature = defineFeature({
  type: 'stdev',
  summary: 'population standard deviation',
  unit: 'price',
  source: 'textbook definition, divisor n',
  convention: 'divisor n',
  family: 'technical',
  params: z.strictObject({ period: window(14, 2) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, { period }) => {
    rollingMoments(x!, scratch(0), scratch(1), from, to, period, 0, from);
    const variance = scratch(1);
    for (let i = from; i < to; i += 1) out![i] = Math.sqrt(variance[i - from]!);
  },
});
