import { z } from 'zod';
import { kernelsFor } from '../../kernels/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { SOURCE, settleOfWilder, window } from './fields.ts';

const GAIN = 0;
const LOSS = 1;
const COUNT = 2;
const PREVIOUS = 3;
const BEGUN = 4;

/**
 * Relative strength index, Wilder's own smoothing.
 *
 * Gains and losses are differences from one value to the next. The first averages are the plain means of the first `period`
 * differences; each later one is `(previous * (period - 1) + latest) / period`.
 *
 * - Unit: index from 0 (only losses) to 100 (only gains). A flat series reads 50; packages disagree on this.
 * - Warm-up: `period` bars; the first value comes with bar `period` + 1.
 * - Not the exponential variant (alpha = 2 / (period + 1)) that some packages call RSI.
 * - Source: J. W. Wilder, New Concepts in Technical Trading Systems (1978), section VI.
 */
export const rsi: Feature = defineFeature({
  type: 'rsi',
  summary: 'relative strength index, Wilder smoothing',
  unit: 'index 0-100',
  source: 'Wilder 1978, section VI',
  convention: 'Wilder means seeded with plain means; a flat series reads 50',
  family: 'technical',
  params: z.strictObject({ period: window(14, 2) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period,
  settle: ({ period }) => settleOfWilder(period),
  stateSize: () => 5,
  block: ([x], [out], state, from, to, { period }) => {
    const start = state[COUNT]! >= period ? from : seeded(x!, out!, state, from, to, period);
    if (start >= to) return;
    const gain = state[GAIN]!;
    const loss = state[LOSS]!;
    const previous = state[PREVIOUS]!;
    steady(x!, out!, state, start, to, 1 / period);
    if (!Number.isNaN(state[GAIN]!)) return;
    state[GAIN] = gain;
    state[LOSS] = loss;
    state[PREVIOUS] = previous;
    gapped(x!, out!, state, start, to, 1 / period);
  },
});

/** Collects the first averages; the row after the one that completed them. */
function seeded(x: Float64Array, out: Float64Array, state: Float64Array, from: number, to: number, n: number): number {
  for (let i = from; i < to; i += 1) {
    const value = x[i]!;
    out[i] = NaN;
    if (Number.isNaN(value)) continue;
    const difference = value - state[PREVIOUS]!;
    state[PREVIOUS] = value;
    if (state[BEGUN] === 0) {
      state[BEGUN] = 1;
      continue;
    }
    state[COUNT]! += 1;
    state[GAIN]! += Math.max(difference, 0);
    state[LOSS]! += Math.max(-difference, 0);
    if (state[COUNT]! < n) continue;
    state[GAIN]! /= n;
    state[LOSS]! /= n;
    out[i] = index(state[GAIN]!, state[LOSS]!);
    return i + 1;
  }
  return to;
}

function index(gain: number, loss: number): number {
  const total = gain + loss;
  return total === 0 ? 50 : (100 * gain) / total;
}

/** Nothing is missing; a missing value makes both averages NaN to the end. */
function steady(x: Float64Array, out: Float64Array, state: Float64Array, from: number, to: number, alpha: number): void {
  const rows = steadyInMemory(x, out, state, from, to, alpha);
  const keep = 1 - alpha;
  let gain = state[GAIN]!;
  let loss = state[LOSS]!;
  let previous = state[PREVIOUS]!;
  let check = 0;
  for (let i = from + rows; i < to; i += 1) {
    const value = x[i]!;
    const difference = value - previous;
    previous = value;
    // Half of (d + |d|) is max(d, 0) without a branch, and keeps NaN.
    const size = Math.abs(difference);
    gain = 0.5 * (difference + size) * alpha + gain * keep;
    loss = 0.5 * (size - difference) * alpha + loss * keep;
    const reading = (100 * gain) / (gain + loss);
    out[i] = reading;
    check += reading;
  }
  if (Number.isNaN(check)) readFlat(out, from + rows, to);
  state[GAIN] = gain;
  state[LOSS] = loss;
  state[PREVIOUS] = previous;
}

/** Without any change in sight the index is 0 / 0: those rows read 50. */
function readFlat(out: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i += 1) if (Number.isNaN(out[i]!)) out[i] = 50;
}

/** As many rows of {@link steady} as a kernel can do; gives their number. */
function steadyInMemory(
  x: Float64Array,
  out: Float64Array,
  state: Float64Array,
  from: number,
  to: number,
  alpha: number,
): number {
  const fast = x.buffer === out.buffer ? kernelsFor(out) : undefined;
  const rows = fast === undefined ? 0 : (to - from) & ~1;
  if (fast === undefined || rows === 0 || x[from - 1] !== state[PREVIOUS]) return 0;
  const means = fast.state;
  means[GAIN] = state[GAIN]!;
  means[LOSS] = state[LOSS]!;
  const check = fast.rsi(x.byteOffset + 8 * from, out.byteOffset + 8 * from, fast.work, rows, alpha);
  if (Number.isNaN(check)) readFlat(out, from, from + rows);
  state[GAIN] = means[GAIN]!;
  state[LOSS] = means[LOSS]!;
  state[PREVIOUS] = x[from + rows - 1]!;
  return rows;
}

/** As {@link steady}; a missing value gives a missing index and is left out of the differences. */
function gapped(x: Float64Array, out: Float64Array, state: Float64Array, from: number, to: number, alpha: number): void {
  const keep = 1 - alpha;
  for (let i = from; i < to; i += 1) {
    const value = x[i]!;
    out[i] = NaN;
    if (Number.isNaN(value)) continue;
    const difference = value - state[PREVIOUS]!;
    const size = Math.abs(difference);
    state[PREVIOUS] = value;
    state[GAIN] = 0.5 * (difference + size) * alpha + state[GAIN]! * keep;
    state[LOSS] = 0.5 * (size - difference) * alpha + state[LOSS]! * keep;
    out[i] = index(state[GAIN]!, state[LOSS]!);
  }
}
