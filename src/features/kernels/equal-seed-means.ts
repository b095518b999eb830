/** State of {@link equalSeedMeans}: three means, the inputs counted up to n, their sum. */
export const MEANS_SLOTS = 5;
const COUNT = 3;
const SUM = 4;

/**
 * Three exponential means, each of the one before, that all begin with the plain mean of the first n inputs; `combine` makes the
 * output of them. A missing input gives a missing output and leaves the means as they were.
 */
export function equalSeedMeans(
  x: Float64Array,
  out: Float64Array,
  state: Float64Array,
  from: number,
  to: number,
  n: number,
  combine: (first: number, second: number, third: number) => number,
): void {
  const alpha = 2 / (n + 1);
  for (let i = from; i < to; i += 1) {
    const value = x[i]!;
    out[i] = NaN;
    if (Number.isNaN(value)) continue;
    if (state[COUNT]! < n) {
      state[COUNT]! += 1;
      state[SUM]! += value;
      if (state[COUNT]! < n) continue;
      state.fill(state[SUM]! / n, 0, COUNT);
    } else {
      state[0]! += alpha * (value - state[0]!);
      state[1]! += alpha * (state[0]! - state[1]!);
      state[2]! += alpha * (state[1]! - state[2]!);
    }
    out[i] = combine(state[0]!, state[1]!, state[2]!);
  }
}
