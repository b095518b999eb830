import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { against, barsBack, operands } from './fields.ts';

/**
 * Ratio: x / y, y the value of `against` `period` bars ago; without `against` of x itself.
 *
 * - Unit: ratio. Undefined where y is 0.
 * - `period`: 1 by default, 0 with `against`, which compares the same bar.
 * - Warm-up: `period` bars after those of its inputs.
 * - Source: textbook quotient.
 */
export const ratio: Feature = defineFeature({
  type: 'ratio',
  summary: 'ratio to an earlier value or another feature',
  unit: 'ratio',
  source: 'textbook quotient',
  convention: 'without against: the value period bars ago (default 1); with it: the same bar',
  family: 'technical',
  params: against(),
  inputs: operands,
  warmup: barsBack,
  stateSize: () => 0,
  block: ([x, y = x], [out], _, from, to, p) => {
    const n = barsBack(p);
    for (let i = from; i < to; i += 1) out![i] = i < n ? NaN : y![i - n] === 0 ? NaN : x![i]! / y![i - n]!;
  },
});
