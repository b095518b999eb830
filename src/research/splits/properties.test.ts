import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CombinatorialFold, combinatorialFolds, type Fold, walkForward } from './index.ts';
import { permuted, type Table, tables } from './spans.testkit.ts';

const RUNS = 10_000;
const shape = fc.record({
  table: tables,
  folds: fc.integer({ min: 2, max: 5 }),
  groups: fc.integer({ min: 3, max: 6 }),
  embargoBars: fc.integer({ min: 0, max: 8 }),
});
type Shape = typeof shape extends fc.Arbitrary<infer T> ? T : never;

/** Folds that are too small are another test's business. */
function orNone<T>(make: () => readonly T[]): readonly T[] {
  try {
    return make();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'FOLD_TOO_SMALL') return [];
    throw error;
  }
}

const forward = ({ table, folds }: Shape): readonly Fold[] =>
  orNone(() => walkForward({ spans: table, folds, scheme: 'expanding', minTrainRows: 1 }));
const combined = ({ table, groups, embargoBars }: Shape): readonly CombinatorialFold[] =>
  orNone(() => combinatorialFolds({ spans: table, groups, test: 2, embargoBars, bars: table.bars, minTrainRows: 1 }));

/** Blocks of the fold as the definition has them: runs of test rows with no other row's date between, found by date. */
function windows({ time, end }: Table, fold: Fold): readonly { readonly from: number; readonly to: number }[] {
  const isTested = new Set([...fold.test].map((row) => time[row]!));
  const dates = [...new Set(time)].sort((a, b) => a - b);
  const found: { from: number; to: number }[] = [];
  let open: { from: number; to: number } | undefined;
  for (const date of dates) {
    if (!isTested.has(date)) {
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = { from: date, to: date };
      found.push(open);
    }
    for (const row of fold.test) if (time[row] === date) open.to = Math.max(open.to, end[row]!);
  }
  return found;
}

/** True when a training label meets what a test block reads, by looking at each pair. */
function leaks(table: Table, fold: Fold): boolean {
  const blocks = windows(table, fold);
  return [...fold.train].some((row) => blocks.some(({ from, to }) => table.time[row]! <= to && table.end[row]! >= from));
}

let cases = 0;
test(`no training label that is kept meets a test block, in ${RUNS} random tables`, () => {
  fc.assert(
    fc.property(shape, (one) => {
      const folds = [...forward(one), ...combined(one)];
      cases += folds.length;
      return folds.every((fold) => !leaks(one.table, fold));
    }),
    { numRuns: RUNS, seed: 1 },
  );
  expect(cases).toBeGreaterThan(5 * RUNS);
});

test('without purging that property does not hold', () => {
  const unpurged = (one: Shape): readonly Fold[] =>
    [...forward(one), ...combined(one)].map((fold) => ({
      ...fold,
      train: Int32Array.from(one.table.time.keys()).filter((row) => !fold.test.includes(row)),
    }));
  const result = fc.check(
    fc.property(shape, (one) => unpurged(one).every((fold) => !leaks(one.table, fold))),
    { numRuns: 200, seed: 1 },
  );
  expect([result.failed, result.counterexample === null]).toEqual([true, false]);
});

test('what is left out had a reason: it meets a test block, or lies in its embargo', () => {
  fc.assert(
    fc.property(shape, (one) => {
      const { table } = one;
      return combined(one).every((fold) => {
        const blocks = windows(table, fold);
        const kept = new Set([...fold.train, ...fold.test]);
        const reach = one.embargoBars * 7;
        return [...table.time.keys()].every(
          (row) =>
            kept.has(row) ||
            blocks.some(({ from, to }) => table.time[row]! <= to + reach && (table.end[row]! >= from || table.time[row]! > to)),
        );
      });
    }),
    { numRuns: RUNS / 10, seed: 2 },
  );
});

test('an embargo only takes away, and the counts add up', () => {
  fc.assert(
    fc.property(shape, (one) => {
      const embargoed = combined(one);
      const free = combined({ ...one, embargoBars: 0 });
      return embargoed.every(({ train, proof }, k) => {
        const all = new Set(free[k]!.train);
        const isPart = train.every((row) => all.has(row));
        const addsUp = proof.before === proof.purged + proof.embargoed + proof.kept && proof.kept === train.length;
        return isPart && addsUp && proof.embargoed === all.size - train.length && (proof.smallestDistance ?? 0) > 0;
      });
    }),
    { numRuns: RUNS / 10, seed: 3 },
  );
});

test('walk-forward tests each date after the first block once, and only dates later than it trains on', () => {
  fc.assert(
    fc.property(shape, (one) => {
      const { table } = one;
      const folds = forward(one);
      const tested = folds.flatMap((fold) => [...fold.test]);
      const first = Math.min(...tested.map((row) => table.time[row]!));
      const expected = [...table.time.keys()].filter((row) => table.time[row]! >= first);
      const once = folds.length === 0 || JSON.stringify([...tested].sort((a, b) => a - b)) === JSON.stringify(expected);
      return once && folds.every(({ trained, tested: { from } }) => trained.to < from);
    }),
    { numRuns: RUNS / 10, seed: 4 },
  );
});

test('rows in another order are the same split', () => {
  fc.assert(
    fc.property(shape, fc.infiniteStream(fc.nat()), (one, chance) => {
      const n = one.table.time.length;
      const keys = Array.from({ length: n }, () => chance.next().value ?? 0);
      const from = Int32Array.from(keys.keys()).sort((a, b) => keys[a]! - keys[b]! || a - b);
      const other = { ...one, table: permuted(one.table, from) };
      const named = (rows: Int32Array, order: (row: number) => number) =>
        JSON.stringify([...rows].map(order).sort((a, b) => a - b));
      const same = (a: readonly Fold[], b: readonly Fold[]): boolean =>
        a.length === b.length &&
        a.every(
          (fold, k) =>
            named(fold.train, (row) => row) === named(b[k]!.train, (row) => from[row]!) &&
            named(fold.test, (row) => row) === named(b[k]!.test, (row) => from[row]!) &&
            JSON.stringify(fold.proof) === JSON.stringify(b[k]!.proof),
        );
      return same(forward(one), forward(other)) && same(combined(one), combined(other));
    }),
    { numRuns: RUNS / 10, seed: 5 },
  );
});
