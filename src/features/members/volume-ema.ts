import { z } from 'zod';
import { MEAN_SLOTS, recursiveMean } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { settleOfEma, VOLUME, window } from './fields.ts';

/**
 * Exponential mean of the volume, alpha = 2 / (`period` + 1), seeded with the plain mean of the first `period` bars.
 *
 * - Unit: volume. Undefined while there was no volume at all; a bar without volume is undefined and changes nothing.
 * - Warm-up: `period` - 1 bars; settled when the seed weighs less than 1e-4.
 * - Source: S. B. Achelis, Technical Analysis from A to Z (2000).
 */
export const volumeEma: Feature = defineFeature({
  type: 'volume_ema',
  summary: 'exponential mean of the volume',
  unit: 'volume',
  source: 'Achelis 2000',
  convention: 'seeded with the plain mean of the first period bars',
  family: 'technical',
  version: 2,
  params: z.strictObject({ period: window(20) }),
  inputs: () => [VOLUME],
  warmup: ({ period }) => period - 1,
  settle: ({ period }) => settleOfEma(period),
  stateSize: () => MEAN_SLOTS,
  block: ([volume], [out], state, from, to, { period }) => {
    recursiveMean(volume!, out!, state, 0, from, to, 2 / (period + 1), period);
    for (let i = from; i < to; i += 1) if (out![i] === 0) out![i] = NaN;
  },
});
