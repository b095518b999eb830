import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { windowMean } from '../kernels/each-window.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Linear regression of the last `period` values on 0, 1, … by least squares.
 *
 * - Outputs: slope (change per bar), r2 (share of the variance that the line explains, 0 to 1; undefined for a flat window).
 * - Warm-up: `period` - 1 bars.
 * - Source: textbook least squares; N. R. Draper, H. Smith, Applied Regression Analysis (1998), chapter 1.
 */
export const linreg: Feature = defineFeature({
  type: 'linreg',
  summary: 'slope and fit of a straight line',
  unit: 'price a bar; r2 is a ratio 0-1',
  source: 'Draper and Smith 1998, chapter 1',
  convention: 'ordinary least squares on 0…n−1; r2 of a flat window is undefined',
  family: 'technical',
  outputs: ['slope', 'r2'],
  params: z.strictObject({ period: window(14, 2) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([x], [slope, r2], _, from, to, { period }) => {
    const centre = (period - 1) / 2;
    const across = (period * (period * period - 1)) / 12;
    for (let i = from; i < to; i += 1) {
      slope![i] = NaN;
      r2![i] = NaN;
      if (i < period - 1) continue;
      const start = i - period + 1;
      const mean = windowMean(x!, start, period);
      let both = 0;
      let spread = 0;
      for (let k = 0; k < period; k += 1) {
        const d = x![start + k]! - mean;
        both += (k - centre) * d;
        spread += d * d;
      }
      slope![i] = both / across;
      r2![i] = spread === 0 ? NaN : Math.min(1, (both * both) / (across * spread));
    }
  },
});
