import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { quotient } from '../kernels/quotient.ts';
import { inner, window } from './fields.ts';
import { volumeSma } from './volume-sma.ts';

/**
 * Volume ratio: mean volume of `fast` bars / of `slow` bars.
 *
 * - Unit: ratio. Undefined while a window has no volume or holds a bar without.
 * - Warm-up: `slow` - 1 bars.
 * - Source: definition of this project (RESEARCH 3.2).
 */
export const volumeRatio: Feature = defineFeature({
  type: 'volume_ratio',
  summary: 'short against long mean volume',
  unit: 'ratio',
  source: 'own definition',
  convention: 'ratio of plain means, both ending with the present bar',
  family: 'technical',
  params: z
    .strictObject({ fast: window(5), slow: window(20) })
    .refine((p) => p.fast < p.slow, { message: 'fast is not below slow', path: ['fast'] }),
  inputs: (p) => [inner(volumeSma, { period: p.fast }), inner(volumeSma, { period: p.slow })],
  warmup: () => 0,
  stateSize: () => 0,
  block: ([fast, slow], [out], _, from, to) => quotient(fast!, slow!, out!, from, to),
});
