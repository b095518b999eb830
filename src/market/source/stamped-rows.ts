import type { TimeRange } from './time-ranges.ts';

/** Rows as a vendor sends them: `stamp` is the beginning of a bar, or a date as a multiple of 24 h. NaN where a cell is empty. */
export interface StampedRows {
  readonly length: number;
  readonly stamp: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

export const ROW_COLUMNS = ['stamp', 'open', 'high', 'low', 'close', 'volume'] as const;
export type RowColumn = (typeof ROW_COLUMNS)[number];

/** Rows of one page: stamp, open, high, low, close, volume each. */
export function stampedRows(cells: readonly (readonly number[])[]): StampedRows {
  const column = (index: number): Float64Array => Float64Array.from(cells, (row) => row[index] ?? Number.NaN);
  const [stamp, open, high] = [column(0), column(1), column(2)];
  return { length: cells.length, stamp, open, high, low: column(3), close: column(4), volume: column(5) };
}

/** True for a row without any price: a session without a trade, or a vendor's placeholder. */
export function isEmptyRow({ open, high, low, close }: StampedRows, row: number): boolean {
  return Number.isNaN(open[row]!) && Number.isNaN(high[row]!) && Number.isNaN(low[row]!) && Number.isNaN(close[row]!);
}

/** All parts in one, oldest row first. Of rows with one stamp the last of the later part stays, but a row with prices before an empty one. */
export function mergeRows(parts: readonly StampedRows[]): StampedRows {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined && isRising(only.stamp)) return only;
  const all = concatenated(parts);
  const order = new Uint32Array(all.length);
  for (let i = 0; i < order.length; i += 1) order[i] = i;
  order.sort((a, b) => all.stamp[a]! - all.stamp[b]! || a - b);
  const kept: number[] = [];
  for (const row of order) {
    const last = kept.at(-1);
    if (last === undefined || all.stamp[last] !== all.stamp[row]) kept.push(row);
    else if (isEmptyRow(all, last) || !isEmptyRow(all, row)) kept[kept.length - 1] = row;
  }
  return mapColumns(kept.length, (name) => Float64Array.from(kept, (row) => all[name][row]!));
}

/** The rows whose stamp lies in the range; `rows` must be in order. */
export function rowsWithin(rows: StampedRows, { from, to }: TimeRange): StampedRows {
  let first = 0;
  while (first < rows.length && rows.stamp[first]! < from) first += 1;
  let end = rows.length;
  while (end > first && rows.stamp[end - 1]! >= to) end -= 1;
  return mapColumns(end - first, (name) => rows[name].subarray(first, end));
}

/** The rows for which `keep` is true, in their order. */
export function rowsWhere(rows: StampedRows, keep: (row: number) => boolean): StampedRows {
  const kept: number[] = [];
  for (let row = 0; row < rows.length; row += 1) if (keep(row)) kept.push(row);
  if (kept.length === rows.length) return rows;
  return mapColumns(kept.length, (name) => Float64Array.from(kept, (row) => rows[name][row]!));
}

export function mapColumns(length: number, columnOf: (name: RowColumn) => Float64Array): StampedRows {
  const [stamp, open, high] = [columnOf('stamp'), columnOf('open'), columnOf('high')];
  return { length, stamp, open, high, low: columnOf('low'), close: columnOf('close'), volume: columnOf('volume') };
}

function concatenated(parts: readonly StampedRows[]): StampedRows {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return mapColumns(length, (name) => {
    const column = new Float64Array(length);
    let at = 0;
    for (const part of parts) {
      column.set(part[name].subarray(0, part.length), at);
      at += part.length;
    }
    return column;
  });
}

function isRising(stamp: Float64Array): boolean {
  for (let i = 1; i < stamp.length; i += 1) if (!(stamp[i]! > stamp[i - 1]!)) return false;
  return true;
}
