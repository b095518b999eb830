import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { scratch } from '../kernels/scratch.ts';
import { TRUE_RANGE_SLOTS, wilderTrueRange } from '../kernels/true-range-mean.ts';
import { CLOSE, HIGH, LOW, settleOfWilder, window } from './fields.ts';

/** Slot of the average true range of the bar before the block. */
const BEFORE = TRUE_RANGE_SLOTS;

/**
 * Volatility breakout: change of the close since the previous bar in average true ranges of the previous bar (Wilder's mean over
 * `window`).
 *
 * - Unit: average true ranges. Undefined while the range was 0.
 * - Warm-up: `window` + 1 bars.
 * - Source: definition of this project (RESEARCH 3.2).
 */
export const volatilityBreakout: Feature = defineFeature({
  type: 'volatility_breakout',
  summary: 'change of the close in average true ranges',
  unit: 'average true ranges',
  source: 'own definition',
  convention: 'average true range of the bar before, Wilder mean',
  family: 'custom',
  version: 2,
  params: z.strictObject({ window: window(20) }),
  inputs: () => [HIGH, LOW, CLOSE],
  warmup: (p) => p.window + 1,
  settle: (p) => settleOfWilder(p.window),
  stateSize: () => TRUE_RANGE_SLOTS + 1,
  block: ([high, low, close], [out], state, from, to, p) => {
    const range = scratch(0);
    wilderTrueRange(high!, low!, close!, range, state, 0, from, to, p.window, from);
    let before = from === 0 ? NaN : state[BEFORE]!;
    for (let i = from; i < to; i += 1) {
      out![i] = before > 0 ? (close![i]! - close![i - 1]!) / before : NaN;
      before = range[i - from]!;
    }
    state[BEFORE] = before;
  },
});
