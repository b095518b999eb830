/**
 * Recursive means. The state of one mean is three slots: the value, the inputs counted up to n, and the sum that seeds it.
 * A missing input gives a missing output and leaves the state as it was.
 */
export const MEAN_SLOTS = 3;

/**
 * mean ← x · alpha + mean · (1 − alpha), output from the input on that completes the seed.
 * @param seedInputs n: the seed is the plain mean of the first n inputs; 1: the first input itself
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
  const seeded = state[slot + 1]! >= seedInputs;
  const start = seeded ? from : seedMean(x, out, state, slot, from, to, seedInputs, base);
  if (start >= to) return;
  const value = steadyMean(x, out, state[slot]!, start, to, alpha, base);
  if (Number.isNaN(value)) state[slot] = gappedMean(x, out, state[slot]!, start, to, alpha, base);
  else state[slot] = value;
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
function steadyMean(
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
  for (let i = from; i < to; i += 1) {
    mean = x[i]! * alpha + mean * keep;
    out[i - base] = mean;
  }
  return mean;
}

function gappedMean(
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
  for (let i = from; i < to; i += 1) {
    const value = x[i]!;
    if (Number.isNaN(value)) {
      out[i - base] = NaN;
      continue;
    }
    mean = value * alpha + mean * keep;
    out[i - base] = mean;
  }
  return mean;
}
