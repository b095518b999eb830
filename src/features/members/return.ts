import { z } from 'zod';
import { log } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { SOURCE, window } from './fields.ts';

/**
 * Return over `period` bars: x / x before - 1, or its natural logarithm under `log: true`. Undefined when the earlier value is 0,
 * and for logarithms when the quotient is not above 0.
 *
 * - Unit: fraction.
 * - Warm-up: `period` bars.
 * - Source: textbook definition; J. Y. Campbell, A. W. Lo, A. C. MacKinlay, The Econometrics of Financial Markets (1997), 1.4.
 */
export const returns: Feature = defineFeature({
  type: 'return',
  summary: 'return over a number of bars',
  unit: 'fraction',
  source: 'Campbell, Lo and MacKinlay 1997, section 1.4',
  convention: 'simple unless log: true',
  family: 'technical',
  params: z.strictObject({ period: window(1), log: z.boolean().default(false) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, p) => {
    for (let i = from; i < to; i += 1) {
      const before = i < p.period ? 0 : x![i - p.period]!;
      const quotient = before === 0 ? NaN : x![i]! / before;
      if (p.log) out![i] = quotient > 0 ? log(quotient) : NaN;
      else out![i] = quotient - 1;
    }
  },
});
