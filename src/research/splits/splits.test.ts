import { expect, test } from 'vitest';
import { heldOutTail } from '../../base/index.ts';
import {
  combinations,
  combinatorialFolds,
  combinatorialPaths,
  cutSegments,
  embargoOf,
  type Fold,
  FoldTooSmallError,
  TestWindowEmptyError,
  walkForward,
} from './index.ts';
import { constant, type Table } from './spans.testkit.ts';

const list = (rows: Int32Array): readonly number[] => [...rows];
const range = (from: number, to: number): readonly number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Five blocks, each tested alone. */
function block(table: Table, index: number, embargoBars: number): Fold {
  const options = { spans: table, groups: 5, test: 1, embargoBars, bars: table.bars, minTrainRows: 1 };
  return combinatorialFolds(options)[index]!;
}
const missing = (fold: Fold, rows: number): readonly number[] =>
  range(0, rows - 1).filter((row) => !fold.train.includes(row) && !fold.test.includes(row));

test('purge: of 100 rows in 5 blocks with a horizon of 5, block 20–39 takes 15–19 and 40–44 out of training, an embargo of 3 also 45–47', () => {
  const fold = block(constant(100, 5), 1, 0);
  expect(list(fold.test)).toEqual(range(20, 39));
  expect(missing(fold, 100)).toEqual([...range(15, 19), ...range(40, 44)]);
  expect(fold.proof).toEqual({ before: 80, purged: 10, embargoed: 0, kept: 70, smallestDistance: 1 });
  const embargoed = block(constant(100, 5), 1, 3);
  expect(missing(embargoed, 100)).toEqual([...range(15, 19), ...range(40, 47)]);
  expect(embargoed.proof).toEqual({ before: 80, purged: 10, embargoed: 3, kept: 67, smallestDistance: 1 });
});

test('neighbouring test blocks are one, separated ones are purged each by itself', () => {
  const table = constant(60, 2);
  const folds = combinatorialFolds({ spans: table, groups: 6, test: 2, embargoBars: 1, bars: table.bars, minTrainRows: 1 });
  const fold = (groups: string): Fold => folds.find((one) => one.groups.join() === groups)!;
  expect(missing(fold('2,3'), 60)).toEqual([18, 19, 40, 41, 42]);
  // Between the blocks 10–19 and 40–49 rows 23 to 37 stay.
  expect(missing(fold('1,4'), 60)).toEqual([8, 9, 20, 21, 22, 38, 39, 50, 51, 52]);
});

test('walk-forward: blocks of ⌊D / (F + 1)⌋ dates, the last takes the rest', () => {
  const table = constant(103, 2);
  const folds = walkForward({ spans: table, folds: 4, scheme: 'expanding', minTrainRows: 1 });
  expect(folds.map(({ test: rows }) => [rows[0], rows.at(-1)])).toEqual([
    [20, 39],
    [40, 59],
    [60, 79],
    [80, 102],
  ]);
  expect(folds.map(({ train }) => [train[0], train.at(-1)])).toEqual([
    [0, 17],
    [0, 37],
    [0, 57],
    [0, 77],
  ]);
  expect(folds[0]!.proof).toEqual({ before: 20, purged: 2, embargoed: 0, kept: 18, smallestDistance: 1 });
  expect(folds[3]).toMatchObject({ index: 4, trained: { from: 0, to: 77 }, tested: { from: 80, to: 102 } });
});

test('rolling: the last dates only, as many as a block has or as asked for', () => {
  const spans = constant(100, 3);
  const trained = (trainBars?: number) =>
    walkForward({ spans, folds: 4, scheme: 'rolling', trainBars, minTrainRows: 1 }).map(({ trained: { from, to } }) => [
      from,
      to,
    ]);
  expect(trained()).toEqual([
    [0, 16],
    [20, 36],
    [40, 56],
    [60, 76],
  ]);
  expect(trained(30)).toEqual([
    [0, 16],
    [10, 36],
    [30, 56],
    [50, 76],
  ]);
});

test('too few rows to train on are refused with the numbers', () => {
  const asked = () => walkForward({ spans: constant(500, 10), folds: 4, scheme: 'expanding' });
  expect(asked).toThrow(FoldTooSmallError);
  expect(asked).toThrow('fold 1 has 90 training rows, needs 100: of 100 rows 10 are purged and 0 lie in the embargo');
  expect(walkForward({ spans: constant(550, 10), folds: 4, scheme: 'expanding' })).toHaveLength(4);
  expect(() => walkForward({ spans: constant(4, 0), folds: 4, scheme: 'expanding' })).toThrow('cut from 4 dates');
  expect(() => walkForward({ spans: constant(10, 9), folds: 4, scheme: 'expanding', minTrainRows: 0 })).toThrow(
    FoldTooSmallError,
  );
});

test('segments: the test window as configured, or the last fifth; what reads into it is no development', () => {
  const spans = constant(100, 5);
  const configured = cutSegments(spans, { from: 60, to: 79 });
  expect([list(configured.development), list(configured.test)]).toEqual([range(0, 54), range(60, 79)]);
  expect(configured.proof).toEqual({ before: 60, purged: 5, embargoed: 0, kept: 55, smallestDistance: 1 });
  const last = cutSegments(spans, 'last_fifth');
  expect([last.window, list(last.development)]).toEqual([{ from: 80, to: 99 }, range(0, 74)]);
});

test('a test window without rows is refused, never moved', () => {
  const day = 86_400_000;
  const rows = constant(10, 0);
  const spans = { time: rows.time.map((at) => at * day), end: rows.end.map((at) => at * day) };
  const asked = () => cutSegments(spans, { from: 20 * day, to: 30 * day });
  expect(asked).toThrow(TestWindowEmptyError);
  expect(asked).toThrow(
    'no row with a complete label lies in the test window from 1970-01-21 to 1970-01-30; rows run from 1970-01-01 to 1970-01-10',
  );
  expect(() => cutSegments(constant(0, 0), 'last_fifth')).toThrow('there are no rows at all');
});

test('inside training: the last fifth of the dates validates, what meets it is purged', () => {
  const spans = constant(100, 4);
  const { train, test: held } = heldOutTail(spans, Int32Array.from(range(0, 49)));
  expect([list(held), list(train.kept)]).toEqual([range(40, 49), range(0, 35)]);
  expect([list(train.purged), train.embargoed.length, train.smallestDistance]).toEqual([range(36, 39), 0, 1]);
});

test.each([
  [6, 2, 15, 5],
  [10, 2, 45, 9],
])('combinations of %d groups by %d: %d fits, %d paths', (groups, chosen, fits, paths) => {
  const table = constant(100, 1);
  const folds = combinatorialFolds({ spans: table, groups, test: chosen, embargoBars: 0, bars: table.bars, minTrainRows: 1 });
  expect(folds).toHaveLength(fits);
  const all = combinatorialPaths(groups, chosen);
  expect(all).toHaveLength(paths);
  // A path tests every group once, and no fold is asked for a group twice.
  const used = all.flatMap((path) => path.map((fold, group) => `${fold} ${group}`));
  expect([used.length, new Set(used).size]).toEqual([fits * chosen, fits * chosen]);
  for (const path of all) for (const [group, fold] of path.entries()) expect(folds[fold]!.groups).toContain(group);
});

test('combinations come in lexicographic order', () => {
  expect(combinations(4, 2).map((one) => one.join(''))).toEqual(['01', '02', '03', '12', '13', '23']);
});

test('the embargo is the horizon, or one bar of a hundred, or what is configured', () => {
  const embargo = (configured: number | 'auto', horizon: number, developmentBars: number) =>
    embargoOf({ configured, horizon, developmentBars });
  expect([embargo('auto', 5, 400), embargo('auto', 5, 501), embargo('auto', 5, 1001), embargo(0, 5, 1001)]).toEqual([
    5, 6, 11, 0,
  ]);
});
