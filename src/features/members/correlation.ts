import { z } from 'zod';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { type CentredSums, centredSums } from '../kernels/each-window.ts';
import { scratch } from '../kernels/scratch.ts';
import { simpleReturns } from '../kernels/simple-returns.ts';
import { CLOSE, window } from './fields.ts';

const sums: CentredSums = { xx: 0, yy: 0, xy: 0 };

/**
 * Correlation with `symbol` over the last `period` returns (`on: returns`) or closes (`on: closes`). The other symbol is read as of each
 * own bar.
 *
 * - Unit: ratio from -1 to 1. Undefined while one side does not vary.
 * - Warm-up: `period` bars of both; on closes one less.
 * - Source: K. Pearson, Regression, Heredity, and Panmixia (1896).
 */
export const correlation: Feature = defineFeature({
  type: 'correlation',
  summary: 'correlation with another symbol',
  unit: 'ratio -1 to 1',
  source: 'Pearson 1896',
  convention: 'simple returns unless on: closes; population moments, against symbol as of each bar',
  family: 'technical',
  params: z.strictObject({ period: window(20, 2), on: z.enum(['returns', 'closes']).default('returns') }),
  inputs: () => [CLOSE, { kind: 'other', field: 'close' }],
  warmup: (p) => (p.on === 'returns' ? p.period : p.period - 1),
  stateSize: () => 0,
  block: ([close, other], [out], _, from, to, { period, on }) => {
    const first = on === 'returns' ? Math.max(0, from - period + 1) : 0;
    const own = on === 'returns' ? simpleReturns(close!, scratch(0), first, to) : close!;
    const market = on === 'returns' ? simpleReturns(other!, scratch(1), first, to) : other!;
    for (let i = from; i < to; i += 1) {
      const start = i - first - period + 1;
      out![i] = NaN;
      if (start < 0) continue;
      const { xx, yy, xy } = centredSums(market, start, own, start, period, sums);
      // Rounding must not leave the range; NaN stays.
      if (xx !== 0 && yy !== 0) out![i] = Math.max(-1, Math.min(1, xy / Math.sqrt(xx) / Math.sqrt(yy)));
    }
  },
});
