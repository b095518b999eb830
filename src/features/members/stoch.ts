import { z } from 'zod';
import { BLOCK_ROWS, type Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingMax, rollingMean, rollingMin } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { CLOSE, HIGH, LOW, window } from './fields.ts';

const MOST_SMOOTH = 1000;
const raw = new Float64Array(BLOCK_ROWS + MOST_SMOOTH);

/**
 * Stochastic oscillator: where the close stands between the lowest low and the highest high of the last `period` bars; k is its
 * mean over `k_smooth` bars (the slow %K), d the mean of k over `d_smooth`.
 *
 * - Unit: index from 0 (at the low) to 100 (at the high). A flat window reads 50.
 * - Warm-up: k `period` + `k_smooth` - 2 bars, d `d_smooth` - 1 more.
 * - Source: G. C. Lane, Lane's Stochastics, Stocks & Commodities 2:3 (1984).
 */
export const stoch: Feature = defineFeature({
  type: 'stoch',
  summary: 'stochastic oscillator, smoothed',
  unit: 'index 0-100',
  source: 'Lane 1984',
  convention: 'k is smoothed (slow %K); a flat window reads 50',
  family: 'technical',
  outputs: ['k', 'd'],
  params: z.strictObject({
    period: window(14),
    k_smooth: z.int().min(1).max(MOST_SMOOTH).default(3),
    d_smooth: z.int().min(1).max(MOST_SMOOTH).default(3),
  }),
  inputs: () => [HIGH, LOW, CLOSE],
  warmup: (p) => [p.period + p.k_smooth - 2, p.period + p.k_smooth + p.d_smooth - 3],
  stateSize: () => 0,
  block: ([high, low, close], [k, d], _, from, to, p) => {
    const first = Math.max(0, from - p.k_smooth + 1);
    const top = scratch(0);
    const bottom = scratch(1);
    rollingMax(high!, top, first, to, p.period, first);
    rollingMin(low!, bottom, first, to, p.period, first);
    for (let i = first; i < to; i += 1) {
      const spread = top[i - first]! - bottom[i - first]!;
      raw[i - first] = spread === 0 ? 50 : (100 * (close![i]! - bottom[i - first]!)) / spread;
    }
    rollingMean(raw, k!, from - first, to - first, p.k_smooth, -first);
    rollingMean(k!, d!, from, to, p.d_smooth);
  },
});
