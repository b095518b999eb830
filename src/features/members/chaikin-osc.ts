import { z } from 'zod';
import { MEAN_SLOTS, recursiveMean } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { scratch } from '../kernels/scratch.ts';
import { adl } from './adl.ts';
import { inner, settleOfEma, window } from './fields.ts';

/**
 * Chaikin oscillator: EMA(`fast`) − EMA(`slow`) of the accumulation/distribution line.
 *
 * - Unit: volume.
 * - Warm-up: `slow` - 1 bars; settled when the seeds weigh less than 1e-4. The line's beginning cancels in the difference.
 * - Source: M. Chaikin, after S. B. Achelis, Technical Analysis from A to Z (2000).
 */
export const chaikinOsc: Feature = defineFeature({
  type: 'chaikin_osc',
  summary: 'fast less slow average of the accumulation/distribution line',
  unit: 'volume',
  source: 'Chaikin, after Achelis 2000',
  convention: 'exponential means seeded with plain means',
  family: 'technical',
  version: 2,
  params: z
    .strictObject({ fast: window(3), slow: window(10) })
    .refine((p) => p.fast < p.slow, { message: 'fast is not below slow', path: ['fast'] }),
  inputs: () => [inner(adl, {})],
  warmup: ({ slow }) => slow - 1,
  settle: ({ slow }) => settleOfEma(slow),
  stateSize: () => 2 * MEAN_SLOTS,
  block: ([line], [out], state, from, to, p) => {
    const slow = scratch(0);
    recursiveMean(line!, out!, state, 0, from, to, 2 / (p.fast + 1), p.fast);
    recursiveMean(line!, slow, state, MEAN_SLOTS, from, to, 2 / (p.slow + 1), p.slow, from);
    for (let i = from; i < to; i += 1) out![i]! -= slow[i - from]!;
  },
});
