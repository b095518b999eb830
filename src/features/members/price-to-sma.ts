import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { quotient } from '../kernels/quotient.ts';
import { rollingMean } from '../kernels/rolling.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Distance from the moving average: x / SMA − 1.
 *
 * - Unit: fraction. Undefined when the average is 0.
 * - Warm-up: `period` - 1 bars.
 * - Source: W. Brock, J. Lakonishok, B. LeBaron, Simple Technical Trading Rules, Journal of Finance 47 (1992).
 */
export const priceToSma: Feature = defineFeature({
  type: 'price_to_sma',
  summary: 'distance from the moving average',
  unit: 'fraction',
  source: 'Brock, Lakonishok and LeBaron 1992',
  convention: 'plain mean that includes the present bar',
  family: 'technical',
  params: z.strictObject({ period: window(20) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, { period }) => {
    rollingMean(x!, out!, from, to, period);
    quotient(x!, out!, out!, from, to, 1);
  },
});
