import { z } from 'zod';
import { MEAN_SLOTS, recursiveMean } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { SOURCE, seed, settleOfEma, window } from './fields.ts';

const FAST = 0;
const SLOW = MEAN_SLOTS;
const SIGNAL = 2 * MEAN_SLOTS;

/**
 * Moving average convergence divergence: fast EMA less slow EMA; `signal` is the EMA of that, `histogram` their difference.
 *
 * - Unit: price differences.
 * - The signal's EMA starts counting at the first difference. `seed` as in `ema`.
 * - Warm-up: macd `slow` - 1 bars, signal and histogram `signal` - 1 more.
 * - Source: G. Appel, Technical Analysis: Power Tools for Active Investors (2005), chapter 8.
 */
export const macd: Feature = defineFeature({
  type: 'macd',
  summary: 'fast less slow exponential average, with its signal line',
  unit: 'price',
  source: 'Appel 2005, chapter 8',
  convention: 'the signal counts from the first difference; means are seeded as seed says',
  family: 'technical',
  outputs: ['macd', 'signal', 'histogram'],
  params: z
    .strictObject({ fast: window(12), slow: window(26), signal: window(9), seed: seed() })
    .refine((p) => p.fast < p.slow, { message: 'fast is not below slow', path: ['fast'] }),
  inputs: () => SOURCE,
  warmup: (p) => {
    if (p.seed === 'first') return 0;
    const signal = p.slow + p.signal - 2;
    return [p.slow - 1, signal, signal];
  },
  settle: (p) => settleOfEma(p.slow) + settleOfEma(p.signal),
  stateSize: () => 3 * MEAN_SLOTS,
  block: ([x], [line, signal, histogram], state, from, to, p) => {
    const seeds = (n: number) => (p.seed === 'mean' ? n : 1);
    const first = from + firstSteady(state, seeds(p.fast), seeds(p.slow), seeds(p.signal), to - from);
    if (first === from) {
      const before = state.slice();
      steady(x!, line!, signal!, histogram!, state, from, to, p);
      if (!Number.isNaN(state[SIGNAL]!)) return;
      state.set(before);
    }
    recursiveMean(x!, signal!, state, FAST, from, to, 2 / (p.fast + 1), seeds(p.fast));
    recursiveMean(x!, histogram!, state, SLOW, from, to, 2 / (p.slow + 1), seeds(p.slow));
    for (let i = from; i < to; i += 1) line![i] = signal![i]! - histogram![i]!;
    recursiveMean(line!, signal!, state, SIGNAL, from, to, 2 / (p.signal + 1), seeds(p.signal));
    for (let i = from; i < to; i += 1) histogram![i] = line![i]! - signal![i]!;
  },
});

/** 0 when all three means are seeded, else the rows that the general way must do. */
function firstSteady(state: Float64Array, fast: number, slow: number, signal: number, rows: number): number {
  const ready = state[FAST + 1]! >= fast && state[SLOW + 1]! >= slow && state[SIGNAL + 1]! >= signal;
  return ready ? 0 : rows;
}

/** The three means in one pass, so that they overlap; same arithmetic, same order, same bits. */
function steady(
  x: Float64Array,
  line: Float64Array,
  signal: Float64Array,
  histogram: Float64Array,
  state: Float64Array,
  from: number,
  to: number,
  p: { readonly fast: number; readonly slow: number; readonly signal: number },
): void {
  const a = 2 / (p.fast + 1);
  const b = 2 / (p.slow + 1);
  const c = 2 / (p.signal + 1);
  const keepA = 1 - a;
  const keepB = 1 - b;
  const keepC = 1 - c;
  let fast = state[FAST]!;
  let slow = state[SLOW]!;
  let mean = state[SIGNAL]!;
  for (let i = from; i < to; i += 1) {
    const value = x[i]!;
    fast = value * a + fast * keepA;
    slow = value * b + slow * keepB;
    const difference = fast - slow;
    mean = difference * c + mean * keepC;
    line[i] = difference;
    signal[i] = mean;
    histogram[i] = difference - mean;
  }
  state[FAST] = fast;
  state[SLOW] = slow;
  state[SIGNAL] = mean;
}
