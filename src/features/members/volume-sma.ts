import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingMean } from '../kernels/rolling.ts';
import { VOLUME, window } from './fields.ts';

/**
 * Mean volume of the last `period` bars.
 *
 * - Unit: volume. Undefined while the window has no volume or holds a bar without.
 * - Warm-up: `period` - 1 bars.
 * - Source: S. B. Achelis, Technical Analysis from A to Z (2000).
 */
export const volumeSma: Feature = defineFeature({
  type: 'volume_sma',
  summary: 'mean volume',
  unit: 'volume',
  source: 'Achelis 2000',
  convention: 'plain mean; undefined for a window without volume',
  family: 'technical',
  params: z.strictObject({ period: window(20) }),
  inputs: () => [VOLUME],
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([volume], [out], _, from, to, { period }) => {
    rollingMean(volume!, out!, from, to, period);
    for (let i = from; i < to; i += 1) if (out![i] === 0) out![i] = NaN;
  },
});
