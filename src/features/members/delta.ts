import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { against, barsBack, operands } from './fields.ts';

/**
 * Difference: x − y, y the value of `against` `period` bars ago; without `against` of x itself.
 *
 * - Unit: that of its input.
 * - `period`: 1 by default, 0 with `against`, which compares the same bar.
 * - Warm-up: `period` bars after those of its inputs.
 * - Source: textbook difference.
 */
export const delta: Feature = defineFeature({
  type: 'delta',
  summary: 'difference from an earlier value or another feature',
  unit: 'that of its input',
  source: 'textbook difference',
  convention: 'without against: the value period bars ago (default 1); with it: the same bar',
  family: 'technical',
  params: against(),
  inputs: operands,
  warmup: barsBack,
  stateSize: () => 0,
  block: ([x, y = x], [out], _, from, to, p) => {
    const n = barsBack(p);
    for (let i = from; i < to; i += 1) out![i] = i < n ? NaN : x![i]! - y![i - n]!;
  },
});
