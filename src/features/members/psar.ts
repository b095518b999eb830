import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { HIGH, LOW } from './fields.ts';

const SAR = 0;
const EXTREME = 1;
const STEP = 2;
const SIDE = 3;
/** Bars after which two computations with different beginnings have usually met. */
const SETTLE = 100;

/**
 * Parabolic stop and reverse: a stop that follows the trend with growing steps and turns the side when a bar crosses it.
 *
 * The first bar begins a rising trend: stop at its low, extreme at its high. Each bar moves the stop by step · (extreme − stop), but
 * not past the lows (falling: highs) of the two bars before. A low strictly below it reverses: the stop becomes the old extreme, the
 * step begins anew. A new extreme raises the step by `step` up to `max`.
 *
 * - Outputs: value (price), side (+1 rising, −1 falling).
 * - Warm-up: 1 bar; the first trend is a guess, settled after 100 bars.
 * - Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978), section II.
 */
export const psar: Feature = defineFeature({
  type: 'psar',
  summary: 'parabolic stop and reverse',
  unit: 'price; side is +1 or -1',
  source: 'Wilder 1978, section II',
  convention: 'begins long at the first low; crossing is strict; the stop never passes the two bars before',
  family: 'technical',
  outputs: ['value', 'side'],
  params: z
    .strictObject({ step: z.number().positive().max(1).default(0.02), max: z.number().positive().max(1).default(0.2) })
    .refine((p) => p.step <= p.max, { message: 'step is above max', path: ['step'] }),
  inputs: () => [HIGH, LOW],
  warmup: () => 1,
  settle: () => SETTLE,
  stateSize: () => 4,
  block: ([high, low], [value, side], state, from, to, p) => {
    for (let i = from; i < to; i += 1) {
      value![i] = NaN;
      side![i] = NaN;
      if (i === 0) {
        state.set([low![0]!, high![0]!, p.step, 1]);
        continue;
      }
      if (state[SIDE] === 1) follow(high!, low!, i, state, p, 1);
      else follow(low!, high!, i, state, p, -1);
      value![i] = state[SAR]!;
      side![i] = state[SIDE]!;
    }
  },
});

/** One bar of a trend of side s: `ahead` makes its extremes (rising: highs), `behind` is where the stop lies (lows). */
function follow(
  ahead: Float64Array,
  behind: Float64Array,
  row: number,
  state: Float64Array,
  p: { readonly step: number; readonly max: number },
  s: 1 | -1,
): void {
  let stop = state[SAR]! + state[STEP]! * (state[EXTREME]! - state[SAR]!);
  if (row >= 2) stop = s * Math.min(s * stop, s * behind[row - 1]!, s * behind[row - 2]!);
  if (s * behind[row]! < s * stop) {
    state.set([state[EXTREME]!, behind[row]!, p.step, -s]);
    return;
  }
  state[SAR] = stop;
  if (s * ahead[row]! <= s * state[EXTREME]!) return;
  state[EXTREME] = ahead[row]!;
  state[STEP] = Math.min(state[STEP]! + p.step, p.max);
}
