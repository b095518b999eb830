import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingSum } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { CLOSE, VOLUME, window } from './fields.ts';

/**
 * Dollar volume: mean of close · volume of the last `period` bars.
 *
 * - Unit: money a bar in the currency of the symbol. Undefined while the window has no volume or holds a bar without.
 * - Warm-up: `period` - 1 bars.
 * - Source: Y. Amihud, Illiquidity and Stock Returns, Journal of Financial Markets 5 (2002).
 */
export const dollarVolume: Feature = defineFeature({
  type: 'dollar_volume',
  summary: 'mean traded value',
  unit: 'money a bar',
  source: 'Amihud 2002',
  convention: 'the close stands for all prices of the bar',
  family: 'technical',
  params: z.strictObject({ period: window(20) }),
  inputs: () => [CLOSE, VOLUME],
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([close, volume], [out], _, from, to, { period }) => {
    const first = Math.max(0, from - period + 1);
    const value = scratch(0);
    for (let i = first; i < to; i += 1) value[i - first] = close![i]! * volume![i]!;
    rollingSum(value, out!, from - first, to - first, period, -first);
    for (let i = from; i < to; i += 1) out![i] = out![i] === 0 ? NaN : out![i]! / period;
  },
});
