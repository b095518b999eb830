import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { equalSeedMeans, MEANS_SLOTS } from '../kernels/equal-seed-means.ts';
import { SOURCE, settleOfEma, window } from './fields.ts';

/**
 * Double exponential moving average: 2·E1 − E2, where E2 is the exponential average of E1. Both begin at bar `period` with the same
 * seed, the plain mean of the first `period` values.
 *
 * - Unit: that of its input (price).
 * - Warm-up: `period` - 1 bars; settled when both seeds weigh less than 1e-4.
 * - Source: P. G. Mulloy, Smoothing Data with Faster Moving Averages, Stocks & Commodities 12:1 (1994).
 */
export const dema: Feature = defineFeature({
  type: 'dema',
  summary: 'double exponential moving average',
  unit: 'price',
  source: 'Mulloy 1994',
  convention: 'both stages begin at bar period with the same seed, the mean of the first period values',
  family: 'technical',
  params: z.strictObject({ period: window(14) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period - 1,
  settle: ({ period }) => 2 * settleOfEma(period),
  stateSize: () => MEANS_SLOTS,
  block: ([x], [out], state, from, to, { period }) =>
    equalSeedMeans(x!, out!, state, from, to, period, (first, second) => 2 * first - second),
});
