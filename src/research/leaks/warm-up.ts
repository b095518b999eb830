import type { FeatureRun, PlanNode } from '../../features/index.ts';
import type { Subject } from './watch.ts';
import { countUpTo, type World } from './world.ts';

/** Rows after warm-up and settle that are looked at, per window. */
const ROWS_COMPARED = 8;
/** A recursive feature differs by less than this share once it has settled (RESEARCH 3.3). */
const SETTLED = 1e-3;
/** Rounding of sums that are anchored elsewhere, as a share of the column's size. */
const ROUNDING = 1e-9;
/** A tie that rounding tips over differs on single rows; a warm-up that is too short, on most. */
const MOST = 0.5;
const LEAST_COMPARED = 8;

interface Tally {
  readonly subject: Subject;
  compared: number;
  wrong: number;
  first: { row: number; symbol: number; withHistory: number; withWarmUp: number } | undefined;
}

/** A feature that does not say enough bars. */
export interface ShortWarmUp {
  readonly subject: Subject;
  readonly symbol: number;
  readonly row: number;
  readonly withHistory: number;
  readonly withWarmUp: number;
}

/** Compares columns that were started late with those of the whole history, right after warm-up and settle. */
export class WarmUpCheck {
  readonly #tallies = new Map<PlanNode, Tally>();
  readonly #subjects: readonly Subject[];

  /** @param reads what the run reads; expressions of rules are left out: their parts are looked at */
  constructor(reads: readonly Subject[]) {
    this.#subjects = reads.filter(
      ({ key, of }) => !key.startsWith('= ') && (of.node.kind === 'feature' || of.node.kind === 'as_of'),
    );
  }

  /** Features with a column that was looked at, and on how many rows. */
  checked(): readonly { readonly name: string; readonly rows: number }[] {
    return [...this.#tallies.values()].map(({ subject, compared }) => ({ name: subject.name, rows: compared }));
  }

  /** @param window a run over the rows of `world`, which begins at row `offset` of the whole one */
  look(whole: FeatureRun, window: { readonly run: FeatureRun; readonly world: World; readonly offset: number }): void {
    const { world, run, offset } = window;
    if (offset === 0) return;
    for (const [symbol, data] of world.dataset.symbols.entries()) {
      for (const subject of this.#subjects) {
        const { settle } = subject.of.node.warmUp[subject.of.output]!;
        const defined = run.firstRow(symbol, [subject.key]);
        if (defined === Number.POSITIVE_INFINITY) continue;
        const from = settledRow(data.rows, defined, settle);
        const to = Math.min(from + ROWS_COMPARED, world.dataset.time.length);
        const columns = { whole: whole.column(symbol, subject.key).subarray(offset), late: run.column(symbol, subject.key) };
        this.#compare(subject, symbol, { ...columns, from, to, offset, tolerance: settle === 0 ? ROUNDING : SETTLED });
      }
    }
  }

  #compare(
    subject: Subject,
    symbol: number,
    span: { whole: Float64Array; late: Float64Array; from: number; to: number; offset: number; tolerance: number },
  ): void {
    const { whole, late, from, to, offset, tolerance } = span;
    const { node } = subject.of;
    const tally = this.#tallies.get(node) ?? { subject, compared: 0, wrong: 0, first: undefined };
    this.#tallies.set(node, tally);
    const size = sizeOf(late, from, to);
    for (let row = from; row < to; row += 1) {
      tally.compared += 1;
      const a = whole[row]!;
      const b = late[row]!;
      if (isClose(a, b, tolerance * size)) continue;
      tally.wrong += 1;
      tally.first ??= { row: row + offset, symbol, withHistory: a, withWarmUp: b };
    }
  }

  /** Features that differ on most rows. */
  short(): readonly ShortWarmUp[] {
    const found: ShortWarmUp[] = [];
    for (const { subject, compared, wrong, first } of this.#tallies.values()) {
      if (first !== undefined && compared >= LEAST_COMPARED && wrong > MOST * compared) found.push({ subject, ...first });
    }
    return found;
  }
}

/** The row of a symbol's own bar that lies `settle` bars after the bar at or before a row. */
function settledRow(rows: Int32Array | undefined, row: number, settle: number): number {
  if (rows === undefined) return row + settle;
  const own = Math.max(0, countUpTo(rows, row) - 1) + settle;
  return own < rows.length ? rows[own]! : Number.POSITIVE_INFINITY;
}

/** Largest size in a column around the rows that are compared, so that values near zero need no more digits than the others. */
function sizeOf(column: Float64Array, from: number, to: number): number {
  let size = 0;
  for (let row = Math.max(0, from - ROWS_COMPARED); row < to; row += 1) {
    const value = Math.abs(column[row]!);
    if (value > size) size = value;
  }
  return size;
}

/** Whether a column that was started late agrees with the whole history on most rows from a row on, so that some warm-up suffices. */
export function agreesLate(
  whole: FeatureRun,
  late: { readonly run: FeatureRun; readonly offset: number; readonly from: number; readonly symbols: number },
  { key }: Subject,
): boolean {
  let compared = 0;
  let wrong = 0;
  for (let symbol = 0; symbol < late.symbols; symbol += 1) {
    const one = whole.column(symbol, key).subarray(late.offset);
    const other = late.run.column(symbol, key);
    for (let row = late.from; row < other.length; row += 1) {
      compared += 1;
      if (!isClose(one[row]!, other[row]!, SETTLED * sizeOf(other, row, row + 1))) wrong += 1;
    }
  }
  return wrong <= MOST * compared;
}

function isClose(a: number, b: number, tolerance: number): boolean {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) === Number.isNaN(b);
  return Math.abs(a - b) <= tolerance;
}
