import { z } from 'zod';
import { log } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rootOfMean } from '../kernels/root-of-mean.ts';
import { HIGH, LOW, window } from './fields.ts';

/**
 * Parkinson volatility: √ of the window mean of ln²(high / low) / (4 ln 2).
 *
 * - Unit: fraction a bar, not annualised.
 * - Warm-up: `period` - 1 bars.
 * - Source: M. Parkinson, The Extreme Value Method, Journal of Business 53 (1980).
 */
export const parkinson: Feature = defineFeature({
  type: 'parkinson',
  summary: 'volatility from high and low',
  unit: 'fraction a bar',
  source: 'Parkinson 1980',
  convention: 'root of the plain mean over the window, not annualised',
  family: 'technical',
  params: z.strictObject({ period: window(20) }),
  inputs: () => [HIGH, LOW],
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([high, low], [out], _, from, to, { period }) =>
    rootOfMean(out!, from, to, period, (i) => {
      const range = log(high![i]! / low![i]!);
      return (range * range) / (4 * Math.LN2);
    }),
});
