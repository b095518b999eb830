import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingWeighted } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { inner, window } from './fields.ts';
import { wma } from './wma.ts';

const smoothing = (period: number): number => Math.floor(Math.sqrt(period));

/**
 * Hull moving average: weighted average over ⌊√n⌋ bars of 2·WMA(⌊n/2⌋) − WMA(n), n = `period`.
 *
 * - Unit: that of its input (price).
 * - Warm-up: `period` + ⌊√`period`⌋ - 2 bars.
 * - Source: A. Hull, How to reduce lag in a moving average (2005).
 */
export const hma: Feature = defineFeature({
  type: 'hma',
  summary: 'Hull moving average',
  unit: 'price',
  source: 'Hull 2005',
  convention: 'half and root of the period are rounded down',
  family: 'technical',
  params: z.strictObject({ period: window(14, 2) }),
  inputs: ({ period }) => [inner(wma, { period: Math.floor(period / 2) }), inner(wma, { period })],
  warmup: ({ period }) => smoothing(period) - 1,
  stateSize: () => 0,
  block: ([half, whole], [out], _, from, to, { period }) => {
    const n = smoothing(period);
    const first = Math.max(0, from - n + 1);
    const raw = scratch(0);
    for (let i = first; i < to; i += 1) raw[i - first] = 2 * half![i]! - whole![i]!;
    rollingWeighted(raw, out!, from - first, to - first, n, -first);
  },
});
