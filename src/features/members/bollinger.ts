import { z } from 'zod';
import { type InMemory, kernelsFor } from '../../kernels/index.ts';
import type { Feature } from '../contract.ts';
import { defineFeature } from '../define.ts';
import { squaresBefore, sumsBefore, sumsOfSquaresBefore } from '../kernels/rolling.ts';
import { multiplier, SOURCE, window } from './fields.ts';

/**
 * Bollinger bands: moving average and `multiplier` population standard deviations on both sides.
 *
 * - Outputs: middle, upper, lower (price), percent_b (0 at the lower, 1 at the upper band; undefined when the bands meet), width
 *   (distance of the bands as a fraction of the middle).
 * - Warm-up: `period` - 1 bars.
 * - Source: J. Bollinger, Bollinger on Bollinger Bands (2001), chapters 7 and 8.
 */
export const bollinger: Feature = defineFeature({
  type: 'bollinger',
  summary: 'moving average with bands of population standard deviations',
  unit: 'price; percent_b and width are ratios',
  source: 'Bollinger 2001, chapters 7 and 8',
  convention: 'population deviation; percent_b is undefined where the bands meet',
  family: 'technical',
  outputs: ['middle', 'upper', 'lower', 'percent_b', 'width'],
  params: z.strictObject({ period: window(20, 2), multiplier: multiplier(2) }),
  inputs: () => SOURCE,
  warmup: ({ period }) => period - 1,
  stateSize: () => 0,
  block: ([x], [middle, upper, lower, percentB, width], _, from, to, { period, multiplier }) => {
    const fast = x!.buffer === middle!.buffer ? kernelsFor(middle!) : undefined;
    const make = fast === undefined ? bandsByRow : bandsInMemory(fast);
    const check = make(x!, middle!, upper!, lower!, percentB!, width!, from, to, period, multiplier);
    if (!Number.isFinite(check)) remake(x!, middle!, upper!, lower!, percentB!, width!, from, to);
  },
});

const before1 = sumsBefore;
const before2 = sumsOfSquaresBefore;

type Bands = (
  x: Float64Array,
  middle: Float64Array,
  upper: Float64Array,
  lower: Float64Array,
  percentB: Float64Array,
  width: Float64Array,
  from: number,
  to: number,
  n: number,
  multiplier: number,
) => number;

/** Fills the rows; what it gives is not finite when a quotient was not. */
const bandsByRow: Bands = (x, middle, upper, lower, percentB, width, from, to, n, multiplier) => {
  const share = 1 / n;
  const scale = multiplier * multiplier * share;
  let check = 0;
  for (let b = from; b < to; b += n)
    check += bands(x, middle, upper, lower, percentB, width, b, Math.min(b + n, to), n, share, scale);
  return check;
};

function bandsInMemory(kernels: InMemory): Bands {
  return (x, middle, upper, lower, percentB, width, from, to, n, multiplier) => {
    const at = 8 * from;
    const [a, b, c, d, e] = [middle, upper, lower, percentB, width].map(({ byteOffset }) => byteOffset + at);
    const scale = multiplier * multiplier * (1 / n);
    return kernels.bollinger(x.byteOffset + at, a!, b!, c!, d!, e!, kernels.work, Math.min(from, n - 1), to - from, n, scale);
  };
}

/**
 * The bands of one chunk, with the sums of `rollingMoments`; not finite when a quotient was not. A processor's root and division
 * are slow, so one division serves both ratios, by reach² · mean rather than reach, which is why it need not wait for the root:
 * 1 / reach = reach · mean / (reach² · mean) and 1 / mean = reach² / (reach² · mean).
 *
 * A function of its own for each chunk: in a loop over chunks the compiler would not use that knowledge.
 */
function bands(
  x: Float64Array,
  middle: Float64Array,
  upper: Float64Array,
  lower: Float64Array,
  percentB: Float64Array,
  width: Float64Array,
  b: number,
  end: number,
  n: number,
  share: number,
  scale: number,
): number {
  const shift = x[b]!;
  squaresBefore(x, b, n, shift);
  let sum = 0;
  let squares = 0;
  let check = 0;
  for (let i = b, k = 0; i < end; i += 1, k += 1) {
    const d = x[i]! - shift;
    sum += d;
    squares += d * d;
    const s = sum + before1[k]!;
    const m = s * share;
    const mean = shift + m;
    const square = Math.abs((squares + before2[k]! - s * m) * scale);
    const reach = Math.sqrt(square);
    const product = square * mean;
    const quotient = 2 / product;
    middle[i] = mean;
    upper[i] = mean + reach;
    lower[i] = mean - reach;
    width[i] = reach * (square * quotient);
    percentB[i] = (d - m + reach) * (reach * (mean * quotient * 0.25));
    check += product * quotient;
  }
  return check;
}

/**
 * The ratios as they are defined, where the product above was 0 or out of range and so left no usable width: bands that meet, a
 * mean of 0, prices beyond 1e±100. Bands that meet give percent_b 0 / 0; a width around a mean of 0 is no number.
 */
function remake(
  x: Float64Array,
  middle: Float64Array,
  upper: Float64Array,
  lower: Float64Array,
  percentB: Float64Array,
  width: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i += 1) {
    if (Number.isFinite(width[i]) && width[i] !== 0) continue;
    const spread = upper[i]! - lower[i]!;
    width[i] = middle[i] === 0 ? NaN : spread / middle[i]!;
    percentB[i] = (x[i]! - lower[i]!) / spread;
  }
}
