import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Rate of change: percent by which the value stands above the one `period` bars ago; undefined when that one was 0.
 *
 * - Unit: percent.
 * - Warm-up: `period` bars.
 * - Source: J. J. Murphy, Technical Analysis of the Financial Markets (1999), chapter 10.
 */
export const roc: Feature = defineFeature({
  type: 'roc',
  summary: 'change over a number of bars',
  unit: 'percent',
  source: 'Murphy 1999, chapter 10',
  convention: 'percent, simple change',
  family: 'technical',
  params: z.strictObject({ period: window(14) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, { period }) => {
    for (let i = from; i < to; i += 1) {
      const before = i < period ? 0 : x![i - period]!;
      out![i] = before === 0 ? NaN : 100 * (x![i]! / before - 1);
    }
  },
});
