import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingMean } from '../kernels/rolling.ts';
import { VOLUME, window } from './fields.ts';

/**
 * Volume spike: volume / mean volume of the previous `window` bars, the current bar excluded.
 *
 * - Unit: ratio (1 is the usual volume). Undefined while that mean is 0 or holds a bar without volume.
 * - Warm-up: `window` bars.
 * - Source: definition of this project (RESEARCH 3.2).
 */
export const volumeSpike: Feature = defineFeature({
  type: 'volume_spike',
  summary: 'volume against the mean of the previous bars',
  unit: 'ratio',
  source: 'own definition',
  convention: 'the present bar is not in its own mean',
  family: 'custom',
  params: z.strictObject({ window: window(20) }),
  inputs: () => [VOLUME],
  warmup: (p) => p.window,
  stateSize: () => 0,
  block: ([volume], [out], _, from, to, p) => {
    if (from === 0) out![0] = NaN;
    rollingMean(volume!, out!, Math.max(0, from - 1), to - 1, p.window, -1);
    for (let i = from; i < to; i += 1) {
      const usual = out![i]!;
      out![i] = usual > 0 ? volume![i]! / usual : NaN;
    }
  },
});
