import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { moneyFlow } from '../kernels/money-flow.ts';
import { CLOSE, HIGH, LOW, VOLUME } from './fields.ts';

/**
 * Accumulation/distribution line: running sum of volume times where the close stands in the bar, from −1 (at the low) to 1 (at the
 * high); a bar without range adds 0. The first bar's flow is the first value.
 *
 * - Unit: volume. Depends on the first bar ever seen: use changes of it, not its level.
 * - Warm-up: none. A bar without volume is undefined and adds nothing.
 * - Source: M. Chaikin, after S. B. Achelis, Technical Analysis from A to Z (2000).
 */
export const adl: Feature = defineFeature({
  type: 'adl',
  summary: 'accumulation/distribution line',
  unit: 'volume',
  source: 'Chaikin, after Achelis 2000',
  convention: 'begins with the first bar’s flow; a bar without range adds 0',
  startDependent: () => true,
  family: 'technical',
  params: z.strictObject({}),
  inputs: () => [HIGH, LOW, CLOSE, VOLUME],
  warmup: () => 0,
  stateSize: () => 1,
  block: ([high, low, close, volume], [out], state, from, to) => {
    moneyFlow(high!, low!, close!, volume!, out!, from, to);
    for (let i = from; i < to; i += 1) {
      if (Number.isNaN(out![i]!)) continue;
      state[0]! += out![i]!;
      out![i] = state[0]!;
    }
  },
});
