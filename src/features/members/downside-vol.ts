import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingSum } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { CLOSE, window } from './fields.ts';

/**
 * Downside volatility: √ of the mean of min(r, 0)² over the last `period` simple returns, gains counting as 0; annualised by the bars
 * of a year of interval and calendar.
 *
 * - Unit: fraction a year.
 * - Warm-up: `period` bars.
 * - Source: F. Sortino, L. Price, Performance Measurement in a Downside Risk Framework, Journal of Investing 3:3 (1994), target 0.
 */
export const downsideVol: Feature = defineFeature({
  type: 'downside_vol',
  summary: 'annualised deviation of the returns below 0',
  unit: 'fraction a year',
  source: 'Sortino and Price 1994',
  convention: 'simple returns, target 0, divisor n',
  family: 'technical',
  params: z.strictObject({ period: window(20) }),
  inputs: () => [CLOSE],
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([close], [out], _, from, to, { period }, { periodsPerYear }) => {
    const first = Math.max(0, from - period + 1);
    const squares = scratch(0);
    for (let i = first; i < to; i += 1) {
      const below = i === 0 ? NaN : Math.min(close![i]! / close![i - 1]! - 1, 0);
      squares[i - first] = below * below;
    }
    rollingSum(squares, out!, from - first, to - first, period, -first);
    for (let i = from; i < to; i += 1) out![i] = Math.sqrt((out![i]! / period) * periodsPerYear);
  },
});
