import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { ratioToEarlier } from '../kernels/ratio-to-earlier.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Price momentum: close / close `window` bars ago - 1.
 *
 * - Unit: fraction.
 * - Warm-up: `window` bars.
 * - Source: N. Jegadeesh, S. Titman, Returns to Buying Winners and Selling Losers, Journal of Finance 48 (1993).
 */
export const priceMomentum: Feature = defineFeature({
  type: 'price_momentum',
  summary: 'change of the close over a window',
  unit: 'fraction',
  source: 'Jegadeesh and Titman 1993',
  convention: 'simple change',
  family: 'custom',
  params: z.strictObject({ window: window(10) }),
  inputs: () => SOURCE,
  warmup: (p) => p.window,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, p) => ratioToEarlier(x!, out!, from, to, p.window),
});
