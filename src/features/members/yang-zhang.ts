import { z } from 'zod';
import { log } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { rogersSatchellTerm } from '../kernels/rogers-satchell.ts';
import { rollingMoments, rollingSum } from '../kernels/rolling.ts';
import { scratch } from '../kernels/scratch.ts';
import { CLOSE, HIGH, LOW, OPEN, window } from './fields.ts';

/**
 * Yang-Zhang volatility: √(V_open + k·V_close + (1 − k)·V_rs), V_open and V_close the sample variances of ln(open / close before) and
 * ln(close / open), V_rs the mean of the Rogers-Satchell terms, k = 0.34 / (1.34 + (n + 1) / (n − 1)).
 *
 * - Unit: fraction a bar, not annualised.
 * - Warm-up: `period` bars.
 * - Source: D. Yang, Q. Zhang, Drift-Independent Volatility Estimation, Journal of Business 73 (2000).
 */
export const yangZhang: Feature = defineFeature({
  type: 'yang_zhang',
  summary: 'volatility with overnight gaps, free of drift',
  unit: 'fraction a bar',
  source: 'Yang and Zhang 2000',
  convention: 'sample variances; not annualised',
  family: 'technical',
  params: z.strictObject({ period: window(20, 2) }),
  inputs: () => [OPEN, HIGH, LOW, CLOSE],
  warmup: ({ period }) => period,
  stateSize: () => 0,
  block: ([open, high, low, close], [out], _, from, to, { period }) => {
    const first = Math.max(0, from - period + 1);
    const term = scratch(0);
    const mean = scratch(1);
    const part = scratch(2);
    const rows = [from - first, to - first, period] as const;
    const k = 0.34 / (1.34 + (period + 1) / (period - 1));
    for (let i = first; i < to; i += 1) term[i - first] = i === 0 ? NaN : log(open![i]! / close![i - 1]!);
    rollingMoments(term, mean, part, ...rows, 1, from - first);
    for (let i = from; i < to; i += 1) out![i] = part[i - from]!;
    for (let i = first; i < to; i += 1) term[i - first] = log(close![i]! / open![i]!);
    rollingMoments(term, mean, part, ...rows, 1, from - first);
    for (let i = from; i < to; i += 1) out![i]! += k * part[i - from]!;
    for (let i = first; i < to; i += 1) {
      term[i - first] = Math.max(0, rogersSatchellTerm(open![i]!, high![i]!, low![i]!, close![i]!));
    }
    rollingSum(term, part, ...rows, from - first);
    for (let i = from; i < to; i += 1) out![i] = Math.sqrt(out![i]! + ((1 - k) * part[i - from]!) / period);
  },
});
