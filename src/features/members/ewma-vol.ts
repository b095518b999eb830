import { z } from 'zod';
import { EWMA_SLOTS, ewmaVolatility } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { scratch } from '../kernels/scratch.ts';
import { CLOSE, settleOfEma, window } from './fields.ts';

/**
 * Exponentially weighted volatility of log returns around 0, {@link ewmaVolatility}: what labels measure their barriers in, too.
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
  version: 2,
  params: z.strictObject({ span: window(50) }),
  inputs: () => [CLOSE],
  warmup: ({ span }) => span,
  settle: ({ span }) => settleOfEma(span),
  stateSize: () => EWMA_SLOTS,
  block: ([close], [out], state, from, to, { span }) => ewmaVolatility(close!, out!, { from, to, span }, state, scratch(0)),
});
