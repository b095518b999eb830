import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Percent rank: share of the previous `period` values that are strictly below the present one.
 *
 * - Unit: percent, 0 to 100.
 * - Warm-up: `period` bars after those of its input.
 * - Source: L. Connors, C. Alvarez, An Introduction to ConnorsRSI (2012).
 */
export const percentRank: Feature = defineFeature({
  type: 'percent_rank',
  summary: 'share of the previous values below the present one',
  unit: 'percent 0-100',
  source: 'Connors and Alvarez 2012',
  convention: 'strictly below; the present value is not in its own window',
  family: 'technical',
  params: z.strictObject({ period: window(100) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, { period }) => {
    for (let i = from; i < to; i += 1) out![i] = i < period ? NaN : rank(x!, i, period);
  },
});

function rank(x: Float64Array, row: number, n: number): number {
  const value = x[row]!;
  let below = 0;
  for (let i = row - n; i < row; i += 1) {
    const other = x[i]!;
    if (other < value) below += 1;
    else if (!(other >= value)) return NaN;
  }
  return (100 * below) / n;
}
