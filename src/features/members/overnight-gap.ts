import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { CLOSE, OPEN } from './fields.ts';

/**
 * Gap between the close before and the open: open / close before − 1.
 *
 * - Unit: fraction. Undefined when the close before was 0.
 * - Warm-up: 1 bar.
 * - Source: D. Lou, C. Polk, S. Skouras, A Tug of War, Journal of Financial Economics 134 (2019).
 */
export const overnightGap: Feature = defineFeature({
  type: 'overnight_gap',
  summary: 'open against the close before',
  unit: 'fraction',
  source: 'Lou, Polk and Skouras 2019',
  convention: 'simple return, from bar to bar at any timeframe',
  family: 'technical',
  params: z.strictObject({}),
  inputs: () => [OPEN, CLOSE],
  warmup: () => 1,
  stateSize: () => 0,
  block: ([open, close], [out], _, from, to) => {
    for (let i = from; i < to; i += 1) {
      const before = i === 0 ? 0 : close![i - 1]!;
      out![i] = before === 0 ? NaN : open![i]! / before - 1;
    }
  },
});
