import { z } from 'zod';
import { MEAN_SLOTS, recursiveMean } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { ema } from './ema.ts';
import { inner, seed, settleOfEma, window } from './fields.ts';

/**
 * Percentage price oscillator: 100 · (fast EMA − slow EMA) / slow EMA; `signal` is the EMA of that, `histogram` their difference.
 *
 * - Unit: percent. Undefined where the slow average is 0.
 * - The signal's EMA starts counting at the first value. `seed` as in `ema`.
 * - Warm-up: ppo `slow` - 1 bars, signal and histogram `signal` - 1 more; none under `seed: first`.
 * - Source: G. Appel, Technical Analysis: Power Tools for Active Investors (2005), chapter 8, as a share of the slow average.
 */
export const ppo: Feature = defineFeature({
  type: 'ppo',
  summary: 'percentage price oscillator, with its signal line',
  unit: 'percent',
  source: 'Appel 2005, chapter 8',
  convention: 'the signal counts from the first value; means are seeded as seed says',
  family: 'technical',
  version: 2,
  outputs: ['ppo', 'signal', 'histogram'],
  params: z
    .strictObject({ fast: window(12), slow: window(26), signal: window(9), seed: seed() })
    .refine((p) => p.fast < p.slow, { message: 'fast is not below slow', path: ['fast'] }),
  inputs: (p) => [inner(ema, { period: p.fast, seed: p.seed }), inner(ema, { period: p.slow, seed: p.seed })],
  warmup: (p) => {
    const signal = p.seed === 'mean' ? p.signal - 1 : 0;
    return [0, signal, signal];
  },
  settle: (p) => settleOfEma(p.signal),
  stateSize: () => MEAN_SLOTS,
  block: ([fast, slow], [line, signal, histogram], state, from, to, p) => {
    for (let i = from; i < to; i += 1) {
      const base = slow![i]!;
      line![i] = base === 0 ? NaN : (100 * (fast![i]! - base)) / base;
    }
    recursiveMean(line!, signal!, state, 0, from, to, 2 / (p.signal + 1), p.seed === 'mean' ? p.signal : 1);
    for (let i = from; i < to; i += 1) histogram![i] = line![i]! - signal![i]!;
  },
});
