import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { moneyFlow } from '../kernels/money-flow.ts';
import { rollingSum } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { CLOSE, HIGH, LOW, VOLUME, window } from './fields.ts';

/**
 * Chaikin money flow: Σ volume times where the close stands in the bar / Σ volume, over the last `period` bars.
 *
 * - Unit: ratio from -1 to 1. Undefined while the window has no volume or holds a bar without.
 * - Warm-up: `period` - 1 bars.
 * - Source: M. Chaikin, after S. B. Achelis, Technical Analysis from A to Z (2000).
 */
export const cmf: Feature = defineFeature({
  type: 'cmf',
  summary: 'Chaikin money flow',
  unit: 'ratio -1 to 1',
  source: 'Chaikin, after Achelis 2000',
  convention: 'a bar without range has a multiplier of 0; undefined without volume',
  family: 'technical',
  params: z.strictObject({ period: window(20) }),
  inputs: () => [HIGH, LOW, CLOSE, VOLUME],
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([high, low, close, volume], [out], _, from, to, { period }) => {
    const first = Math.max(0, from - period + 1);
    const flow = scratch(0);
    moneyFlow(high!, low!, close!, volume!, flow, first, to, first);
    rollingSum(flow, out!, from - first, to - first, period, -first);
    const size = scratch(1);
    rollingSum(volume!, size, from, to, period, from);
    for (let i = from; i < to; i += 1) out![i] = size[i - from] === 0 ? NaN : out![i]! / size[i - from]!;
  },
});
