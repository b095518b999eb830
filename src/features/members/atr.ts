import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { TRUE_RANGE_SLOTS, wilderTrueRange } from '../kernels/true-range-mean.ts';
import { CLOSE, HIGH, LOW, settleOfWilder, window } from './fields.ts';

/**
 * Average true range, Wilder's own smoothing. The true range needs the previous close, so it begins with bar 2.
 *
 * - Outputs: value (price), percent (100 · value / close).
 * - Warm-up: `period` bars; the first value comes with bar `period` + 1.
 * - Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978), section III.
 */
export const atr: Feature = defineFeature({
  type: 'atr',
  summary: 'average true range, Wilder smoothing',
  unit: 'price; percent of the close',
  source: 'Wilder 1978, section III',
  convention: 'Wilder mean, seeded with the plain mean; the true range begins with bar 2',
  family: 'technical',
  outputs: ['value', 'percent'],
  params: z.strictObject({ period: window(14) }),
  inputs: () => [HIGH, LOW, CLOSE],
  warmup: ({ period }) => period,
  settle: ({ period }) => settleOfWilder(period),
  stateSize: () => TRUE_RANGE_SLOTS,
  block: ([high, low, close], [value, percent], state, from, to, { period }) => {
    wilderTrueRange(high!, low!, close!, value!, state, 0, from, to, period);
    for (let i = from; i < to; i += 1) percent![i] = (100 * value![i]!) / close![i]!;
  },
});
