import { z } from 'zod';
import { isSeeded } from '../../base/index.ts';
import { kernelsFor } from '../../kernels/index.ts';
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
  version: 2,
  outputs: ['value', 'percent'],
  params: z.strictObject({ period: window(14) }),
  inputs: () => [HIGH, LOW, CLOSE],
  warmup: ({ period }) => period,
  settle: ({ period }) => settleOfWilder(period),
  stateSize: () => TRUE_RANGE_SLOTS,
  block: ([high, low, close], [value, percent], state, from, to, { period }) => {
    const at = from + together(high!, low!, close!, value!, percent!, state, from, to, period);
    wilderTrueRange(high!, low!, close!, value!, state, 0, at, to, period);
    for (let i = at; i < to; i += 1) percent![i] = (100 * value![i]!) / close![i]!;
  },
});

/** All in one pass by a kernel, once the mean is seeded and where nothing is missing. Gives the rows it did. */
function together(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  value: Float64Array,
  percent: Float64Array,
  state: Float64Array,
  from: number,
  to: number,
  period: number,
): number {
  const { buffer } = value;
  const isTogether = high.buffer === buffer && low.buffer === buffer && close.buffer === buffer;
  const isReady = isTogether && isSeeded(state, 0, period) && !Number.isNaN(close[from - 1]!);
  const kernels = isReady ? kernelsFor(value) : undefined;
  if (kernels === undefined) return 0;
  const rows = (to - from) & ~3;
  const at = 8 * from;
  const mean = kernels.averageTrueRange(
    high.byteOffset + at,
    low.byteOffset + at,
    close.byteOffset + at,
    value.byteOffset + at,
    percent.byteOffset + at,
    rows,
    state[0]!,
    1 / period,
  );
  if (Number.isNaN(mean)) return 0;
  state[0] = mean;
  return rows;
}
