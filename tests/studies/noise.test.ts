import { expect, test } from 'vitest';
import { spearman } from '../../src/base/index.ts';
import { judgeNoise, type NoiseResult, type NoiseRun, noiseRun, plantedRun } from '../../studies/noise/run.ts';
import { makeWalk } from '../../studies/noise/walks.ts';

/** The same runs as `npm run study:noise`, a part of them, one after the other. */
async function results(runs: number, runOf: (index: number) => NoiseRun): Promise<readonly NoiseResult[]> {
  const made: NoiseResult[] = [];
  for (let index = 0; index < runs; index += 1) {
    const { run, passed, blockedBy, pboAsked, seconds } = await judgeNoise(runOf(index));
    made.push({ run, passed, blockedBy, pboAsked, seconds });
  }
  return made;
}

const passes = (made: readonly NoiseResult[]): number => made.filter(({ passed }) => passed).length;

// The leak suite is a matter of the first 20 runs of the whole study; here of the first four of each kind.
const few = (run: NoiseRun, index: number): NoiseRun => ({ ...run, leakSuite: index < 4 });

test('of 100 research runs on noise at most 5 pass the gates', { timeout: 600_000 }, async () => {
  // The share of the whole study, 50 of 1,000.
  const made = await results(100, (index) => few(noiseRun(index), index));
  expect(passes(made)).toBeLessThanOrEqual(5);
  expect(made.filter(({ blockedBy }) => blockedBy.includes('leak_suite'))).toEqual([]);
  expect(made.filter(({ pboAsked }) => !pboAsked)).toEqual([]);
});

test('of 20 research runs on a planted signal at least 15 pass the gates', { timeout: 600_000 }, async () => {
  // At the 89 % of the whole study fewer than 15 of 20 would pass in 1.8 % of such tests.
  const made = await results(20, (index) => few(plantedRun(index), index));
  expect(passes(made)).toBeGreaterThanOrEqual(15);
  expect(made.filter(({ blockedBy }) => blockedBy.includes('leak_suite'))).toEqual([]);
  expect(made.filter(({ pboAsked }) => !pboAsked)).toEqual([]);
});

test('what is planted has a rank correlation of 0.10 with the next return, and noise has none', () => {
  const rows = 200_000;
  const coefficientOf = (planted: 'nothing' | 'monotone' | 'even', read: (value: number) => number): number => {
    const { bars, features } = makeWalk({ seed: 5, rows, planted });
    const signal = features[0]!.subarray(0, -1).map(read);
    const next = signal.map((_, bar) => bars.close[bar + 1]! / bars.close[bar]! - 1);
    return spearman(signal, next)!;
  };
  // Four standard errors of 200,000 rows.
  const tolerance = 4 / Math.sqrt(rows);
  expect(Math.abs(coefficientOf('monotone', (value) => value) - 0.1)).toBeLessThan(tolerance);
  expect(Math.abs(coefficientOf('even', Math.abs) - 0.1)).toBeLessThan(tolerance);
  expect(Math.abs(coefficientOf('even', (value) => value))).toBeLessThan(tolerance);
  expect(Math.abs(coefficientOf('nothing', (value) => value))).toBeLessThan(tolerance);
});
