import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { quotient } from '../kernels/quotient.ts';
import { inner, window } from './fields.ts';
import { realisedVol } from './realised-vol.ts';

/**
 * Volatility ratio: realised volatility over `fast` bars / over `slow` bars.
 *
 * - Unit: ratio (above 1: livelier than usual). Undefined while the long window is flat.
 * - Warm-up: `slow` bars.
 * - Source: definition of this project on realised_vol (Hull).
 */
export const volRatio: Feature = defineFeature({
  type: 'vol_ratio',
  summary: 'short against long realised volatility',
  unit: 'ratio',
  source: 'own definition on realised_vol',
  convention: 'both are sample deviations of log returns',
  family: 'technical',
  params: z
    .strictObject({ fast: window(10, 2), slow: window(60, 2) })
    .refine((p) => p.fast < p.slow, { message: 'fast is not below slow', path: ['fast'] }),
  inputs: (p) => [inner(realisedVol, { period: p.fast }), inner(realisedVol, { period: p.slow })],
  warmup: () => 0,
  stateSize: () => 0,
  block: ([fast, slow], [out], _, from, to) => quotient(fast!, slow!, out!, from, to),
});
