/**
 * The unit of all figures: 1 EMU is the time per element of the plain loop `y = a * x[i] + b * y` over a million float64.
 * Each element waits for the one before, so the loop is as slow in C as here and says how fast this machine is right now.
 */
const LENGTH = 1_000_000;
const BLOCK = 1024;

const input = new Float64Array(LENGTH);
for (let i = 0; i < LENGTH; i += 1) input[i] = 100 + ((i * 7919) % 1000) / 1000;

/** One block: called many times, so that it runs as optimised code and not as one long warm-up. */
function block(x: Float64Array, from: number, to: number, start: number): number {
  let y = start;
  for (let i = from; i < to; i += 1) y = 0.1 * x[i]! + 0.9 * y;
  return y;
}

let sink = 0;

/** Nanoseconds per element, one pass. */
function pass(): number {
  const started = process.hrtime.bigint();
  let y = input[0]!;
  for (let from = 0; from < LENGTH; from += BLOCK) y = block(input, from, Math.min(from + BLOCK, LENGTH), y);
  const elapsed = Number(process.hrtime.bigint() - started);
  sink += y;
  return elapsed / LENGTH;
}

/** Nanoseconds of one EMU now: the minimum of several passes after a warm-up. */
export function measureEmuNs(passes = 25): number {
  for (let i = 0; i < 5; i += 1) pass();
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < passes; i += 1) best = Math.min(best, pass());
  if (!Number.isFinite(sink)) throw new Error('the loop gave no number');
  return best;
}
