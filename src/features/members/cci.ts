import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingMean } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { typicalPrice } from '../kernels/typical-price.ts';
import { CLOSE, HIGH, LOW, window } from './fields.ts';

/**
 * Commodity channel index: distance of the typical price (high + low + close) / 3 from its mean, in units of 0.015 mean absolute
 * deviations of the same window.
 *
 * - Unit: index around 0, mostly between -100 and 100. A flat window reads 0.
 * - Warm-up: `period` - 1 bars.
 * - Source: D. R. Lambert, Commodity Channel Index, Commodities 9:10 (1980).
 */
export const cci: Feature = defineFeature({
  type: 'cci',
  summary: 'commodity channel index',
  unit: 'index around 0',
  source: 'Lambert 1980',
  convention: 'mean absolute deviation of the same window, constant 0.015; a flat window reads 0',
  family: 'technical',
  params: z.strictObject({ period: window(20, 2) }),
  inputs: () => [HIGH, LOW, CLOSE],
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([high, low, close], [out], _, from, to, { period }) => {
    const first = Math.max(0, from - period + 1);
    const typical = scratch(0);
    typicalPrice(high!, low!, close!, typical, first, to, first);
    rollingMean(typical, out!, from - first, to - first, period, -first);
    for (let i = from; i < to; i += 1) {
      const mean = out![i]!;
      if (Number.isNaN(mean)) continue;
      let deviation = 0;
      for (let j = i - first - period + 1; j <= i - first; j += 1) deviation += Math.abs(typical[j]! - mean);
      out![i] = deviation === 0 ? 0 : (typical[i - first]! - mean) / (0.015 * (deviation / period));
    }
  },
});
