import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingSum } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { CLOSE, VOLUME, window } from './fields.ts';

/**
 * Illiquidity: mean of 1e6 · |return| / (close · volume) of the last `period` bars.
 *
 * - Unit: fraction of the price that a traded value of one million moves. Undefined while a bar of the window has no volume.
 * - Warm-up: `period` bars.
 * - Source: Y. Amihud, Illiquidity and Stock Returns, Journal of Financial Markets 5 (2002).
 */
export const amihud: Feature = defineFeature({
  type: 'amihud',
  summary: 'price impact per traded value',
  unit: 'fraction per million',
  source: 'Amihud 2002',
  convention: 'simple returns, value at the close, times 1e6',
  family: 'technical',
  params: z.strictObject({ period: window(20) }),
  inputs: () => [CLOSE, VOLUME],
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([close, volume], [out], _, from, to, { period }) => {
    const first = Math.max(0, from - period + 1);
    const impact = scratch(0);
    for (let i = first; i < to; i += 1) {
      const value = close![i]! * volume![i]!;
      const change = i === 0 ? NaN : Math.abs(close![i]! / close![i - 1]! - 1);
      impact[i - first] = value === 0 ? NaN : (1e6 * change) / value;
    }
    rollingSum(impact, out!, from - first, to - first, period, -first);
    for (let i = from; i < to; i += 1) out![i]! /= period;
  },
});
