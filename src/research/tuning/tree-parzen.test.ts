import { describe, expect, test } from 'vitest';
import { Random } from '../../base/index.ts';
import type { Space, SpaceEntry } from '../../models/index.ts';
import { densityOf, drawUniform } from './density.ts';
import { MedianPruner, PRUNED, TreeParzen, type TunedParams } from './index.ts';

const real = (low: number, high: number, log = false): SpaceEntry => ({ kind: 'real', low, high, log });
const integer = (low: number, high: number, log = false): SpaceEntry => ({ kind: 'integer', low, high, log });
const PLANE: Space = new Map([
  ['x', real(-1, 1)],
  ['y', real(-1, 1)],
]);
const MIXED: Space = new Map<string, SpaceEntry>([
  ['rate', real(0.001, 1, true)],
  ['leaves', integer(2, 64, true)],
  ['rounds', integer(-3, 3)],
  ['kind', { kind: 'choice', values: ['a', 'b', true] }],
]);

/** (x − 0.3)² + (y + 0.2)². */
const bowl = ({ x, y }: TunedParams): number => (Number(x) - 0.3) ** 2 + (Number(y) + 0.2) ** 2;

function run(sampler: TreeParzen, trials: number, objective = bowl): TunedParams[] {
  const seen: TunedParams[] = [];
  for (let trial = 0; trial < trials; trial += 1) {
    const params = sampler.suggest();
    seen.push(params);
    sampler.tell(params, objective(params));
  }
  return seen;
}

test('the same seed gives the same 30 suggestions, another seed or stream others', () => {
  const first = run(new TreeParzen(PLANE, 7, 'fold 1'), 30);
  expect(run(new TreeParzen(PLANE, 7, 'fold 1'), 30)).toEqual(first);
  expect(run(new TreeParzen(PLANE, 8, 'fold 1'), 30)).not.toEqual(first);
  expect(run(new TreeParzen(PLANE, 7, 'fold 2'), 30)).not.toEqual(first);
});

test('a sampler that is told stored trials goes on as the one that ran them', () => {
  const score = ({ leaves, kind }: TunedParams): number => Number(leaves) + (kind === 'b' ? 0 : 5);
  const whole = run(new TreeParzen(MIXED, 3, ''), 30, score);
  const resumed = new TreeParzen(MIXED, 3, '');
  const stored = JSON.parse(JSON.stringify(whole.slice(0, 17))) as TunedParams[];
  for (const params of stored) resumed.tell(params, score(params));
  expect(resumed.trials).toBe(17);
  expect(resumed.suggest()).toEqual(resumed.suggest());
  expect(run(resumed, 13, score)).toEqual(whole.slice(17));
});

test('it beats random search on a bowl in at least 16 of 20 seeds at 40 trials', () => {
  let wins = 0;
  for (let seed = 0; seed < 20; seed += 1) {
    const random = new Random(seed, 'random search');
    const best = (points: readonly TunedParams[]): number => Math.min(...points.map(bowl));
    const drawn = Array.from({ length: 40 }, () => ({ x: random.uniform() * 2 - 1, y: random.uniform() * 2 - 1 }));
    if (best(run(new TreeParzen(PLANE, seed, ''), 40)) < best(drawn)) wins += 1;
  }
  expect(wins).toBeGreaterThanOrEqual(16);
});

test('every value is inside its range, integers whole, choices of the list', () => {
  const seen = run(new TreeParzen(MIXED, 1, ''), 120, ({ rate, rounds }) => Number(rate) + Number(rounds) ** 2);
  for (const { rate, leaves, rounds, kind } of seen) {
    expect(rate).toBeGreaterThanOrEqual(0.001);
    expect(rate).toBeLessThanOrEqual(1);
    expect(Number.isInteger(leaves) && Number(leaves) >= 2 && Number(leaves) <= 64).toBe(true);
    expect([-3, -2, -1, 0, 1, 2, 3].some((whole) => Object.is(whole, rounds))).toBe(true);
    expect(['a', 'b', true]).toContain(kind);
  }
  // It went where the objective is small: most of the later trials are near rounds 0.
  const later = seen.slice(60);
  expect(later.filter(({ rounds }) => Math.abs(Number(rounds)) <= 1).length).toBeGreaterThan(later.length / 2);
});

test('the choice that did best is taken most', () => {
  const seen = run(new TreeParzen(MIXED, 5, ''), 60, ({ kind }) => (kind === 'b' ? 0 : 1));
  expect(seen.slice(10).filter(({ kind }) => kind === 'b').length).toBeGreaterThan(30);
});

test('a pruned trial is worse than every complete one', () => {
  const told = (badly: number | typeof PRUNED): TunedParams => {
    const sampler = new TreeParzen(PLANE, 2, '');
    for (let trial = 0; trial < 12; trial += 1) {
      const params = sampler.suggest();
      sampler.tell(params, trial % 3 === 0 ? badly : bowl(params));
    }
    return sampler.suggest();
  };
  expect(told(PRUNED)).toEqual(told(1e9));
  expect(told(PRUNED)).not.toEqual(told(-1));
  expect(() => new TreeParzen(PLANE, 2, '').tell({ x: 0, y: 0 }, Number.NaN)).toThrow('finite');
  expect(() => new TreeParzen(PLANE, 2, '').tell({ x: 0 }, 1)).toThrow('each tuned parameter');
});

test('a range of one value has that value', () => {
  const space: Space = new Map([
    ['fixed', real(0.5, 0.5)],
    ['one', integer(4, 4)],
  ]);
  const seen = run(new TreeParzen(space, 1, ''), 15, () => 1);
  expect(seen.every(({ fixed, one }) => fixed === 0.5 && one === 4)).toBe(true);
});

describe('densities', () => {
  // Range 0 … 10, values 4 and 4.5 of 19 trials: the neighbours of 4 are 0 and 4.5 (gap 4), those of 4.5 are 4 and the middle 5 (gap 0.5, the
  // least that 10 / 20 allows). At 6, with φ and Φ of printed tables: normal(4, 4) between Φ(−1) = 0.1586552539 and Φ(1.5) = 0.9331927987,
  // φ(0.5) = 0.3520653268; normal(4.5, 0.5) inside the range but for 1e-19, φ(3) = 0.0044318484; normal(5, 10) between Φ(∓0.5) = 0.3085375387,
  // 0.6914624613, φ(0.1) = 0.3969525475.
  test('two values and the middle, by hand', () => {
    const near = 0.3520653268 / 4 / (0.9331927987 - 0.1586552539);
    const nearest = 0.0044318484 / 0.5;
    const wide = 0.3969525475 / 10 / (0.6914624613 - 0.3085375387);
    const density = densityOf(real(0, 10), { values: [4, 4.5], trials: 19 });
    expect(density.logDensity(6)).toBeCloseTo(Math.log((near + nearest + wide) / 3), 8);
  });

  test.each<[string, SpaceEntry, readonly number[], number, number]>([
    ['a real range', real(-2, 3), [-1.5, 0, 2.9, 2.9], -2, 3],
    ['many values', real(0, 1), Array.from({ length: 120 }, (_, i) => (i * i) / 14_400), 0, 1],
  ])('%s integrates to one', (_, entry, values, low, high) => {
    const density = densityOf(entry, { values, trials: values.length });
    const cells = 20_000;
    const width = (high - low) / cells;
    let sum = 0;
    for (let cell = 0; cell < cells; cell += 1) sum += Math.exp(density.logDensity(low + (cell + 0.5) * width)) * width;
    expect(sum).toBeCloseTo(1, 6);
  });

  test('draws have the shares that the density says', () => {
    const density = densityOf(real(0, 10), { values: [1, 2, 2.5, 9], trials: 40 });
    const random = new Random(11, 'draws');
    const [counts, shares] = [new Float64Array(10), new Float64Array(10)];
    for (let draw = 0; draw < 50_000; draw += 1) counts[Math.min(9, Math.floor(Number(density.draw(random))))]! += 1 / 50_000;
    for (let cell = 0; cell < 10_000; cell += 1) {
      const at = (cell + 0.5) / 1000;
      shares[Math.floor(at)]! += Math.exp(density.logDensity(at)) / 1000;
    }
    for (let bin = 0; bin < 10; bin += 1) expect(Math.abs(counts[bin]! - shares[bin]!)).toBeLessThan(0.01);
  });

  // Counts 2, 0, 1 of three choices: (2 + 1/3) / 4, (1/3) / 4, (4/3) / 4.
  test('choices are counted, by hand', () => {
    const density = densityOf({ kind: 'choice', values: ['a', 'b', 'c'] }, { values: ['a', 'c', 'a'], trials: 3 });
    expect(['a', 'b', 'c'].map((value) => Math.exp(density.logDensity(value)))).toEqual([
      expect.closeTo(7 / 12, 12),
      expect.closeTo(1 / 12, 12),
      expect.closeTo(4 / 12, 12),
    ]);
    const random = new Random(1, '');
    const drawn = Array.from({ length: 12_000 }, () => density.draw(random));
    expect(drawn.filter((value) => value === 'a').length / 12_000).toBeCloseTo(7 / 12, 1);
    expect(drawn.filter((value) => value === 'b').length / 12_000).toBeCloseTo(1 / 12, 1);
  });

  test('uniform draws of an integer give each end its whole share', () => {
    const random = new Random(4, '');
    const counts = new Map<unknown, number>();
    for (let draw = 0; draw < 40_000; draw += 1) {
      const value = drawUniform(integer(1, 4), random);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    expect([...counts.keys()].sort()).toEqual([1, 2, 3, 4]);
    for (const count of counts.values()) expect(Math.abs(count / 40_000 - 0.25)).toBeLessThan(0.01);
  });

  test('a range in logarithms starts above zero', () => {
    expect(() => drawUniform(real(0, 1, true), new Random(1, ''))).toThrow('positive');
  });
});

describe('median pruning', () => {
  /** Ten trials whose objectives after two folds are 1 … 10: the median is 5.5. */
  function pruner(trials = 10): MedianPruner {
    const made = new MedianPruner();
    for (let trial = 1; trial <= trials; trial += 1) made.complete([0, trial, 99]);
    return made;
  }

  test.each<[string, MedianPruner, number, number, boolean]>([
    ['above the median', pruner(), 2, 5.6, true],
    ['at the median', pruner(), 2, 5.5, false],
    ['nine complete trials', pruner(9), 2, 100, false],
    ['an odd number of trials', pruner(11), 2, 6, false],
    ['an odd number of trials, above', pruner(11), 2, 6.1, true],
    ['after one fold', pruner(), 1, 100, false],
    ['a fold nobody reached', pruner(), 4, 100, false],
  ])('%s', (_, made, folds, objective, stops) => {
    expect(made.stops(folds, objective)).toBe(stops);
  });
});
