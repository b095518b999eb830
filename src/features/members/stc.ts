import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { positionInRange } from '../kernels/position-in-range.ts';
import { rollingMean } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { inner, window } from './fields.ts';
import { macd } from './macd.ts';

const SMOOTH = 3;

/**
 * Schaff trend cycle in its single-smoothed form: mean over 3 bars of where MACD(`fast`, `slow`) stands between its least and greatest
 * value of the last `cycle` bars. Not the variant that takes the stochastic twice.
 *
 * - Unit: index from 0 to 100. A flat window reads 50.
 * - Warm-up: `slow` + `cycle` bars (60 for 10, 23, 50).
 * - Source: D. Schaff, Schaff Trend Cycle (1999).
 */
export const stc: Feature = defineFeature({
  type: 'stc',
  summary: 'Schaff trend cycle: smoothed stochastic of a MACD',
  unit: 'index 0-100',
  source: 'Schaff 1999',
  convention: 'one stochastic, smoothed by a plain mean of 3; a flat window reads 50',
  family: 'technical',
  params: z
    .strictObject({ cycle: window(10), fast: window(23), slow: window(50) })
    .refine((p) => p.fast < p.slow, { message: 'fast is not below slow', path: ['fast'] }),
  inputs: (p) => [inner(macd, { fast: p.fast, slow: p.slow, signal: 1 })],
  warmup: ({ cycle }) => cycle + SMOOTH - 2,
  stateSize: () => 0,
  block: ([line], [out], _, from, to, { cycle }) => {
    const first = Math.max(0, from - SMOOTH + 1);
    const raw = scratch(2);
    positionInRange(line!, raw, first, to, cycle, first);
    rollingMean(raw, out!, from - first, to - first, SMOOTH, -first);
  },
});
