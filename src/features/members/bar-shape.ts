import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { CLOSE, HIGH, LOW, OPEN } from './fields.ts';

/**
 * Parts of a bar as fractions of its close: body = close − open (below 0 for a falling bar), upper_wick and lower_wick = what the high
 * and the low stand outside the body, range = high − low.
 *
 * - Unit: fraction of the close. Undefined when the close is 0.
 * - Warm-up: none.
 * - Source: S. Nison, Japanese Candlestick Charting Techniques (1991), chapter 3.
 */
export const barShape: Feature = defineFeature({
  type: 'bar_shape',
  summary: 'body, wicks and range of the bar',
  unit: 'fraction of the close',
  source: 'Nison 1991, chapter 3',
  convention: 'the body is signed, wicks and range are sizes',
  family: 'technical',
  outputs: ['body', 'upper_wick', 'lower_wick', 'range'],
  params: z.strictObject({}),
  inputs: () => [OPEN, HIGH, LOW, CLOSE],
  warmup: () => 0,
  stateSize: () => 0,
  block: ([open, high, low, close], [body, upper, lower, range], _, from, to) => {
    for (let i = from; i < to; i += 1) {
      const c = close![i]!;
      const by = c === 0 ? NaN : c;
      body![i] = (c - open![i]!) / by;
      upper![i] = (high![i]! - Math.max(open![i]!, c)) / by;
      lower![i] = (Math.min(open![i]!, c) - low![i]!) / by;
      range![i] = (high![i]! - low![i]!) / by;
    }
  },
});
