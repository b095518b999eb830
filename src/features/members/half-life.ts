import { z } from 'zod';
import { log } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { type CentredSums, centredSums, eachWindow } from '../kernels/each-window.ts';
import { scratch } from '../kernels/scratch.ts';
import { SOURCE, window } from './fields.ts';

const sums: CentredSums = { xx: 0, yy: 0, xy: 0 };

/**
 * Half-life of mean reversion in bars: −ln 2 / ln(1 + b), b the slope of Δx = a + b·x before of the log price over the last `period`
 * changes by least squares.
 *
 * - Unit: bars. Undefined where b ≥ 0 (no return to a mean), b ≤ −1, or the window is flat.
 * - Warm-up: `period` bars.
 * - Source: E. P. Chan, Algorithmic Trading (2013), chapter 2.
 */
export const halfLife: Feature = defineFeature({
  type: 'half_life',
  summary: 'half-life of the return to the mean',
  unit: 'bars',
  source: 'Chan 2013, chapter 2',
  convention: 'ordinary least squares with intercept on log prices; undefined without mean reversion',
  family: 'technical',
  params: z.strictObject({ period: window(60, 3) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, { period }) => {
    const first = Math.max(0, from - period + 1);
    const changes = scratch(0);
    for (let i = first; i < to; i += 1) {
      const quotient = i === 0 ? NaN : x![i]! / x![i - 1]!;
      changes[i - first] = quotient > 0 ? log(quotient) : NaN;
    }
    eachWindow(changes, out!, from - first, to - first, period, halfLifeOf, -first);
  },
});

/** From n changes: the level before each is the sum of those before it, so that a high price costs no digits. */
function halfLifeOf(changes: Float64Array, start: number, n: number): number {
  const levels = scratch(1);
  let level = 0;
  for (let k = 0; k < n; k += 1) {
    levels[k] = level;
    level += changes[start + k]!;
  }
  const { xx, xy } = centredSums(levels, 0, changes, start, n, sums);
  const slope = xx === 0 ? NaN : xy / xx;
  return slope < 0 && slope > -1 ? -Math.LN2 / log(1 + slope) : NaN;
}
