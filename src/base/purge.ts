import { invariant } from './errors.ts';
import type { UnixMs } from './time.ts';

/** When each row was decided (t0) and when the last bar its label reads closed (t1 ≥ t0). */
export interface Spans {
  readonly time: Float64Array;
  readonly end: Float64Array;
}

/** Times from `from` to `to`, both included. */
export interface TimeWindow {
  readonly from: UnixMs;
  readonly to: UnixMs;
}

/** The window of a block of test rows, and until when rows after it are left out. */
export interface TestBlock extends TimeWindow {
  /** Rows with `to` < t0 ≤ `embargoTo` are left out of training; absent: none. */
  readonly embargoTo?: UnixMs;
}

export interface Purged {
  /** Rows that may be trained on, in the order they came. */
  readonly kept: Int32Array;
  /** Rows that meet a block, and those left out for its embargo alone. */
  readonly purged: Int32Array;
  readonly embargoed: Int32Array;
  /** Smallest time in milliseconds between a kept span and a block; above 0. Undefined where nothing is kept or nothing tested. */
  readonly smallestDistance: number | undefined;
}

/** From the first t0 to the last t1 of these rows: all that their labels read, and all that is decided on them. */
export function windowOf({ time, end }: Spans, rows: Int32Array): TimeWindow {
  invariant(rows.length > 0, 'a window is that of some rows');
  let from = Infinity;
  let to = -Infinity;
  for (const row of rows) {
    from = Math.min(from, time[row]!);
    to = Math.max(to, end[row]!);
  }
  return { from, to };
}

/**
 * Takes out of training what knows of a test block: rows whose span [t0, t1] meets its window, both ends included, and those that begin
 * within its embargo. A row that both hold counts as purged.
 *
 * Source: M. López de Prado, Advances in Financial Machine Learning (2018), sections 7.4.1 and 7.4.2.
 */
export function purge({ time, end }: Spans, rows: Int32Array, blocks: readonly TestBlock[]): Purged {
  const kept = new RowList(rows.length);
  const purged = new RowList(rows.length);
  const embargoed = new RowList(rows.length);
  let smallest = Infinity;
  for (const row of rows) {
    const t0 = time[row]!;
    const t1 = end[row]!;
    let nearest = Infinity;
    let isEmbargoed = false;
    for (const block of blocks) {
      nearest = Math.min(nearest, Math.max(block.from - t1, t0 - block.to));
      if (t0 > block.to && t0 <= (block.embargoTo ?? -Infinity)) isEmbargoed = true;
    }
    if (nearest <= 0) purged.push(row);
    else if (isEmbargoed) embargoed.push(row);
    else {
      kept.push(row);
      smallest = Math.min(smallest, nearest);
    }
  }
  return {
    kept: kept.rows(),
    purged: purged.rows(),
    embargoed: embargoed.rows(),
    smallestDistance: smallest === Infinity ? undefined : smallest,
  };
}

/** Rows collected one by one, at most as many as are said at first. */
class RowList {
  readonly #room: Int32Array;
  #length = 0;

  constructor(most: number) {
    this.#room = new Int32Array(most);
  }

  push(row: number): void {
    this.#room[this.#length] = row;
    this.#length += 1;
  }

  rows(): Int32Array {
    return this.#room.slice(0, this.#length);
  }
}

/** The distinct times of these rows, rising. */
export function distinctTimes({ time }: Pick<Spans, 'time'>, rows: Int32Array): Float64Array {
  const sorted = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i += 1) sorted[i] = time[rows[i]!]!;
  sorted.sort();
  return sorted.filter((at, i) => i === 0 || at !== sorted[i - 1]);
}

/** How many of D dates are held out at the end: a fifth, rounded up. */
export const lastFifth = (dates: number): number => Math.ceil(dates / 5);

/**
 * Holds out the rows of the last fifth of the dates, and purges the ones before: what early stopping validates on.
 * @returns no held-out rows where there are none at all
 */
export function heldOutTail(spans: Spans, rows: Int32Array): { readonly train: Purged; readonly test: Int32Array } {
  const dates = distinctTimes(spans, rows);
  const first = dates[dates.length - lastFifth(dates.length)] ?? Infinity;
  const test = rows.filter((row) => spans.time[row]! >= first);
  const before = rows.filter((row) => spans.time[row]! < first);
  return { train: purge(spans, before, test.length === 0 ? [] : [windowOf(spans, test)]), test };
}
