import { expect, test } from 'vitest';
import { pearson, Random } from '../../base/index.ts';
import { bestFeatureShare, dropColumnImportance, permutationImportance } from '../index.ts';

const random = new Random(3, 'importance');
const ROWS = 600;
const draw = (): Float64Array => Float64Array.from({ length: ROWS }, () => random.normal());
const [useful, minor, noise] = [draw(), draw(), draw()];
const outcome = useful.map((value, i) => 2 * value + 0.5 * minor[i]! + random.normal());
const input = {
  names: ['noise', 'useful', 'minor'],
  columns: [noise, useful, minor],
  symbol: Int32Array.from({ length: ROWS }, (_, row) => row % 4),
  blockBars: 5,
  seed: 11,
};
/** A model that knows its weights: its score is the correlation with what came. */
const score = (columns: readonly Float64Array[]): number =>
  pearson(
    columns[1]!.map((value, i) => 2 * value + 0.5 * columns[2]![i]!),
    outcome,
  )!;

test('permutation: what the model uses falls, what it does not use stays, in order', async () => {
  const found = await permutationImportance({ ...input, score });
  expect(found.map(({ name }) => name)).toEqual(['useful', 'minor', 'noise']);
  const [first, second, last] = found;
  // Shuffled, only the minor part is left: covariance 0.25 over √(4 + 0.25)·√(4 + 0.25 + 1) = 0.053, and sampling error.
  const whole = score(input.columns);
  expect(Math.abs(whole - first!.drop - 0.25 / Math.sqrt(4.25 * 5.25))).toBeLessThan(0.06);
  expect(second!.drop).toBeGreaterThan(0);
  expect(last).toEqual({ name: 'noise', drop: 0, deviation: { missing: 'the repeats do not vary' } });
  expect(await permutationImportance({ ...input, score })).toEqual(found);
  expect(await permutationImportance({ ...input, score, seed: 12 })).not.toEqual(found);
});

test('blocks of a symbol stay whole and every value is kept', async () => {
  const seen: Float64Array[] = [];
  const columns = [Float64Array.from({ length: 22 }, (_, row) => row)];
  // Two symbols of 11 rows each: blocks of 4, 4 and 3.
  const symbol = Int32Array.from({ length: 22 }, (_, row) => row % 2);
  const watch = (moved: readonly Float64Array[]): number => {
    seen.push(moved[0]!);
    return 0;
  };
  await permutationImportance({ names: ['x'], columns, symbol, score: watch, blockBars: 4, seed: 1, repeats: 50 });
  expect(seen).toHaveLength(51);
  for (const moved of seen) {
    expect([...moved].sort((a, b) => a - b)).toEqual([...columns[0]!]);
    for (const [from, length] of [
      [0, 4],
      [4, 4],
      [8, 3],
    ] as const) {
      for (const own of [0, 1]) {
        const block = Array.from({ length }, (_, i) => moved[2 * (from + i) + own]!);
        expect(block).toEqual(block.map((_, i) => block[0]! + 2 * i));
        // Blocks of four begin at rows 0 and 4 of a symbol, those of three at row 8.
        expect((length === 4 ? [0, 1, 8, 9] : [16, 17]).includes(block[0]!)).toBe(true);
      }
    }
  }
  // Some block has come from the other symbol.
  expect(seen.some((moved) => moved[0]! % 2 === 1)).toBe(true);
});

test('leaving out: the model is fitted once with all and once without each', async () => {
  const asked: (readonly string[])[] = [];
  const refit = (names: readonly string[]): Promise<number> => {
    asked.push(names);
    return Promise.resolve(names.includes('b') ? 0.5 : 0.1 + (names.includes('a') ? 0 : 0.1));
  };
  const found = await dropColumnImportance({ names: ['a', 'b', 'c'], leaveOut: ['c', 'a', 'b'], refit });
  expect(asked).toEqual([
    ['a', 'b', 'c'],
    ['a', 'b'],
    ['b', 'c'],
    ['a', 'c'],
  ]);
  expect(found.map(({ name, drop }) => [name, drop])).toEqual([
    ['b', 0.4],
    ['a', 0],
    ['c', 0],
  ]);
  await expect(dropColumnImportance({ names: ['a'], leaveOut: ['z'], refit })).rejects.toThrow('features of the model');
});

test('share of the best feature among those that help', () => {
  expect(bestFeatureShare([{ drop: 0.3 }, { drop: 0.1 }, { drop: -0.5 }])).toEqual({ value: expect.closeTo(0.75, 15) });
  expect(bestFeatureShare([{ drop: 0 }, { drop: -1 }])).toEqual({ missing: 'no feature helps' });
});
