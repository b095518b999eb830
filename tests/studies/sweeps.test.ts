import { expect, test } from 'vitest';
import { resultsOf, SWEEP_PARTS } from '../../studies/sweeps/main.ts';
import { rightShare } from '../../studies/sweeps/market.ts';
import { PLANTED_SHARPE, type SweepResult } from '../../studies/sweeps/run.ts';

/** The same sweeps as `npm run study:sweeps`, the first of each part. */
async function results(name: string, runs: number): Promise<readonly SweepResult[]> {
  return resultsOf(SWEEP_PARTS.find((part) => part.name === name)!, runs);
}

const passes = (made: readonly SweepResult[]): number => made.filter(({ passed }) => passed).length;

test('of 20 sweeps over noise, with costs and without, at most 3 have a best variant that passes the gates to paper', {
  timeout: 300_000,
}, async () => {
  // Were the chance of one 5 %, more than 3 of 20 would pass in 1.6 % of such tests.
  for (const name of ['noise', 'noise without costs']) expect(passes(await results(name, 20))).toBeLessThanOrEqual(3);
});

test('of 20 sweeps with a planted variant at least 16 pass', { timeout: 300_000 }, async () => {
  // Were the chance of one 90 %, fewer than 16 of 20 would pass in 4.3 % of such tests.
  const made = await results('planted', 20);
  expect(passes(made)).toBeGreaterThanOrEqual(16);
  expect(made.filter(({ winner }) => winner === 0).length).toBeGreaterThanOrEqual(19);
  // What is measured is what was planted: within four standard errors of the sizes of the moves, a 28 % of 1/√1,000 in each run.
  const mean = made.reduce((sum, { sharpe }) => sum + sharpe, 0) / made.length;
  expect(Math.abs(mean - PLANTED_SHARPE)).toBeLessThan((4 * 0.28) / Math.sqrt(1000 * 20));
});

test('the share of right directions that a Sharpe ratio asks for', () => {
  // Sizes of 0.5 to 1.5 %: mean 1 %, mean square 1.08333e-4. Without costs (2s − 1)·0.01 = 0.15·√(1.08333e-4 − ((2s − 1)·0.01)²): 2s − 1 = 0.1544.
  const free = 2 * rightShare({ sharpe: 0.15, roundTripCost: 0 }) - 1;
  expect(free).toBeCloseTo(100 * Math.sqrt((0.0225 * 1.083333333e-4) / 1.0225), 8);
  // A round trip of 20 basis points in one bar of ten is 2 basis points a bar: 2 % of the mean size.
  const paid = 2 * rightShare({ sharpe: 0.15, roundTripCost: 0.002 }) - 1;
  expect(paid - free).toBeCloseTo(0.02, 3);
});
