import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { atr } from './atr.ts';
import { CLOSE, HIGH, inner, LOW, multiplier, window } from './fields.ts';

const UPPER = 0;
const LOWER = 1;
const SIDE = 2;
/** Bars after which the bands of two beginnings have usually met: each is set anew when the trend turns. */
const SETTLE = 250;

/**
 * Supertrend: a band `multiplier` average true ranges from the middle of the bar that follows the trend and changes side when the
 * close crosses it.
 *
 * The upper band only falls, unless the close before was above it; the lower band only rises, unless the close before was below it. A
 * close at or below the band in force makes side −1 (value: upper band), else +1 (value: lower band). The first side is +1 when the
 * close is at or above the middle of its bar.
 *
 * - Outputs: value (price), side (+1 or −1).
 * - Warm-up: `period` bars.
 * - Source: O. Seban, Tout le monde mérite d'être riche (2009); average true range of Wilder.
 */
export const supertrend: Feature = defineFeature({
  type: 'supertrend',
  summary: 'trailing band of average true ranges',
  unit: 'price; side is +1 or -1',
  source: 'Seban 2009',
  convention: 'Wilder average true range; a close at the band counts as below; begins by close against the middle',
  family: 'technical',
  outputs: ['value', 'side'],
  params: z.strictObject({ period: window(10), multiplier: multiplier(3) }),
  inputs: ({ period }) => [HIGH, LOW, CLOSE, inner(atr, { period })],
  warmup: () => 0,
  settle: () => SETTLE,
  stateSize: () => 3,
  block: ([high, low, close, range], [value, side], state, from, to, p) => {
    for (let i = from; i < to; i += 1) {
      const reach = p.multiplier * range![i]!;
      value![i] = NaN;
      side![i] = NaN;
      if (Number.isNaN(reach)) continue;
      const middle = (high![i]! + low![i]!) / 2;
      const upper = middle + reach;
      const lower = middle - reach;
      const before = i === 0 ? NaN : close![i - 1]!;
      const isFirst = state[SIDE] === 0;
      if (isFirst) state[SIDE] = close![i]! >= middle ? 1 : -1;
      if (isFirst || upper < state[UPPER]! || before > state[UPPER]!) state[UPPER] = upper;
      if (isFirst || lower > state[LOWER]! || before < state[LOWER]!) state[LOWER] = lower;
      const inForce = state[SIDE] === 1 ? state[LOWER]! : state[UPPER]!;
      state[SIDE] = close![i]! <= inForce ? -1 : 1;
      value![i] = state[SIDE] === 1 ? state[LOWER]! : state[UPPER]!;
      side![i] = state[SIDE]!;
    }
  },
});
