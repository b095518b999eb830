import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingMax, rollingMin } from '../kernels/rolling.ts';
import { HIGH, LOW, window } from './fields.ts';

/**
 * Donchian channel: highest high and lowest low of the previous `period` bars, the current bar excluded, so that a close can be
 * outside.
 *
 * - Outputs: middle, upper, lower (price), width (distance of upper and lower as a fraction of the middle).
 * - Warm-up: `period` bars.
 * - Source: C. M. Faith, Way of the Turtle (2007), on R. Donchian's rule.
 */
export const donchian: Feature = defineFeature({
  type: 'donchian',
  summary: 'highest high and lowest low of the previous bars',
  unit: 'price; width is a ratio',
  source: 'Faith 2007',
  convention: 'the present bar is not in its own window',
  family: 'technical',
  outputs: ['middle', 'upper', 'lower', 'width'],
  params: z.strictObject({ period: window(20) }),
  inputs: () => [HIGH, LOW],
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([high, low], [middle, upper, lower, width], _, from, to, { period }) => {
    const first = Math.max(0, from - 1);
    if (from === 0) {
      upper![0] = NaN;
      lower![0] = NaN;
    }
    rollingMax(high!, upper!, first, to - 1, period, -1);
    rollingMin(low!, lower!, first, to - 1, period, -1);
    for (let i = from; i < to; i += 1) {
      const mid = (upper![i]! + lower![i]!) / 2;
      middle![i] = mid;
      width![i] = mid === 0 ? NaN : (upper![i]! - lower![i]!) / mid;
    }
  },
});
