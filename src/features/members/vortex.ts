import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingSum } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { trueRange } from '../kernels/true-range.ts';
import { CLOSE, HIGH, LOW, window } from './fields.ts';

/**
 * Vortex indicator: plus = Σ |high − low before| / Σ true range, minus = Σ |low − high before| / Σ true range of the last `period` bars.
 *
 * - Unit: ratio around 1. Undefined while the window has no range.
 * - Warm-up: `period` bars, since both need the bar before.
 * - Source: E. Botes, D. Siepman, The Vortex Indicator, Stocks & Commodities 28:1 (2010).
 */
export const vortex: Feature = defineFeature({
  type: 'vortex',
  summary: 'vortex indicator',
  unit: 'ratio',
  source: 'Botes and Siepman 2010',
  convention: 'plain sums over the window, true range from bar 2 on',
  family: 'technical',
  outputs: ['plus', 'minus'],
  params: z.strictObject({ period: window(14) }),
  inputs: () => [HIGH, LOW, CLOSE],
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([high, low, close], [plus, minus], _, from, to, { period }) => {
    const first = Math.max(0, from - period + 1);
    const up = scratch(0);
    const down = scratch(1);
    for (let i = first; i < to; i += 1) {
      up[i - first] = i === 0 ? NaN : Math.abs(high![i]! - low![i - 1]!);
      down[i - first] = i === 0 ? NaN : Math.abs(low![i]! - high![i - 1]!);
    }
    rollingSum(up, plus!, from - first, to - first, period, -first);
    rollingSum(down, minus!, from - first, to - first, period, -first);
    trueRange(high!, low!, close!, up, first, to, first);
    rollingSum(up, down, from - first, to - first, period, from - first);
    for (let i = from; i < to; i += 1) {
      const range = down[i - from]!;
      plus![i] = range === 0 ? NaN : plus![i]! / range;
      minus![i] = range === 0 ? NaN : minus![i]! / range;
    }
  },
});
