import { dayOf } from '../returns.ts';
import { calendarPeriod } from '../statistics/series.ts';

/** What was predicted of symbols over time and what came, rows sorted by (time, symbol). */
export interface ScoredRows {
  /** Close time of the bar that was decided on, ms. */
  readonly time: Float64Array;
  /** Number of the symbol. */
  readonly symbol: Int32Array;
  /** The higher, the better the outlook. NaN: nothing was said. */
  readonly score: Float64Array;
  /** Return that followed, as a fraction. NaN: not known. */
  readonly outcome: Float64Array;
}

/** From this many symbols on, predictions are compared across symbols at one time; below it, over time within one symbol. */
export const CROSS_SECTION = 10;
/** Fewest rows of a symbol's calendar month that say anything. */
const MONTH_ROWS = 4;

/** How rows are compared: symbols at one time, or times of one symbol in one calendar month. */
export type Comparison = 'across_symbols' | 'over_time';

/** Rows that are compared with each other. */
export interface Group {
  /** Close time of the bars, or number of the calendar month; never falls from group to group. Over time symbols share one. */
  readonly period: number;
  readonly rows: Int32Array;
}

export interface Groups {
  readonly comparison: Comparison;
  readonly groups: readonly Group[];
}

/** Splits the rows that have a score and an outcome; groups that are too small are left out. */
export function groupsOf({ time, symbol, score, outcome }: ScoredRows): Groups {
  const numbers = new Set(symbol);
  const comparison: Comparison = numbers.size >= CROSS_SECTION ? 'across_symbols' : 'over_time';
  const across = comparison === 'across_symbols';
  const found = new Map<number, { readonly period: number; readonly rows: number[] }>();
  const place = new Map([...numbers].map((number, i) => [number, i]));
  let period = Number.NaN;
  for (let row = 0; row < time.length; row += 1) {
    const at = time[row]!;
    if (row === 0 || at !== time[row - 1]) period = across ? at : calendarPeriod(dayOf(at), 'month');
    if (Number.isNaN(score[row]!) || Number.isNaN(outcome[row]!)) continue;
    const key = across ? period : period * CROSS_SECTION + place.get(symbol[row]!)!;
    const group = found.get(key);
    if (group === undefined) found.set(key, { period, rows: [row] });
    else group.rows.push(row);
  }
  const least = across ? CROSS_SECTION : MONTH_ROWS;
  const large = [...found.values()].filter(({ rows }) => rows.length >= least);
  return { comparison, groups: large.map(({ period, rows }) => ({ period, rows: Int32Array.from(rows) })) };
}

/** The values of a column in the rows of a group. */
export function pick(column: Float64Array, rows: Int32Array): Float64Array {
  return Float64Array.from(rows, (row) => column[row]!);
}

/** Rows of each symbol in their order. */
export function rowsBySymbol({ symbol }: Pick<ScoredRows, 'symbol'>): readonly (readonly number[])[] {
  const found = new Map<number, number[]>();
  for (let row = 0; row < symbol.length; row += 1) {
    const rows = found.get(symbol[row]!);
    if (rows === undefined) found.set(symbol[row]!, [row]);
    else rows.push(row);
  }
  return [...found.values()];
}
