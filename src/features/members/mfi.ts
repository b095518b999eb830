import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingSum } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { CLOSE, HIGH, LOW, VOLUME, window } from './fields.ts';

/**
 * Money flow index: share of the flow (typical price × volume) of the last `period` bars that came on bars whose typical price
 * rose. A bar with an unchanged typical price counts on neither side.
 *
 * - Unit: index from 0 to 100; without any flow 50; undefined while the window holds a bar without volume.
 * - Warm-up: `period` bars.
 * - Source: G. Quong, A. Soudack, Volume-Weighted RSI: Money Flow, Stocks & Commodities 7:3 (1989).
 */
export const mfi: Feature = defineFeature({
  type: 'mfi',
  summary: 'money flow index',
  unit: 'index 0-100',
  source: 'Quong and Soudack 1989',
  convention: 'an unchanged typical price counts on neither side; without flow 50',
  family: 'technical',
  params: z.strictObject({ period: window(14) }),
  inputs: () => [HIGH, LOW, CLOSE, VOLUME],
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([high, low, close, volume], [out], _, from, to, { period }) => {
    const first = Math.max(0, from - period + 1);
    const up = scratch(0);
    const down = scratch(1);
    let previous = first === 0 ? NaN : (high![first - 1]! + low![first - 1]! + close![first - 1]!) / 3;
    for (let i = first; i < to; i += 1) {
      const typical = (high![i]! + low![i]! + close![i]!) / 3;
      const flow = typical * volume![i]!;
      // The first bar of all has nothing to compare with; NaN keeps it out of every window.
      const missing = Number.isNaN(previous) || Number.isNaN(flow);
      up[i - first] = missing ? NaN : typical > previous ? flow : 0;
      down[i - first] = missing ? NaN : typical < previous ? flow : 0;
      previous = typical;
    }
    rollingSum(up, out!, from - first, to - first, period, -first);
    const falling = scratch(2);
    rollingSum(down, falling, from - first, to - first, period, from - first);
    for (let i = from; i < to; i += 1) {
      const total = out![i]! + falling[i - from]!;
      out![i] = total === 0 ? 50 : (100 * out![i]!) / total;
    }
  },
});
