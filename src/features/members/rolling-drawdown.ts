import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { eachWindow } from '../kernels/each-window.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Rolling drawdown: the largest fall from an earlier value to a later one inside the last `period` bars, as a share of the earlier.
 *
 * - Unit: fraction, positive (0.2 is a fall of 20 %), 0 while nothing fell. Undefined where a running maximum is 0.
 * - Warm-up: `period` - 1 bars.
 * - Source: M. Magdon-Ismail, A. Atiya, Maximum Drawdown, Risk 17:10 (2004).
 */
export const rollingDrawdown: Feature = defineFeature({
  type: 'rolling_drawdown',
  summary: 'largest fall inside a window',
  unit: 'fraction',
  source: 'Magdon-Ismail and Atiya 2004',
  convention: 'a positive size; the peak must lie inside the window',
  family: 'technical',
  params: z.strictObject({ period: window(60) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, { period }) => eachWindow(x!, out!, from, to, period, largestFall),
});

function largestFall(x: Float64Array, start: number, n: number): number {
  let top = x[start]!;
  let worst = 0;
  for (let i = start; i < start + n; i += 1) {
    top = Math.max(top, x[i]!);
    worst = Math.max(worst, top === 0 ? NaN : (top - x[i]!) / top);
  }
  return worst;
}
