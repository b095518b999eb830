import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { log, Random } from '../../base/index.ts';
import { type BacktestOverfitting, statistics } from '../index.ts';
import { blockSums } from './block-sums.ts';
import { blocksFor, overfittingOfBlocks } from './cross-validation.ts';

const pbo = statistics.probabilityOfBacktestOverfitting;

function value(result: ReturnType<typeof pbo>): BacktestOverfitting {
  if ('missing' in result) throw new Error(result.missing);
  return result;
}

/** Rows as printed; columns are what the function takes. */
function columnsOf(rows: readonly (readonly number[])[], unit = 0.01): readonly Float64Array[] {
  return rows[0]!.map((_, k) => Float64Array.from(rows, (row) => row[k]! * unit));
}

function noise(seed: number, { rows, columns }: { readonly rows: number; readonly columns: number }): readonly Float64Array[] {
  const random = new Random(seed, 'noise');
  return Array.from({ length: columns }, () => Float64Array.from({ length: rows }, () => 0.01 * random.normal()));
}

/** The definition, split by split: Sharpe ratios of both halves from the rows themselves. */
function byDefinition(matrix: readonly Float64Array[], blocks: number): { readonly chosen: number[]; readonly ranks: number[] } {
  const length = matrix[0]!.length;
  const rows = Math.floor(length / blocks);
  const first = length - rows * blocks;
  const chosen: number[] = [];
  const ranks: number[] = [];
  const sharpe = (column: Float64Array, inside: (block: number) => boolean): number => {
    const own = column.subarray(first).filter((_, i) => inside(Math.floor(i / rows)));
    const mean = own.reduce((sum, one) => sum + one, 0) / own.length;
    if (own.every((one) => one === 0)) return 0;
    return mean / Math.sqrt(own.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (own.length - 1));
  };
  const visit = (half: readonly number[], from: number): void => {
    if (half.length < blocks / 2) {
      for (let block = from; block < blocks; block += 1) visit([...half, block], block + 1);
      return;
    }
    const inside = matrix.map((column) => sharpe(column, (block) => half.includes(block)));
    const outside = matrix.map((column) => sharpe(column, (block) => !half.includes(block)));
    const best = inside.indexOf(Math.max(...inside));
    chosen.push(best);
    const [below, equal] = [outside.filter((one) => one < outside[best]!), outside.filter((one) => one === outside[best]!)];
    ranks.push(below.length + (equal.length + 1) / 2);
  };
  visit([], 0);
  return { chosen, ranks };
}

describe('probability of backtest overfitting', () => {
  // Percent; the choices and ranks are worked out with exact fractions.
  const rows = [
    [2, -1, 1, 0],
    [1, 1, -1, 2],
    [-1, 2, 1, 1],
    [3, 0, -2, 1],
    [-2, 1, 2, -1],
    [1, -1, 3, 2],
    [-1, 2, 1, 0],
    [0, 1, 2, -1],
  ];
  test.each([1, 0.01, 1e-6])('eight rows of four columns in four blocks, in units of %d', (unit) => {
    const made = value(pbo(columnsOf(rows, unit), { blocks: 4 }));
    expect([...made.chosen].map((k) => k + 1)).toEqual([4, 3, 2, 4, 2, 3]);
    expect([...made.ranks]).toEqual([2, 3, 2, 1, 1, 1]);
    expect(made.probability).toBe(5 / 6);
    expect([...made.logits]).toEqual([2, 3, 2, 1, 1, 1].map((rank) => log(rank / (5 - rank))));
    expect(made).toMatchObject({ blocks: 4, rows: 2, dropped: 0, columns: 4 });
  });

  test('a column that leads everywhere gives 0, leaders that change with the block 1', () => {
    const leading = noise(1, { rows: 320, columns: 9 }).map((column, k) => (k === 4 ? column.map((one) => one + 0.02) : column));
    const made = value(pbo(leading));
    expect(made).toMatchObject({ probability: 0, losing: 0, blocks: 16, rows: 20 });
    expect(new Set(made.chosen)).toEqual(new Set([4]));
    // Two columns, each good in half of the blocks and bad in the others.
    const turns = [1, -1].map((sign) =>
      Float64Array.from({ length: 160 }, (_, i) => sign * (i < 80 ? 1 : -1) * 0.01 + (i % 2 === 0 ? 0.001 : -0.001)),
    );
    const alternating = value(pbo(turns, { blocks: 2 }));
    expect(alternating).toMatchObject({ probability: 1, losing: 1 });
  });

  test('noise of 1,008 rows and 50 columns: the median of 20 seeds lies in 0.35 … 0.65', () => {
    const found = Array.from(
      { length: 20 },
      (_, seed) => value(pbo(noise(seed, { rows: 1008, columns: 50 }), { blocks: 10 })).probability,
    );
    const middle = found.sort((a, b) => a - b);
    const median = (middle[9]! + middle[10]!) / 2;
    expect(median).toBeGreaterThan(0.35);
    expect(median).toBeLessThan(0.65);
  });

  test('the same choices and ranks as the definition, row by row', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.constantFrom(2, 4, 6),
        fc.integer({ min: 2, max: 7 }),
        fc.integer({ min: 0, max: 3 }),
        (seed, blocks, columns, resting) => {
          const matrix = [...Array.from({ length: resting }, () => new Float64Array(41)), ...noise(seed, { rows: 41, columns })];
          const made = value(pbo(matrix, { blocks }));
          const expected = byDefinition(matrix, blocks);
          expect([...made.chosen]).toEqual(expected.chosen);
          expect([...made.ranks]).toEqual(expected.ranks);
          expect(made.dropped).toBe(41 % blocks);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('slope and losing share of two blocks, by hand', () => {
    // Blocks (1, 3) and (−2, 0), (0, 1) and (1, 2): Sharpe ratios √2, −1/√2 · … : the first column leads in the first block, the second later.
    const made = value(pbo([Float64Array.of(1, 3, -2, 0), Float64Array.of(0, 1, 1, 2)], { blocks: 2 }));
    expect([...made.chosen]).toEqual([0, 1]);
    expect(made.losing).toBe(1 / 2);
    // (inside, outside): (2/√2, −1/√2) and (1.5/√½, 0.5/√½).
    const [x, y] = [Math.SQRT2, 3 / Math.SQRT2];
    const slope = (1 / Math.SQRT2 - -1 / Math.SQRT2) / (y - x);
    expect(made.slope).toEqual({ value: expect.closeTo(slope, 12) });
  });

  test('sums that were kept give what the series give', () => {
    const matrix = noise(3, { rows: 170, columns: 6 });
    const { dropped, ...rest } = value(pbo(matrix, { blocks: 8 }));
    expect(dropped).toBe(2);
    expect(overfittingOfBlocks(blockSums(matrix, 8))).toEqual({ ...rest, dropped: 0 });
  });

  test('blocks by length, and what gives no value', () => {
    expect([320, 319, 240, 239, 200, 160, 159].map(blocksFor)).toEqual([16, 12, 12, 10, 10, 8, undefined]);
    expect(pbo(noise(1, { rows: 159, columns: 9 }))).toEqual({ missing: 'needs 160 returns, has 159' });
    expect(pbo([])).toEqual({ missing: 'needs 160 returns, has 0' });
    const flat = new Float64Array(200).fill(0.1);
    expect(pbo([flat, flat, ...noise(1, { rows: 200, columns: 1 })])).toEqual({
      missing: 'needs 2 configurations that vary, has 1',
    });
    expect(pbo([flat, new Float64Array(200)])).toEqual({ missing: 'needs 2 configurations that vary, has 0' });
    const gap = noise(1, { rows: 200, columns: 3 });
    gap[1]![7] = NaN;
    expect(pbo(gap)).toEqual({ missing: 'a return is not a number' });
    expect(() => pbo([flat, flat.subarray(1)])).toThrow('one length');
    expect(() => pbo(noise(1, { rows: 200, columns: 3 }), { blocks: 5 })).toThrow('even number');
  });

  test('one that never trades is a configuration worth 0 in every half; one of equal returns has no Sharpe ratio and is left out', () => {
    const matrix = noise(5, { rows: 200, columns: 3 });
    const resting = new Float64Array(200);
    const alone = value(pbo([resting, ...matrix]));
    const beside = value(pbo([resting, ...matrix.slice(0, 2), new Float64Array(200).fill(0.3), matrix[2]!]));
    expect(alone.columns).toBe(4);
    expect({ ...beside, chosen: undefined }).toEqual({ ...alone, chosen: undefined });
    expect([...beside.chosen]).toEqual([...alone.chosen].map((k) => [0, 1, 2, 4][k]));
    // Two that earn the same, always, are as good as each other: rank 1.5 of 2, λ = 0. Beside one that does nothing they are the better ones: 2.5 of 3.
    const earning = Float64Array.from({ length: 160 }, (_, i) => (i % 2 === 0 ? 0.02 : -0.01));
    expect(value(pbo([earning, earning])).probability).toBe(1);
    const three = value(pbo([earning, earning, new Float64Array(160)]));
    expect(three).toMatchObject({ probability: 0, columns: 3 });
    expect(new Set(three.ranks)).toEqual(new Set([2.5]));
    // And beside two that always lose, to do nothing is the best choice, half the time and more.
    const losing = [1, 2].map((size) => earning.map((one) => -size * one));
    expect(new Set(value(pbo([...losing, new Float64Array(160)])).chosen)).toEqual(new Set([2]));
  });

  test('one that rests in a half has ratio 0 there', () => {
    // The second rests in the first half, where the first loses: it is chosen, although it did nothing.
    const resting = value(pbo([Float64Array.of(-1, -2, 1, 2), Float64Array.of(0, 0, 1, -1.5)], { blocks: 2 }));
    expect([...resting.chosen]).toEqual([1, 0]);
  });
});
