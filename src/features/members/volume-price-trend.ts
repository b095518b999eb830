import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { CLOSE, VOLUME } from './fields.ts';

/**
 * Volume price trend: running sum of volume times the return of the bar; 0 on the first bar.
 *
 * - Unit: volume. Depends on the first bar ever seen: use changes of it, not its level.
 * - Warm-up: none. A bar without volume is undefined and adds nothing.
 * - Source: S. B. Achelis, Technical Analysis from A to Z (2000), price and volume trend.
 */
export const volumePriceTrend: Feature = defineFeature({
  type: 'volume_price_trend',
  summary: 'running sum of volume times return',
  unit: 'volume',
  source: 'Achelis 2000',
  convention: 'simple returns; 0 on the first bar',
  startDependent: () => true,
  family: 'technical',
  params: z.strictObject({}),
  inputs: () => [CLOSE, VOLUME],
  warmup: () => 0,
  stateSize: () => 1,
  block: ([close, volume], [out], state, from, to) => {
    for (let i = from; i < to; i += 1) {
      const change = i === 0 ? 0 : close![i]! / close![i - 1]! - 1;
      const flow = volume![i]! * change;
      out![i] = NaN;
      if (!Number.isFinite(flow)) continue;
      state[0]! += flow;
      out![i] = state[0]!;
    }
  },
});
