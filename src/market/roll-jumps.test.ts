import { expect, test } from 'vitest';
import { findRollJumps } from './index.ts';

const days = (count: number): Float64Array => Float64Array.from({ length: count }, (_, i) => (i + 1) * 86_400_000);

/** Opens a given step off the close before; every close is 100. */
function chain(steps: readonly number[]): [Float64Array, Float64Array, Float64Array] {
  const close = new Float64Array(steps.length + 1).fill(100);
  const open = Float64Array.from([100, ...steps.map((step) => 100 * (1 + step))]);
  return [days(open.length), open, close];
}

test('an open is judged by the median absolute deviation, by hand', () => {
  // Median 0, absolute deviations 0 0.01 0.01 0.02 0.02 0.02 0.3: their median 0.02 gives a deviation of 0.029652; 0.3 is 10.1 of them.
  const found = findRollJumps(...chain([0, 0.01, -0.01, 0.02, -0.02, 0.3, -0.02]));
  expect(found.rollJumpCount).toBe(1);
  expect(found.rollJumps[0]).toMatchObject({ time: 7 * 86_400_000 });
  expect(found.rollJumps[0]!.sigma).toBeCloseTo(0.3 / (1.4826 * 0.02), 9);
  expect(found.rollJumpSum).toBeCloseTo(0.3, 12);
  // 0.23 is 7.8 of them, and stays unnamed.
  expect(findRollJumps(...chain([0, 0.01, -0.01, 0.02, -0.02, 0.23, -0.02])).rollJumpCount).toBe(0);
});

test('the sum goes over all of them, the list stops at 50', () => {
  const steps = Array.from({ length: 600 }, (_, i) => (i % 10 === 0 ? 0.2 : i % 2 === 0 ? 0.01 : -0.01));
  const { rollJumps, rollJumpCount, rollJumpSum } = findRollJumps(...chain(steps));
  expect([rollJumps.length, rollJumpCount]).toEqual([50, 60]);
  expect(rollJumpSum).toBeCloseTo(12, 9);
});

test('nothing is said about a series without spread or without moves, and a close of 0 is passed over', () => {
  expect(findRollJumps(...chain([0, 0, 0, 0.5])).rollJumpCount).toBe(0);
  expect(findRollJumps(...chain([])).rollJumpCount).toBe(0);
  const [time, open, close] = chain([0, 0.01, -0.01, 0.02, -0.02, 0.3, -0.02]);
  close[3] = 0;
  expect(findRollJumps(time, open, close).rollJumps.map((jump) => jump.time)).toEqual([7 * 86_400_000]);
});
