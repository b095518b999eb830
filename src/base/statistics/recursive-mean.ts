import { kernelsFor } from '../../kernels/index.ts';

/**
 * Recursive means. The state of one mean is three slots: the value, the inputs counted up to n, and the sum that seeds it.
 * A missing input gives a missing output and leaves the state as it was.
 */
export const MEAN_SLOTS = 3;

/**
 * mean ← x · alpha + mean · (1 − alpha), output from the input on that completes the seed.
 *
 * Written as it stands, each row waits for the row before: a multiplication and an addition. Hence rows go in groups, which begin at
 * every fourth row, behind the seed and behind a missing input. Row j of a group is u(j) + m · k^(j+1), where m is the mean before the
 * group, k = 1 − alpha and u(j) = x · alpha + u(j−1) · k: the same number but for rounding, and only m has to be waited for. This is
 * part of the definition: a row's bits depend on its number and on the rows before it, on nothing else.
 *
 * @param from a multiple of four: blocks begin at one
 * @param seedInputs n: the seed is the plain mean of the first n inputs; 1: the first input itself
 * @param base row of the input that `out` begins with
 */
export function recursiveMean(
  x: Float64Array,
  out: Float64Array,
  state: Float64Array,
  slot: number,
  from: number,
  to: number,
  alpha: number,
  seedInputs: number,
  base = 0,
): void {
  const start = isSeeded(state, slot, seedInputs) ? from : seedMean(x, out, state, slot, from, to, seedInputs, base);
  if (start < to) state[slot] = carriedMean(x, out, state[slot]!, start, to, alpha, base);
}

/** Whether the mean of {@link recursiveMean} in this state has a value. */
export function isSeeded(state: Float64Array, slot: number, seedInputs: number): boolean {
  return state[slot + 1]! >= seedInputs;
}

/** Collects the seed; the row after the one that completed it. */
function seedMean(
  x: Float64Array,
  out: Float64Array,
  state: Float64Array,
  slot: number,
  from: number,
  to: number,
  n: number,
  base: number,
): number {
  for (let i = from; i < to; i += 1) {
    const value = x[i]!;
    out[i - base] = NaN;
    if (Number.isNaN(value)) continue;
    state[slot + 1]! += 1;
    state[slot + 2]! += value;
    if (state[slot + 1]! < n) continue;
    state[slot] = state[slot + 2]! / n;
    out[i - base] = state[slot]!;
    return i + 1;
  }
  return to;
}

/** No input is missing: a missing one shows as NaN at the end, since NaN never leaves the sum. */

/** Whole groups at once, the rows before and behind them one by one. Gives the last mean. */
function carriedMean(
  x: Float64Array,
  out: Float64Array,
  start: number,
  from: number,
  to: number,
  alpha: number,
  base: number,
): number {
  const whole = Math.min((from + 3) & ~3, to);
  const rest = whole + ((to - whole) & ~3);
  const before = meanByRow(x, out, start, from, whole, alpha, base);
  const kernels = whole < rest && x.buffer === out.buffer ? kernelsFor(out) : undefined;
  const mean =
    kernels === undefined
      ? meanByGroup(x, out, before, whole, rest, alpha, base)
      : kernels.recursiveMean(x.byteOffset + 8 * whole, out.byteOffset + 8 * (whole - base), rest - whole, before, alpha);
  // An input is missing.
  if (Number.isNaN(mean)) return meanByRow(x, out, before, whole, to, alpha, base);
  return meanByRow(x, out, mean, rest, to, alpha, base);
}

/** Rows in fours, where nothing is missing. */
function meanByGroup(
  x: Float64Array,
  out: Float64Array,
  start: number,
  from: number,
  to: number,
  alpha: number,
  base: number,
): number {
  const keep = 1 - alpha;
  const keep2 = keep * keep;
  const keep3 = keep2 * keep;
  const keep4 = keep3 * keep;
  let mean = start;
  for (let i = from; i < to; i += 4) {
    const u0 = x[i]! * alpha;
    const u1 = x[i + 1]! * alpha + u0 * keep;
    const u2 = x[i + 2]! * alpha + u1 * keep;
    const u3 = x[i + 3]! * alpha + u2 * keep;
    out[i - base] = u0 + mean * keep;
    out[i + 1 - base] = u1 + mean * keep2;
    out[i + 2 - base] = u2 + mean * keep3;
    mean = u3 + mean * keep4;
    out[i + 3 - base] = mean;
  }
  return mean;
}

function meanByRow(
  x: Float64Array,
  out: Float64Array,
  start: number,
  from: number,
  to: number,
  alpha: number,
  base: number,
): number {
  const keep = 1 - alpha;
  let mean = start;
  let before = start;
  // −0 is what adds nothing, not even to a −0.
  let sum = -0;
  let power = 1;
  for (let i = from; i < to; i += 1) {
    const value = x[i]!;
    const isMissing = Number.isNaN(value);
    if (isMissing || (i & 3) === 0) {
      before = mean;
      sum = -0;
      power = 1;
    }
    if (isMissing) {
      out[i - base] = NaN;
      continue;
    }
    sum = value * alpha + sum * keep;
    power *= keep;
    mean = sum + before * power;
    out[i - base] = mean;
  }
  return mean;
}
