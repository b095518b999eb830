import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { eachWindow } from '../kernels/each-window.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Ulcer index: root mean square of the percent by which each value of the window stands below the greatest one since the window began.
 *
 * - Unit: percent. Undefined where a running maximum is 0.
 * - Warm-up: `period` - 1 bars.
 * - Source: P. G. Martin, B. B. McCann, The Investor's Guide to Fidelity Funds (1989).
 */
export const ulcer: Feature = defineFeature({
  type: 'ulcer',
  summary: 'root mean square drawdown of a window',
  unit: 'percent',
  source: 'Martin and McCann 1989',
  convention: 'the running maximum begins with the window; divisor n',
  family: 'technical',
  params: z.strictObject({ period: window(14) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, { period }) => eachWindow(x!, out!, from, to, period, rootMeanSquareFall),
});

function rootMeanSquareFall(x: Float64Array, start: number, n: number): number {
  let top = x[start]!;
  let squares = 0;
  for (let i = start; i < start + n; i += 1) {
    top = Math.max(top, x[i]!);
    const fall = top === 0 ? NaN : (100 * (x[i]! - top)) / top;
    squares += fall * fall;
  }
  return Math.sqrt(squares / n);
}
