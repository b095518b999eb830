import { z } from 'zod';
import { expressions } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { efficiency } from '../kernels/efficiency.ts';
import { SOURCE, window } from './fields.ts';

const VALUE = 0;
const COUNT = 1;

/**
 * Kaufman's adaptive moving average: value + c·(x − value) with c = (ER·(2/(`fast`+1) − 2/(`slow`+1)) + 2/(`slow`+1))², ER the
 * efficiency ratio over `period` bars. The first value is the input of bar `period`.
 *
 * - Unit: that of its input (price).
 * - Warm-up: `period` - 1 bars; settled when the seed weighs less than 1e-4 even if the ratio is always 0.
 * - Source: P. J. Kaufman, Trading Systems and Methods (1998), chapter on adaptive techniques.
 */
export const kama: Feature = defineFeature({
  type: 'kama',
  summary: 'adaptive moving average',
  unit: 'price',
  source: 'Kaufman 1998',
  convention: 'the first value is the input of bar period; a flat window has an efficiency of 0',
  family: 'technical',
  params: z
    .strictObject({ period: window(10), fast: window(2), slow: window(30) })
    .refine((p) => p.fast < p.slow, { message: 'fast is not below slow', path: ['fast'] }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period - 1,
  settle: ({ slow }) => expressions.settleBars((2 / (slow + 1)) * (2 / (slow + 1))),
  stateSize: () => 2,
  block: ([x], [out], state, from, to, p) => {
    const slowest = 2 / (p.slow + 1);
    const range = 2 / (p.fast + 1) - slowest;
    for (let i = from; i < to; i += 1) {
      const value = x![i]!;
      out![i] = NaN;
      if (Number.isNaN(value)) continue;
      if (state[COUNT]! < p.period) {
        state[COUNT]! += 1;
        if (state[COUNT]! < p.period) continue;
        state[VALUE] = value;
      } else {
        const ratio = efficiency(x!, i, p.period);
        if (Number.isNaN(ratio)) continue;
        const root = ratio * range + slowest;
        state[VALUE]! += root * root * (value - state[VALUE]!);
      }
      out![i] = state[VALUE]!;
    }
  },
});
