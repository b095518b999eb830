import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kernelsFor } from '../../kernels/index.ts';
import { type BlockSums, HalfTables } from './block-sums.ts';
import { Ranker } from './ranker.ts';

const ROWS = 10;

/** Returns of few sizes, so that columns are equal, and some that never vary. */
const COLUMN = fc.array(fc.constantFrom<number[]>(-0.02, -0.01, 0, 0.01, 0.0123, 0.03), {
  minLength: 6 * ROWS,
  maxLength: 6 * ROWS,
});

function sumsOf(columns: readonly (readonly number[])[]): BlockSums {
  const blocks = [0, 1, 2, 3, 4, 5];
  const of = (block: number, term: (value: number) => number): Float64Array =>
    Float64Array.from(columns, (column) =>
      column.slice(block * ROWS, (block + 1) * ROWS).reduce((sum, value) => sum + term(value), 0),
    );
  return {
    sums: blocks.map((block) => of(block, (value) => value)),
    squares: blocks.map((block) => of(block, (value) => value * value)),
    rows: ROWS,
  };
}

test('halves and ranks: the same bits in memory with kernels and on the heap', () => {
  const cases = fc.record({
    few: fc.array(COLUMN, { minLength: 32, maxLength: 45 }),
    repeats: fc.integer({ min: 1, max: 3 }),
    isResting: fc.boolean(),
  });
  let resting = 0;
  fc.assert(
    fc.property(cases, ({ few, repeats, isResting }) => {
      const columns = Array.from({ length: repeats }, () => few).flat();
      if (isResting) columns.push(new Array<number>(6 * ROWS).fill(0.01));
      const sums = sumsOf(columns);
      const plain = new HalfTables(sums, () => new Float64Array(columns.length));
      const fast = new HalfTables(sums);
      expect(kernelsFor(plain.here)).toBeUndefined();
      expect(kernelsFor(fast.here)).toBeDefined();
      const ranker = new Ranker(columns.length);
      if (isResting) resting += 1;
      for (let half = 0; half <= plain.all; half += 1) {
        const best = plain.measure(half, 3 * ROWS, plain.here);
        expect(fast.measure(half, 3 * ROWS, fast.here)).toBe(best);
        expect(fast.here).toEqual(plain.here);
        for (const value of [plain.here[best]!, plain.here[0]!, plain.here.at(-1)!])
          expect(ranker.rankOf(value, fast.here)).toBe(ranker.rankOf(value, plain.here));
      }
    }),
    { numRuns: 40 },
  );
  expect(resting).toBeGreaterThan(0);
});
