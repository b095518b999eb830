import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rogersSatchellTerm } from '../kernels/rogers-satchell.ts';
import { rootOfMean } from '../kernels/root-of-mean.ts';
import { CLOSE, HIGH, LOW, OPEN, window } from './fields.ts';

/**
 * Rogers-Satchell volatility: √ of the window mean of ln(H/C)·ln(H/O) + ln(L/C)·ln(L/O), the four prices of a bar.
 *
 * - Unit: fraction a bar, not annualised.
 * - Warm-up: `period` - 1 bars.
 * - Source: L. C. G. Rogers, S. E. Satchell, Estimating Variance from High, Low and Closing Prices, Annals of Applied Probability 1 (1991).
 */
export const rogersSatchell: Feature = defineFeature({
  type: 'rogers_satchell',
  summary: 'volatility from open, high, low and close, free of drift',
  unit: 'fraction a bar',
  source: 'Rogers and Satchell 1991',
  convention: 'root of the plain mean over the window, not annualised',
  family: 'technical',
  params: z.strictObject({ period: window(20) }),
  inputs: () => [CLOSE, HIGH, LOW, OPEN],
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([close, high, low, open], [out], _, from, to, { period }) =>
    rootOfMean(out!, from, to, period, (i) => rogersSatchellTerm(open![i]!, high![i]!, low![i]!, close![i]!)),
});
