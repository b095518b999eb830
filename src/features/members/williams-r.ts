import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingMax, rollingMin } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { CLOSE, HIGH, LOW, window } from './fields.ts';

/**
 * Williams %R: how far the close is below the highest high of the last `period` bars, as a share of their range.
 *
 * - Unit: index from -100 (at the low) to 0 (at the high). A flat window reads -50.
 * - Warm-up: `period` - 1 bars.
 * - Source: L. Williams, How I Made One Million Dollars Last Year Trading Commodities (1973).
 */
export const williamsR: Feature = defineFeature({
  type: 'williams_r',
  summary: 'close below the highest high, as a share of the range',
  unit: 'index -100 to 0',
  source: 'Williams 1973',
  convention: 'closes against highs and lows; a flat window reads −50',
  family: 'technical',
  params: z.strictObject({ period: window(14) }),
  inputs: () => [HIGH, LOW, CLOSE],
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([high, low, close], [out], _, from, to, { period }) => {
    const bottom = scratch(0);
    rollingMax(high!, out!, from, to, period);
    rollingMin(low!, bottom, from, to, period, from);
    for (let i = from; i < to; i += 1) {
      const top = out![i]!;
      const spread = top - bottom[i - from]!;
      out![i] = spread === 0 ? -50 : (-100 * (top - close![i]!)) / spread;
    }
  },
});
