import { DAY_MS, type Timeframe } from '../base/index.ts';
import type { BarColumns, CorporateAction } from './bars.ts';
import { calendarOf } from './calendars/calendar.ts';
import type { Dataset, SymbolData } from './dataset.ts';
import type { CalendarName, Instrument } from './instrument.ts';

/** One symbol ready to join a dataset. */
export interface SymbolBars {
  readonly instrument: Instrument;
  readonly calendar: CalendarName;
  readonly bars: BarColumns;
  readonly factor: Float64Array | undefined;
  readonly actions: readonly CorporateAction[];
  readonly synthetic: boolean;
}

/** Where columns are cut from: an arena, or plain arrays. */
export interface Allocator {
  float64(length: number): Float64Array;
  int32(length: number): Int32Array;
}

export const PLAIN: Allocator = { float64: (length) => new Float64Array(length), int32: (length) => new Int32Array(length) };

/** Takes bytes in order and gives `sha256:…` of all of them. */
export interface Hasher {
  update(data: string | Uint8Array): void;
  digest(): string;
}

/** Puts symbols of one timeframe on one time index: the union of their closes. @param symbols at least one, in the wanted order */
export function buildDataset(
  symbols: readonly SymbolBars[],
  timeframe: Timeframe,
  tools: { readonly allocator?: Allocator; readonly hasher: Hasher },
): Dataset {
  const allocator = tools.allocator ?? PLAIN;
  const time = unionOf(
    symbols.map(({ bars }) => bars.time),
    allocator,
  );
  const members: readonly SymbolData[] = symbols.map(({ instrument, calendar, bars, factor, actions, synthetic }) => ({
    instrument,
    calendar,
    bars,
    factor,
    actions,
    rows: rowsOn(time, bars.time, allocator),
    hasVolume: bars.volume.some((value) => value > 0),
    synthetic,
  }));
  const calendar = symbols[0]?.calendar ?? 'XNYS';
  return {
    timeframe,
    time,
    session: sessionsOf(time, calendar, allocator),
    periodsPerYear: periodsOf(time, symbols, timeframe),
    symbols: members,
    fingerprint: fingerprintOf(symbols, timeframe, tools.hasher),
  };
}

/** Sorted union; the first column itself when all are equal. */
function unionOf(times: readonly Float64Array[], allocator: Allocator): Float64Array {
  const [first] = times;
  if (first === undefined) return allocator.float64(0);
  if (times.every((other) => isEqual(first, other))) return first;
  const all = new Float64Array(times.reduce((sum, { length }) => sum + length, 0));
  let filled = 0;
  for (const column of times) {
    all.set(column, filled);
    filled += column.length;
  }
  all.sort();
  let distinct = 0;
  for (let i = 0; i < all.length; i += 1) {
    if (i > 0 && all[i] === all[distinct - 1]) continue;
    all[distinct] = all[i]!;
    distinct += 1;
  }
  const union = allocator.float64(distinct);
  union.set(all.subarray(0, distinct));
  return union;
}

function isEqual(a: Float64Array, b: Float64Array): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i += 1) if (a[i] !== b[i]) return false;
  return true;
}

function rowsOn(union: Float64Array, own: Float64Array, allocator: Allocator): Int32Array | undefined {
  if (union.length === own.length) return undefined;
  const rows = allocator.int32(own.length);
  let row = 0;
  for (let i = 0; i < own.length; i += 1) {
    while (union[row]! < own[i]!) row += 1;
    rows[i] = row;
  }
  return rows;
}

/** Sessions counted from 0; rows outside the calendar (of another market) belong to the date they fall on. */
function sessionsOf(time: Float64Array, name: CalendarName, allocator: Allocator): Int32Array {
  const calendar = calendarOf(name);
  const sessions = allocator.int32(time.length);
  let current = -1;
  let day = Number.NaN;
  let until = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < time.length; i += 1) {
    if (time[i]! > until) {
      const date = calendar.dateOf(time[i]!);
      if (date !== day) current += 1;
      day = date;
      const close = calendar.close(date);
      until = close >= time[i]! ? close : time[i]!;
    }
    sessions[i] = current;
  }
  return sessions;
}

/** By rule when all symbols share a calendar, else as many rows as the union really has in a year. */
function periodsOf(time: Float64Array, symbols: readonly SymbolBars[], timeframe: Timeframe): number {
  const names = new Set(symbols.map(({ calendar }) => calendar));
  const [only = 'XNYS'] = names;
  const span = time.length < 2 ? 0 : time[time.length - 1]! - time[0]!;
  if (names.size === 1 || span === 0) return calendarOf(only).periodsPerYear(timeframe);
  return Math.round(((time.length - 1) / span) * 365.25 * DAY_MS);
}

/** Hash of what the simulation reads: names and units, columns, factors, actions. The order in which symbols are asked for is no part of it. */
function fingerprintOf(unordered: readonly SymbolBars[], timeframe: Timeframe, hasher: Hasher): string {
  hasher.update(`quanttradeai dataset 1 ${timeframe}`);
  const [first] = unordered;
  // Of several calendars the first one's sessions are those of the dataset.
  if (unordered.some(({ calendar }) => calendar !== first?.calendar)) hasher.update(`sessions ${first?.calendar}`);
  const symbols = [...unordered].sort((a, b) => (a.instrument.symbol < b.instrument.symbol ? -1 : 1));
  for (const { instrument, calendar, bars, factor, actions } of symbols) {
    hasher.update(JSON.stringify([instrument.symbol, calendar, bars.length, actions]));
    const columns = [bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume, bars.availableAt, factor];
    for (const column of columns) {
      if (column !== undefined) hasher.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
    }
  }
  return hasher.digest();
}
