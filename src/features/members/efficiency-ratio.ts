import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { efficiency } from '../kernels/efficiency.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Efficiency ratio: size of the change over `period` bars / sum of the sizes of its single changes.
 *
 * - Unit: ratio from 0 (no net change) to 1 (straight line). A flat window reads 0.
 * - Warm-up: `period` bars.
 * - Source: P. J. Kaufman, Trading Systems and Methods (1998), chapter on adaptive techniques.
 */
export const efficiencyRatio: Feature = defineFeature({
  type: 'efficiency_ratio',
  summary: 'net change as a share of the way travelled',
  unit: 'ratio 0-1',
  source: 'Kaufman 1998',
  convention: 'a flat window reads 0',
  family: 'technical',
  params: z.strictObject({ period: window(10) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, { period }) => {
    for (let i = from; i < to; i += 1) out![i] = efficiency(x!, i, period);
  },
});
