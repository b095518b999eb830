import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { quotient } from '../kernels/quotient.ts';
import { inner, window } from './fields.ts';
import { sma } from './sma.ts';

/**
 * Ratio of moving averages: SMA(`fast`) / SMA(`slow`) − 1.
 *
 * - Unit: fraction. Undefined when the slow average is 0.
 * - Warm-up: `slow` - 1 bars.
 * - Source: W. Brock, J. Lakonishok, B. LeBaron, Simple Technical Trading Rules, Journal of Finance 47 (1992).
 */
export const smaRatio: Feature = defineFeature({
  type: 'sma_ratio',
  summary: 'fast against slow moving average',
  unit: 'fraction',
  source: 'Brock, Lakonishok and LeBaron 1992',
  convention: 'plain means, both ending with the present bar',
  family: 'technical',
  params: z
    .strictObject({ fast: window(10), slow: window(50) })
    .refine((p) => p.fast < p.slow, { message: 'fast is not below slow', path: ['fast'] }),
  inputs: (p) => [inner(sma, { period: p.fast }), inner(sma, { period: p.slow })],
  warmup: () => 0,
  stateSize: () => 0,
  block: ([fast, slow], [out], _, from, to) => quotient(fast!, slow!, out!, from, to, 1),
});
