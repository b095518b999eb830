import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingZscore } from '../kernels/rolling-zscore.ts';
import { scratch } from '../kernels/scratch.ts';
import { operands, otherFeature, window } from './fields.ts';

/**
 * Standard score of the last `period` values of its input, or of the input less the feature `against` (a spread).
 *
 * - Unit: standard deviations. Undefined while the window is flat.
 * - Warm-up: `period` - 1 bars after those of its inputs.
 * - Source: textbook standard score, divisor n; of a spread E. Gatev, W. N. Goetzmann, K. G. Rouwenhorst, Pairs Trading, Review of
 *   Financial Studies 19 (2006).
 */
export const rollingZscoreOf: Feature = defineFeature({
  type: 'rolling_zscore',
  summary: 'standard score of a feature or of the spread of two',
  unit: 'standard deviations',
  source: 'textbook definition, divisor n; Gatev, Goetzmann and Rouwenhorst 2006',
  convention: 'population deviation of a window that includes the present bar',
  family: 'technical',
  params: z.strictObject({ period: window(60, 2), against: otherFeature() }),
  inputs: operands,
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([x, y], [out], _, from, to, { period }) => {
    if (y === undefined) {
      rollingZscore(x!, out!, from, to, period);
      return;
    }
    const first = Math.max(0, from - period + 1);
    const spread = scratch(0);
    const score = scratch(1);
    for (let i = first; i < to; i += 1) spread[i - first] = x![i]! - y[i]!;
    rollingZscore(spread, score, from - first, to - first, period);
    for (let i = from; i < to; i += 1) out![i] = score[i - first]!;
  },
});
