import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { type CentredSums, centredSums } from '../kernels/each-window.ts';
import { scratch } from '../kernels/scratch.ts';
import { simpleReturns } from '../kernels/simple-returns.ts';
import { CLOSE, window } from './fields.ts';

const sums: CentredSums = { xx: 0, yy: 0, xy: 0 };

/**
 * Beta: covariance of the returns with those of `symbol` / variance of the latter, over the last `period` returns. The other symbol is
 * read as of each own bar.
 *
 * - Unit: ratio. Undefined while the other symbol's returns are all equal.
 * - Warm-up: `period` bars of both.
 * - Source: W. F. Sharpe, A Simplified Model for Portfolio Analysis, Management Science 9 (1963).
 */
export const beta: Feature = defineFeature({
  type: 'beta',
  summary: 'sensitivity to the returns of another symbol',
  unit: 'ratio',
  source: 'Sharpe 1963',
  convention: 'simple returns, population moments, against symbol as of each bar',
  family: 'technical',
  params: z.strictObject({ period: window(50, 2) }),
  inputs: () => [CLOSE, { kind: 'other', field: 'close' }],
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([close, other], [out], _, from, to, { period }) => {
    const first = Math.max(0, from - period + 1);
    const own = simpleReturns(close!, scratch(0), first, to);
    const market = simpleReturns(other!, scratch(1), first, to);
    for (let i = from; i < to; i += 1) {
      out![i] = NaN;
      if (i < period) continue;
      const start = i - first - period + 1;
      const { xx, xy } = centredSums(market, start, own, start, period, sums);
      if (xx !== 0) out![i] = xy / xx;
    }
  },
});
