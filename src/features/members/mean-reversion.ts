import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rollingZscore } from '../kernels/rolling-zscore.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Mean reversion: (close - moving average) / population standard deviation of the same window.
 *
 * - Unit: standard deviations. Undefined while the window is flat.
 * - Warm-up: `window` - 1 bars.
 * - Source: definition of this project (RESEARCH 3.2); the standard score of the close.
 */
export const meanReversion: Feature = defineFeature({
  type: 'mean_reversion',
  summary: 'distance of the close from its mean in standard deviations',
  unit: 'standard deviations',
  source: 'own definition',
  convention: 'population deviation; undefined for a flat window',
  family: 'custom',
  params: z.strictObject({ window: window(20, 2) }),
  inputs: () => SOURCE,
  warmup: (p) => p.window - 1,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, p) => rollingZscore(x!, out!, from, to, p.window),
});
