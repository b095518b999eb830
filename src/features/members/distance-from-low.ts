import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { quotient } from '../kernels/quotient.ts';
import { rollingMin } from '../kernels/rolling.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Distance from the least value of the last `period` bars, the present one included: x / least − 1.
 *
 * - Unit: fraction, 0 at the low, above 0 over it. Undefined when that value is 0.
 * - Warm-up: `period` - 1 bars.
 * - Source: T. J. George, C.-Y. Hwang, The 52-Week High and Momentum Investing, Journal of Finance 59 (2004).
 */
export const distanceFromLow: Feature = defineFeature({
  type: 'distance_from_low',
  summary: 'distance from the least close of a window',
  unit: 'fraction',
  source: 'George and Hwang 2004',
  convention: 'extremes of closes, the present bar included',
  family: 'technical',
  params: z.strictObject({ period: window(252) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, { period }) => {
    rollingMin(x!, out!, from, to, period);
    quotient(x!, out!, out!, from, to, 1);
  },
});
