import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { before1, before2, squaresBefore } from '../kernels/rolling.ts';
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
  convention: 'population deviation; percent_b is undefined where the bands meet',
  family: 'technical',
  outputs: ['middle', 'upper', 'lower', 'percent_b', 'width'],
  params: z.strictObject({ period: window(20, 2), multiplier: multiplier(2) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([x], [middle, upper, lower, percentB, width], _, from, to, p) => {
    const check = bands(x!, middle!, upper!, lower!, percentB!, width!, from, to, p.period, p.multiplier);
    // Bands that meet give percent_b 0 / 0. A width around a mean of 0 is no number: looked for only where one was met.
    if (Number.isNaN(check)) for (let i = from; i < to; i += 1) if (middle![i] === 0) width![i] = NaN;
  },
});

/** The sums of `rollingMoments` with everything made of them in one pass; NaN when a width was no number. */
function bands(
  x: Float64Array,
  middle: Float64Array,
  upper: Float64Array,
  lower: Float64Array,
  percentB: Float64Array,
  width: Float64Array,
  from: number,
  to: number,
  n: number,
  multiplier: number,
): number {
  const share = 1 / n;
  let check = 0;
  for (let b = from; b < to; b += n) {
    const end = Math.min(b + n, to);
    const shift = x[b]!;
    squaresBefore(x, b, n, shift);
    let sum = 0;
    let squares = 0;
    for (let i = b, k = 0; i < end; i += 1, k += 1) {
      const d = x[i]! - shift;
      sum += d;
      squares += d * d;
      const s = sum + before1[k]!;
      const m = s * share;
      const mean = shift + m;
      const reach = multiplier * Math.sqrt(Math.abs((squares + before2[k]! - s * m) * share));
      const spread = 2 * reach;
      const relative = spread / mean;
      middle[i] = mean;
      upper[i] = mean + reach;
      lower[i] = mean - reach;
      percentB[i] = (d - m + reach) / spread;
      width[i] = relative;
      check += relative * 0;
    }
  }
  return check;
}
