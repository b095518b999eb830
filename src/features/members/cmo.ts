import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingSum } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Chande momentum oscillator: 100 · (gains − losses) / (gains + losses), plain sums over the last `period` changes.
 *
 * - Unit: index from -100 to 100. A flat window reads 0.
 * - Warm-up: `period` bars.
 * - Source: T. S. Chande, S. Kroll, The New Technical Trader (1994), chapter 5.
 */
export const cmo: Feature = defineFeature({
  type: 'cmo',
  summary: 'Chande momentum oscillator',
  unit: 'index -100 to 100',
  source: 'Chande and Kroll 1994, chapter 5',
  convention: 'plain sums of gains and losses; a flat window reads 0',
  family: 'technical',
  params: z.strictObject({ period: window(14) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, { period }) => {
    const first = Math.max(0, from - period + 1);
    const change = scratch(0);
    const size = scratch(1);
    for (let i = first; i < to; i += 1) {
      const difference = i === 0 ? NaN : x![i]! - x![i - 1]!;
      change[i - first] = difference;
      size[i - first] = Math.abs(difference);
    }
    rollingSum(change, out!, from - first, to - first, period, -first);
    rollingSum(size, change, from - first, to - first, period, from - first);
    for (let i = from; i < to; i += 1) {
      const total = change[i - from]!;
      out![i] = total === 0 ? 0 : (100 * out![i]!) / total;
    }
  },
});
