import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { CLOSE, HIGH, LOW, settleOfWilder, window } from './fields.ts';

const PLUS = 0;
const MINUS = 1;
const RANGE = 2;
const COUNT = 3;
const INDEX = 4;
const INDEX_COUNT = 5;

/**
 * Average directional index with its two directional indicators.
 *
 * A directional movement counts only when it is the larger of the two and above 0. plus_di and minus_di are 100 · Wilder's mean
 * of the movement / Wilder's mean of the true range; adx is Wilder's mean of dx = 100 · |plus - minus| / (plus + minus).
 *
 * - Unit: index from 0 to 100. Without any range the indicators, without any movement dx, are undefined and leave adx as it was.
 * - Warm-up: indicators `period` bars, adx 2 · `period` - 1.
 * - Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978), section IV.
 */
export const adx: Feature = defineFeature({
  type: 'adx',
  summary: 'average directional index, Wilder smoothing',
  unit: 'index 0-100',
  source: 'Wilder 1978, section IV',
  convention: 'a movement counts only when it is the larger and above 0; all means are Wilder’s',
  family: 'technical',
  outputs: ['adx', 'plus_di', 'minus_di'],
  params: z.strictObject({ period: window(14) }),
  inputs: () => [HIGH, LOW, CLOSE],
  warmup: ({ period }) => [2 * period - 1, period, period],
  settle: ({ period }) => 2 * settleOfWilder(period),
  stateSize: () => 6,
  block: ([high, low, close], [adxOut, plusOut, minusOut], state, from, to, { period }) => {
    for (let i = from; i < to; i += 1) {
      adxOut![i] = NaN;
      plusOut![i] = NaN;
      minusOut![i] = NaN;
      if (i === 0) continue;
      const up = high![i]! - high![i - 1]!;
      const down = low![i - 1]! - low![i]!;
      const previous = close![i - 1]!;
      const range = Math.max(high![i]!, previous) - Math.min(low![i]!, previous);
      const count = Math.min(state[COUNT]! + 1, period);
      state[COUNT] = count;
      blend(state, PLUS, up > down && up > 0 ? up : 0, count);
      blend(state, MINUS, down > up && down > 0 ? down : 0, count);
      blend(state, RANGE, range, count);
      if (count < period || i < period || state[RANGE] === 0) continue;
      const plus = (100 * state[PLUS]!) / state[RANGE]!;
      const minus = (100 * state[MINUS]!) / state[RANGE]!;
      plusOut![i] = plus;
      minusOut![i] = minus;
      if (plus + minus === 0) continue;
      const indexCount = Math.min(state[INDEX_COUNT]! + 1, period);
      state[INDEX_COUNT] = indexCount;
      blend(state, INDEX, (100 * Math.abs(plus - minus)) / (plus + minus), indexCount);
      if (indexCount >= period) adxOut![i] = state[INDEX]!;
    }
  },
});

/** Plain mean of the first `count` values while it grows, Wilder's mean once it stays at the period. */
function blend(state: Float64Array, slot: number, value: number, count: number): void {
  state[slot]! += (value - state[slot]!) / count;
}
