import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { lag as earlier } from '../primitives/history.ts';
import { SOURCE, window } from './fields.ts';

/**
 * The value `period` bars ago.
 *
 * - Unit: that of its input (price).
 * - Warm-up: `period` bars after those of its input.
 * - Source: textbook lag operator.
 */
export const lag: Feature = defineFeature({
  type: 'lag',
  summary: 'the value some bars ago',
  unit: 'that of its input',
  source: 'textbook lag operator',
  convention: 'counts the bars of the symbol, not calendar time',
  family: 'technical',
  params: z.strictObject({ period: window(1) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, { period }) => earlier(x!, 0, out!, from, to, period, 0),
});
