import { distinctTimes, invariant, type TestBlock, windowOf } from '../../base/index.ts';
import type { LabelSpans } from '../rows/contract.ts';
import type { Fold } from './contract.ts';
import { allRows, DateCutter, MIN_TRAIN_ROWS, makeFold } from './fold.ts';

export interface CombinatorialOptions {
  readonly spans: LabelSpans;
  /** Rows that take part, the development segment; absent: all. */
  readonly rows?: Int32Array | undefined;
  /** Groups of dates, and how many of them a fold tests. */
  readonly groups: number;
  readonly test: number;
  /** Bars after the end of a test block that are not trained on. */
  readonly embargoBars: number;
  /** Close times of all bars, rising: what the embargo counts. */
  readonly bars: Float64Array;
  readonly minTrainRows?: number | undefined;
}

/** A fold that tests several groups of dates. */
export interface CombinatorialFold extends Fold {
  /** The groups, counted from 0, and the rows of each. */
  readonly groups: readonly number[];
  readonly tests: readonly Int32Array[];
}

/**
 * Combinatorial purged cross-validation: N groups of ⌊D / N⌋ dates each, the last takes the rest; every choice of k of them is tested
 * once, in lexicographic order. Test groups beside each other are one block; each block is purged and embargoed by itself.
 *
 * Source: M. López de Prado, Advances in Financial Machine Learning (2018), chapter 12.
 * @throws FoldTooSmallError
 */
export function combinatorialFolds(options: CombinatorialOptions): readonly CombinatorialFold[] {
  const { spans, groups, test, minTrainRows = MIN_TRAIN_ROWS } = options;
  const rows = options.rows ?? allRows(spans);
  const dates = distinctTimes(spans, rows);
  const size = Math.floor(dates.length / groups);
  invariant(size > 0 && test < groups, 'each group has dates, and some are left to train on');
  const cutter = new DateCutter(spans, rows, dates);
  const cutOf = (group: number): number => (group === groups ? dates.length : group * size);
  const rowsOf = Array.from({ length: groups }, (_, group) => cutter.between(cutOf(group), cutOf(group + 1)));
  return combinations(groups, test).map((chosen, at) => {
    const parts = runs(chosen).map(([first, last]) => joined(rowsOf.slice(first, last + 1)));
    const before = joined(rowsOf.filter((_, group) => !chosen.includes(group)));
    const blocks = parts.map((part) => blockOf(spans, part, options));
    const fold = makeFold(spans, { index: at + 1, before, test: joined(parts), blocks, minTrainRows });
    return { ...fold, groups: chosen, tests: chosen.map((group) => rowsOf[group]!) };
  });
}

function blockOf(spans: LabelSpans, part: Int32Array, { bars, embargoBars }: CombinatorialOptions): TestBlock {
  const window = windowOf(spans, part);
  const last = lastAt(bars, window.to);
  return { ...window, embargoTo: bars[Math.min(last + embargoBars, bars.length - 1)]! };
}

/** The last bar that closed at a time or before; −1: none. */
function lastAt(bars: Float64Array, time: number): number {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bars[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Rows after the end of a test block that are not trained on: the horizon, or 1 % of the development bars where that is more. */
export function embargoOf(facts: {
  readonly configured: number | 'auto';
  readonly horizon: number;
  readonly developmentBars: number;
}): number {
  if (facts.configured !== 'auto') return facts.configured;
  return Math.max(facts.horizon, Math.ceil(facts.developmentBars / 100));
}

/** Every choice of k of the numbers 0 … n − 1, in lexicographic order. */
export function combinations(n: number, k: number): readonly (readonly number[])[] {
  const all: number[][] = [];
  const chosen = Array.from({ length: k }, (_, i) => i);
  for (;;) {
    all.push([...chosen]);
    let at = k - 1;
    while (at >= 0 && chosen[at] === n - k + at) at -= 1;
    if (at < 0) return all;
    chosen[at]! += 1;
    for (let next = at + 1; next < k; next += 1) chosen[next] = chosen[next - 1]! + 1;
  }
}

/**
 * How the folds join to whole paths: `paths[p][group]` is the number of the fold, counted from 0, that tests the group on path p. Path p
 * takes the p-th fold that tests a group, for each group.
 */
export function combinatorialPaths(groups: number, test: number): readonly (readonly number[])[] {
  const testedBy: number[][] = Array.from({ length: groups }, () => []);
  for (const [fold, chosen] of combinations(groups, test).entries()) for (const group of chosen) testedBy[group]!.push(fold);
  return testedBy[0]!.map((_, path) => testedBy.map((folds) => folds[path]!));
}

/** First and last of each run of neighbours. */
function runs(chosen: readonly number[]): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const group of chosen) {
    const last = found.at(-1);
    if (last !== undefined && last[1] === group - 1) last[1] = group;
    else found.push([group, group]);
  }
  return found;
}

function joined(parts: readonly Int32Array[]): Int32Array {
  const all = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all.sort();
}
