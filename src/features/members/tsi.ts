import { z } from 'zod';
import { MEAN_SLOTS, recursiveMean } from '../../base/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { scratch } from '../kernels/scratch.ts';
import { SOURCE, seed, settleOfEma, window } from './fields.ts';

/** Slots: two means of the changes, two of their sizes, the signal. */
const SIZES = 2 * MEAN_SLOTS;
const SIGNAL = 4 * MEAN_SLOTS;

/**
 * True strength index: 100 · EMA(`short`) of EMA(`long`) of the changes / the same of their sizes; signal is its EMA over `signal`.
 *
 * - Unit: index from -100 to 100. Undefined while nothing has changed.
 * - An EMA of an EMA starts counting at the first value of the inner one. `seed` as in `ema`.
 * - Warm-up: value `long` + `short` - 1 bars, signal `signal` - 1 more; 1 bar under `seed: first`.
 * - Source: W. Blau, Momentum, Direction, and Divergence (1995), chapter 1.
 */
export const tsi: Feature = defineFeature({
  type: 'tsi',
  summary: 'true strength index, with its signal line',
  unit: 'index -100 to 100',
  source: 'Blau 1995, chapter 1',
  convention: 'double exponential smoothing; each mean counts from the first value of the one inside',
  family: 'technical',
  version: 2,
  outputs: ['value', 'signal'],
  params: z.strictObject({ long: window(25), short: window(13), signal: window(7), seed: seed() }),
  inputs: () => SOURCE,
  warmup: (p) => {
    const value = p.long + p.short - 1;
    return p.seed === 'mean' ? [value, value + p.signal - 1] : 1;
  },
  settle: (p) => settleOfEma(p.long) + settleOfEma(p.short) + settleOfEma(p.signal),
  stateSize: () => 5 * MEAN_SLOTS,
  block: ([x], [value, signal], state, from, to, p) => {
    const seeds = (n: number): number => (p.seed === 'mean' ? n : 1);
    const rows = to - from;
    const change = scratch(0);
    const twice = (slot: number): Float64Array => {
      recursiveMean(change, scratch(1), state, slot, 0, rows, 2 / (p.long + 1), seeds(p.long));
      recursiveMean(scratch(1), scratch(2), state, slot + MEAN_SLOTS, 0, rows, 2 / (p.short + 1), seeds(p.short));
      return scratch(2);
    };
    for (let i = from; i < to; i += 1) change[i - from] = i === 0 ? NaN : x![i]! - x![i - 1]!;
    value!.set(twice(0).subarray(0, rows), from);
    for (let k = 0; k < rows; k += 1) change[k] = Math.abs(change[k]!);
    const sizes = twice(SIZES);
    for (let k = 0; k < rows; k += 1) value![from + k] = sizes[k] === 0 ? NaN : (100 * value![from + k]!) / sizes[k]!;
    recursiveMean(value!, signal!, state, SIGNAL, from, to, 2 / (p.signal + 1), seeds(p.signal));
  },
});
