import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { equalSeedMeans, MEANS_SLOTS } from '../kernels/equal-seed-means.ts';
import { SOURCE, settleOfEma, window } from './fields.ts';

/**
 * Triple exponential moving average: 3·E1 − 3·E2 + E3, each the exponential average of the one before. All begin at bar `period` with
 * the same seed, the plain mean of the first `period` values.
 *
 * - Unit: that of its input (price).
 * - Warm-up: `period` - 1 bars; settled when all seeds weigh less than 1e-4.
 * - Source: P. G. Mulloy, Smoothing Data with Less Lag, Stocks & Commodities 12:2 (1994).
 */
export const tema: Feature = defineFeature({
  type: 'tema',
  summary: 'triple exponential moving average',
  unit: 'price',
  source: 'Mulloy 1994',
  convention: 'all stages begin at bar period with the same seed, the mean of the first period values',
  family: 'technical',
  params: z.strictObject({ period: window(20) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period - 1,
  settle: ({ period }) => 3 * settleOfEma(period),
  stateSize: () => MEANS_SLOTS,
  block: ([x], [out], state, from, to, { period }) =>
    equalSeedMeans(x!, out!, state, from, to, period, (first, second, third) => 3 * first - 3 * second + third),
});
