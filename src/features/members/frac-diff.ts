import { z } from 'zod';
import { log } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { MAX_PERIOD, scratch } from '../kernels/scratch.ts';
import { SOURCE } from './fields.ts';

/**
 * Fractional difference of the log price: Σ w_k · ln x_{t−k} with w_0 = 1, w_k = −w_{k−1}·(d − k + 1) / k while |w_k| ≥ `threshold`.
 *
 * - Unit: log price. Undefined where a value of the window is not above 0.
 * - Warm-up: number of weights - 1 bars (281 for d 0.4 and 1e-4).
 * - Source: M. López de Prado, Advances in Financial Machine Learning (2018), section 5.5, fixed-width window.
 */
export const fracDiff: Feature = defineFeature({
  type: 'frac_diff',
  summary: 'fractional difference of the log price',
  unit: 'log price',
  source: 'López de Prado 2018, section 5.5',
  convention: 'fixed window: weights below the threshold are dropped',
  family: 'technical',
  params: z
    .strictObject({ d: z.number().positive().max(2).default(0.4), threshold: z.number().positive().max(0.5).default(1e-4) })
    .refine((p) => fractionalWeights(p).length <= MAX_PERIOD, {
      message: `more than ${MAX_PERIOD} weights reach the threshold`,
      path: ['threshold'],
    }),
  inputs: () => SOURCE,
  warmup: (p) => fractionalWeights(p).length - 1,
  stateSize: () => 0,
  block: ([x], [out], _, from, to, p) => {
    const weights = fractionalWeights(p);
    const n = weights.length;
    const first = Math.max(0, from - n + 1);
    const logs = scratch(0);
    for (let i = first; i < to; i += 1) logs[i - first] = x![i]! > 0 ? log(x![i]!) : NaN;
    for (let i = from; i < to; i += 1) {
      let sum = 0;
      for (let k = n - 1; k >= 0 && i >= n - 1; k -= 1) sum += weights[k]! * logs[i - first - k]!;
      out![i] = i < n - 1 ? NaN : sum;
    }
  },
});

/** Weights of a fractional difference, newest first, one more than can be used when there are too many. */
function fractionalWeights({ d, threshold }: { readonly d: number; readonly threshold: number }): readonly number[] {
  const weights = [1];
  for (let k = 1; weights.length <= MAX_PERIOD; k += 1) {
    const next = (-weights[k - 1]! * (d - k + 1)) / k;
    if (Math.abs(next) < threshold) break;
    weights.push(next);
  }
  return weights;
}
