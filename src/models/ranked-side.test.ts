import { expect, test } from 'vitest';
import { sideOfRank } from './ranked-side.ts';

// Ten symbols: places 0.05, 0.15 … 0.95; two of them are above 0.8 and two below 0.2.
test('two of ten symbols are in each end, an average rank on the edge is in none', () => {
  const sides = Array.from({ length: 10 }, (_, i) => sideOfRank((i + 0.5) / 10 - 0.5));
  expect(sides).toEqual([-1, -1, 0, 0, 0, 0, 0, 0, 1, 1]);
  // The tie of ranks 8 and 9: (8.5 − 0.5) / 10 − 0.5, which float64 puts just above 0.3.
  expect((8.5 - 0.5) / 10 - 0.5).toBeGreaterThan(0.3);
  expect([sideOfRank((8.5 - 0.5) / 10 - 0.5), sideOfRank((2.5 - 0.5) / 10 - 0.5)]).toEqual([0, 0]);
  expect(sideOfRank(Number.NaN)).toBeNaN();
});
