import { z } from 'zod';
import { MEAN_SLOTS, recursiveMean } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { SOURCE, seed, settleOfEma, window } from './fields.ts';

/**
 * Exponential moving average, alpha = 2 / (period + 1).
 *
 * - Unit: that of its input (price).
 * - Seed: the mean of the first `period` values (`seed: mean`), or the first value itself (`seed: first`).
 * - Warm-up: `period` - 1 bars, none under `seed: first`; settled when the seed weighs less than 1e-4 (93 bars for period 20).
 * - Source: J. J. Murphy, Technical Analysis of the Financial Markets (1999), chapter 9.
 */
export const ema: Feature = defineFeature({
  type: 'ema',
  summary: 'exponential moving average',
  unit: 'price',
  source: 'Murphy 1999, chapter 9',
  convention: 'alpha 2 / (period + 1); seeded with the mean of the first period values, or the first under seed: first',
  family: 'technical',
  version: 2,
  params: z.strictObject({ period: window(20), seed: seed() }),
  inputs: () => SOURCE,
  warmup: (p) => (p.seed === 'mean' ? p.period - 1 : 0),
  settle: ({ period }) => settleOfEma(period),
  stateSize: () => MEAN_SLOTS,
  block: ([x], [out], state, from, to, p) =>
    recursiveMean(x!, out!, state, 0, from, to, 2 / (p.period + 1), p.seed === 'mean' ? p.period : 1),
});
