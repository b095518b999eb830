import { z } from 'zod';
import { isSeeded, MEAN_SLOTS, recursiveMean } from '../../base/index.ts';
import { kernelsFor } from '../../kernels/index.ts';
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
  version: 2,
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
    const at = from + together(x!, line!, signal!, histogram!, state, from, to, p, seeds);
    recursiveMean(x!, signal!, state, FAST, at, to, 2 / (p.fast + 1), seeds(p.fast));
    recursiveMean(x!, histogram!, state, SLOW, at, to, 2 / (p.slow + 1), seeds(p.slow));
    for (let i = at; i < to; i += 1) line![i] = signal![i]! - histogram![i]!;
    recursiveMean(line!, signal!, state, SIGNAL, at, to, 2 / (p.signal + 1), seeds(p.signal));
    for (let i = at; i < to; i += 1) histogram![i] = line![i]! - signal![i]!;
  },
});

type Speeds = { readonly fast: number; readonly slow: number; readonly signal: number };

/** The three means in one pass by a kernel, once they are seeded and where nothing is missing. Gives the rows it did. */
function together(
  x: Float64Array,
  line: Float64Array,
  signal: Float64Array,
  histogram: Float64Array,
  state: Float64Array,
  from: number,
  to: number,
  p: Speeds,
  seeds: (n: number) => number,
): number {
  const isReady =
    isSeeded(state, FAST, seeds(p.fast)) && isSeeded(state, SLOW, seeds(p.slow)) && isSeeded(state, SIGNAL, seeds(p.signal));
  const kernels = isReady && x.buffer === line.buffer ? kernelsFor(line) : undefined;
  if (kernels === undefined) return 0;
  const means = kernels.state;
  means[0] = state[FAST]!;
  means[1] = state[SLOW]!;
  means[2] = state[SIGNAL]!;
  const rows = (to - from) & ~3;
  const at = 8 * from;
  kernels.macd(
    x.byteOffset + at,
    line.byteOffset + at,
    signal.byteOffset + at,
    histogram.byteOffset + at,
    means.byteOffset,
    rows,
    2 / (p.fast + 1),
    2 / (p.slow + 1),
    2 / (p.signal + 1),
  );
  if (Number.isNaN(means[2]!)) return 0;
  state[FAST] = means[0]!;
  state[SLOW] = means[1]!;
  state[SIGNAL] = means[2]!;
  return rows;
}
