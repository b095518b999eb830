import { z } from 'zod';
import { log } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { MEAN_SLOTS, recursiveMean } from '../kernels/recursive.ts';
import { scratch } from '../kernels/scratch.ts';
import { CLOSE, settleOfEma, window } from './fields.ts';

/**
 * Exponentially weighted volatility of log returns around 0: v ← (1 − α)·v + α·r², α = 2 / (`span` + 1), √v. The seed is the mean of
 * the first `span` squares.
 *
 * - Unit: fraction a bar, not annualised.
 * - Warm-up: `span` bars; settled when the seed weighs less than 1e-4.
 * - Source: J. P. Morgan/Reuters, RiskMetrics Technical Document (1996), section 5.2.
 */
export const ewmaVol: Feature = defineFeature({
  type: 'ewma_vol',
  summary: 'exponentially weighted volatility of log returns',
  unit: 'fraction a bar',
  source: 'RiskMetrics 1996, section 5.2',
  convention: 'mean of 0, alpha 2 / (span + 1), seeded with the mean of the first span squares, not annualised',
  family: 'technical',
  params: z.strictObject({ span: window(50) }),
  inputs: () => [CLOSE],
  warmup: ({ span }) => span,
  settle: ({ span }) => settleOfEma(span),
  stateSize: () => MEAN_SLOTS,
  block: ([close], [out], state, from, to, { span }) => {
    const squares = scratch(0);
    for (let i = from; i < to; i += 1) {
      const r = i === 0 ? NaN : log(close![i]! / close![i - 1]!);
      squares[i - from] = r * r;
    }
    recursiveMean(squares, out!, state, 0, 0, to - from, 2 / (span + 1), span, -from);
    for (let i = from; i < to; i += 1) out![i] = Math.sqrt(out![i]!);
  },
});
