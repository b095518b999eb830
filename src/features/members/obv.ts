import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { CLOSE, VOLUME } from './fields.ts';

/**
 * On-balance volume: adds the bar's volume when the close rises, subtracts it when it falls; 0 on the first bar.
 *
 * - Unit: volume. Depends on the first bar ever seen: use changes of it, not its level.
 * - Warm-up: none. A bar without volume is undefined and leaves the sum as it was.
 * - Source: J. E. Granville, Granville's New Key to Stock Market Profits (1963).
 */
export const obv: Feature = defineFeature({
  type: 'obv',
  summary: 'on-balance volume',
  unit: 'volume',
  source: 'Granville 1963',
  convention: '0 on the first bar; an unchanged close adds nothing',
  startDependent: () => true,
  family: 'technical',
  params: z.strictObject({}),
  inputs: () => [CLOSE, VOLUME],
  warmup: () => 0,
  stateSize: () => 1,
  block: ([close, volume], [out], state, from, to) => {
    let sum = state[0]!;
    for (let i = from; i < to; i += 1) {
      const change = i === 0 ? 0 : close![i]! - close![i - 1]!;
      const size = volume![i]!;
      out![i] = NaN;
      if (Number.isNaN(size)) continue;
      sum += change > 0 ? size : change < 0 ? -size : 0;
      out![i] = sum;
    }
    state[0] = sum;
  },
});
