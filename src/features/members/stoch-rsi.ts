import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { positionInRange } from '../kernels/position-in-range.ts';
import { rollingMean } from '../kernels/rolling.ts';
import { inner, window } from './fields.ts';
import { rsi } from './rsi.ts';

/**
 * Stochastic of the relative strength index: where RSI(`rsi_period`) stands between its least and greatest value of the last `period`
 * bars; signal is the mean over `signal` bars.
 *
 * - Unit: index from 0 to 100. A flat window reads 50.
 * - Warm-up: value `rsi_period` + `period` - 1 bars, signal `signal` - 1 more.
 * - Source: T. S. Chande, S. Kroll, The New Technical Trader (1994), chapter 5.
 */
export const stochRsi: Feature = defineFeature({
  type: 'stoch_rsi',
  summary: 'stochastic of the relative strength index',
  unit: 'index 0-100',
  source: 'Chande and Kroll 1994, chapter 5',
  convention: 'Wilder RSI, unsmoothed stochastic, plain mean as signal; a flat window reads 50',
  family: 'technical',
  outputs: ['value', 'signal'],
  params: z.strictObject({ rsi_period: window(14, 2), period: window(14), signal: window(3) }),
  inputs: (p) => [inner(rsi, { period: p.rsi_period })],
  warmup: (p) => [p.period - 1, p.period + p.signal - 2],
  stateSize: () => 0,
  block: ([index], [value, signal], _, from, to, p) => {
    positionInRange(index!, value!, from, to, p.period);
    rollingMean(value!, signal!, from, to, p.signal);
  },
});
