import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingSum } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { SOURCE, VOLUME, window } from './fields.ts';

/**
 * Volume-weighted moving average: Σ x·volume / Σ volume of the last `period` bars.
 *
 * - Unit: that of its input (price). Undefined while the window has no volume or holds a bar without.
 * - Warm-up: `period` - 1 bars.
 * - Source: S. B. Achelis, Technical Analysis from A to Z (2000), volume-weighted moving average.
 */
export const vwma: Feature = defineFeature({
  type: 'vwma',
  summary: 'moving average weighted by volume',
  unit: 'price',
  source: 'Achelis 2000',
  convention: 'Σ x·volume / Σ volume of the window; undefined without volume',
  family: 'technical',
  params: z.strictObject({ period: window(14) }),
  inputs: () => [...SOURCE, VOLUME],
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([x, volume], [out], _, from, to, { period }) => {
    const first = Math.max(0, from - period + 1);
    const weighted = scratch(0);
    for (let i = first; i < to; i += 1) weighted[i - first] = x![i]! * volume![i]!;
    rollingSum(weighted, out!, from - first, to - first, period, -first);
    const size = scratch(1);
    rollingSum(volume!, size, from, to, period, from);
    for (let i = from; i < to; i += 1) out![i] = size[i - from] === 0 ? NaN : out![i]! / size[i - from]!;
  },
});
