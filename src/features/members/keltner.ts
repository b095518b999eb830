import { z } from 'zod';
import { MEAN_SLOTS, recursiveMean } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { TRUE_RANGE_SLOTS, wilderTrueRange } from '../kernels/true-range-mean.ts';
import { CLOSE, HIGH, LOW, multiplier, settleOfEma, settleOfWilder, window } from './fields.ts';

/**
 * Keltner channel: exponential average of the close and `multiplier` average true ranges on both sides.
 *
 * - Outputs: middle, upper, lower (price), width (distance of the bands as a fraction of the middle).
 * - Warm-up: middle `period` - 1 bars, the others the larger of that and `atr_period`.
 * - Source: L. B. Raschke's form of C. W. Keltner, How to Make Money in Commodities (1960).
 */
export const keltner: Feature = defineFeature({
  type: 'keltner',
  summary: 'exponential average with bands of average true ranges',
  unit: 'price; width is a ratio',
  source: 'Keltner 1960, in the form of Raschke',
  convention: 'exponential mean of closes, Wilder average true range',
  family: 'technical',
  version: 2,
  outputs: ['middle', 'upper', 'lower', 'width'],
  params: z.strictObject({ period: window(20), multiplier: multiplier(2), atr_period: window(10) }),
  inputs: () => [HIGH, LOW, CLOSE],
  warmup: (p) => {
    const bands = Math.max(p.period - 1, p.atr_period);
    return [p.period - 1, bands, bands, bands];
  },
  settle: (p) => Math.max(settleOfEma(p.period), settleOfWilder(p.atr_period)),
  stateSize: () => MEAN_SLOTS + TRUE_RANGE_SLOTS,
  block: ([high, low, close], [middle, upper, lower, width], state, from, to, p) => {
    recursiveMean(close!, middle!, state, 0, from, to, 2 / (p.period + 1), p.period);
    wilderTrueRange(high!, low!, close!, width!, state, MEAN_SLOTS, from, to, p.atr_period);
    for (let i = from; i < to; i += 1) {
      const mean = middle![i]!;
      const reach = p.multiplier * width![i]!;
      upper![i] = mean + reach;
      lower![i] = mean - reach;
      width![i] = mean === 0 ? NaN : (2 * reach) / mean;
    }
  },
});
