import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingMoments } from '../kernels/rolling.ts';
import { multiplier, SOURCE, window } from './fields.ts';

/**
 * Bollinger bands: moving average and `multiplier` population standard deviations on both sides.
 *
 * - Outputs: middle, upper, lower (price), percent_b (0 at the lower, 1 at the upper band; undefined when the bands meet), width
 *   (distance of the bands as a fraction of the middle).
 * - Warm-up: `period` - 1 bars.
 * - Source: J. Bollinger, Bollinger on Bollinger Bands (2001), chapters 7 and 8.
 */
export const bollinger: Feature = defineFeature({
  type: 'bollinger',
  summary: 'moving average with bands of population standard deviations',
  unit: 'price; percent_b and width are ratios',
  source: 'Bollinger 2001, chapters 7 and 8',
  family: 'technical',
  outputs: ['middle', 'upper', 'lower', 'percent_b', 'width'],
  params: z.strictObject({ period: window(20, 2), multiplier: multiplier(2) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([x], [middle, upper, lower, percentB, width], _, from, to, p) => {
    rollingMoments(x!, middle!, upper!, from, to, p.period, 0);
    for (let i = from; i < to; i += 1) {
      const mean = middle![i]!;
      const reach = p.multiplier * Math.sqrt(upper![i]!);
      const spread = 2 * reach;
      upper![i] = mean + reach;
      lower![i] = mean - reach;
      percentB![i] = spread === 0 ? NaN : (x![i]! - mean + reach) / spread;
      width![i] = mean === 0 ? NaN : spread / mean;
    }
  },
});
