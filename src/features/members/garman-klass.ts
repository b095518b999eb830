import { z } from 'zod';
import { log } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rootOfMean } from '../kernels/root-of-mean.ts';
import { CLOSE, HIGH, LOW, OPEN, window } from './fields.ts';

/**
 * Garman-Klass volatility: √ of the window mean of ½ ln²(high / low) − (2 ln 2 − 1) ln²(close / open).
 *
 * - Unit: fraction a bar, not annualised.
 * - Warm-up: `period` - 1 bars.
 * - Source: M. B. Garman, M. J. Klass, On the Estimation of Security Price Volatilities, Journal of Business 53 (1980).
 */
export const garmanKlass: Feature = defineFeature({
  type: 'garman_klass',
  summary: 'volatility from open, high, low and close',
  unit: 'fraction a bar',
  source: 'Garman and Klass 1980',
  convention: 'root of the plain mean over the window, not annualised',
  family: 'technical',
  params: z.strictObject({ period: window(20) }),
  inputs: () => [CLOSE, HIGH, LOW, OPEN],
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([close, high, low, open], [out], _, from, to, { period }) =>
    rootOfMean(out!, from, to, period, (i) => {
      const range = log(high![i]! / low![i]!);
      const body = log(close![i]! / open![i]!);
      return 0.5 * range * range - (2 * Math.LN2 - 1) * body * body;
    }),
});
