import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { quotient } from '../kernels/quotient.ts';
import { CLOSE, OPEN } from './fields.ts';

/**
 * Return inside the bar: close / open − 1.
 *
 * - Unit: fraction. Undefined when the open is 0.
 * - Warm-up: none.
 * - Source: D. Lou, C. Polk, S. Skouras, A Tug of War, Journal of Financial Economics 134 (2019).
 */
export const intradayReturn: Feature = defineFeature({
  type: 'intraday_return',
  summary: 'close against the open',
  unit: 'fraction',
  source: 'Lou, Polk and Skouras 2019',
  convention: 'simple return',
  family: 'technical',
  params: z.strictObject({}),
  inputs: () => [CLOSE, OPEN],
  warmup: () => 0,
  stateSize: () => 0,
  block: ([close, open], [out], _, from, to) => quotient(close!, open!, out!, from, to, 1),
});
