import { z } from 'zod';
import { log } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingMoments } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { CLOSE, window } from './fields.ts';

/**
 * Realised volatility: sample standard deviation (divided by n - 1) of the last `period` log returns, annualised by the bars of
 * a year of interval and calendar.
 *
 * - Unit: fraction a year (0.2 is 20 %).
 * - Warm-up: `period` bars.
 * - Source: J. C. Hull, Options, Futures, and Other Derivatives, chapter on estimating volatility from historical data.
 */
export const realisedVol: Feature = defineFeature({
  type: 'realised_vol',
  summary: 'annualised volatility of log returns',
  unit: 'fraction a year',
  source: 'Hull, Options, Futures, and Other Derivatives',
  convention: 'log returns, sample deviation, annualised by the bars of a year',
  family: 'technical',
  params: z.strictObject({ period: window(20, 2) }),
  inputs: () => [CLOSE],
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([close], [out], _, from, to, { period }, { periodsPerYear }) => {
    const first = Math.max(0, from - period + 1);
    const returns = scratch(2);
    for (let i = first; i < to; i += 1) returns[i - first] = i === 0 ? NaN : log(close![i]! / close![i - 1]!);
    const variance = scratch(1);
    rollingMoments(returns, scratch(0), variance, from - first, to - first, period, 1, from - first);
    const year = Math.sqrt(periodsPerYear);
    for (let i = from; i < to; i += 1) out![i] = Math.sqrt(variance[i - from]!) * year;
  },
});
