import { z } from 'zod';
import { log } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingMax, rollingMin, rollingSum } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { trueRange } from '../kernels/true-range.ts';
import { CLOSE, HIGH, LOW, window } from './fields.ts';

/**
 * Choppiness index: 100 · log(Σ true range / (greatest true high − least true low)) / log `period`; a true high or low counts the close
 * before as well.
 *
 * - Unit: index, near 100 sideways, near 0 in a trend. Undefined while the window has no range.
 * - Warm-up: `period` bars.
 * - Source: E. W. Dreiss, choppiness index, in Futures magazine (1993).
 */
export const chop: Feature = defineFeature({
  type: 'chop',
  summary: 'choppiness index',
  unit: 'index 0-100',
  source: 'Dreiss 1993',
  convention: 'true highs and lows, plain sum of true ranges; without range undefined',
  family: 'technical',
  params: z.strictObject({ period: window(14, 2) }),
  inputs: () => [HIGH, LOW, CLOSE],
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([high, low, close], [out], _, from, to, { period }) => {
    const first = Math.max(0, from - period + 1);
    const part = scratch(0);
    const bottom = scratch(1);
    const sum = scratch(2);
    const rows = [from - first, to - first, period] as const;
    for (let i = first; i < to; i += 1) part[i - first] = i === 0 ? NaN : Math.max(high![i]!, close![i - 1]!);
    rollingMax(part, out!, ...rows, -first);
    for (let i = first; i < to; i += 1) part[i - first] = i === 0 ? NaN : Math.min(low![i]!, close![i - 1]!);
    rollingMin(part, bottom, ...rows, from - first);
    trueRange(high!, low!, close!, part, first, to, first);
    rollingSum(part, sum, ...rows, from - first);
    const scale = 100 / log(period);
    for (let i = from; i < to; i += 1) {
      const range = out![i]! - bottom[i - from]!;
      out![i] = range === 0 ? NaN : scale * log(sum[i - from]! / range);
    }
  },
});
