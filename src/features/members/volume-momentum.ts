import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { ratioToEarlier } from '../kernels/ratio-to-earlier.ts';
import { VOLUME, window } from './fields.ts';

/**
 * Volume momentum: volume / volume `window` bars ago - 1; undefined when that volume was 0 or is unknown.
 *
 * - Unit: fraction.
 * - Warm-up: `window` bars.
 * - Source: definition of this project (RESEARCH 3.2).
 */
export const volumeMomentum: Feature = defineFeature({
  type: 'volume_momentum',
  summary: 'change of the volume over a window',
  unit: 'fraction',
  source: 'own definition',
  convention: 'simple change; undefined after a volume of 0',
  family: 'custom',
  params: z.strictObject({ window: window(10) }),
  inputs: () => [VOLUME],
  warmup: (p) => p.window,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, p) => ratioToEarlier(x!, out!, from, to, p.window),
});
