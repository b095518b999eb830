import { DAY_MS } from '../../../base/index.ts';
import { BAD_ROW_LIMIT, type BadRow, type BadRowCode, type RawRows } from '../../../market/index.ts';
import type { ColumnPlan, Field } from './columns.ts';
import { readClock, readStamp, STAMP, type StampResult } from './stamp.ts';

const NEWLINE = 10;
const RETURN = 13;
const QUOTE = 34;
const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const NINE = 57;

/** Powers of ten that a float64 holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));

/** Cells that say "no value". */
const EMPTY = new Set(['', '.', '-', 'na', 'n/a', '#n/a', 'nan', 'null', 'none', 'nil']);

/** What a column of the file is for, as a small number for the inner loop. */
const SKIP = -1;
const TIME = -2;
const CLOCK = -3;

export interface ParserOptions {
  readonly plan: ColumnPlan;
  readonly delimiter: number;
  /** `03/04/2020` is the 3rd of April. */
  readonly dayFirst: boolean;
  /** A row without any price is an absent bar, not a bad row. */
  readonly skipEmpty: boolean;
  /** Rows to make room for at first. */
  readonly capacity: number;
  /** Line of the first byte that will be parsed, counted from 1. */
  readonly firstLine: number;
  /** Wall-clock milliseconds of stamps without a zone → instant. */
  readonly toUtc: (local: number) => number;
}

/**
 * Bytes of a CSV file → rows. Numbers of up to 15 digits are read as a whole number divided once by a power of ten, which rounds
 * correctly; all others by `Number`. Feed whole lines only; {@link consumed} says how far the last feed got.
 */
export class RowParser {
  readonly #options: ParserOptions;
  readonly #targets: Int32Array;
  readonly #needed: number;
  readonly #hasClock: boolean;
  readonly #fields: readonly Field[];
  #columns: Float64Array[];
  #stamp: Float64Array;
  #kind: Uint8Array;
  #line: Uint32Array;
  #capacity: number;
  #rows = 0;
  #lineNow: number;
  #dates = 0;
  #midnights = 0;
  readonly #badRows: BadRow[] = [];
  #badRowCount = 0;
  readonly #stampResult: StampResult = { ms: Number.NaN, kind: 0, firstAbove12: false, secondAbove12: false };
  #dayKey = -1;
  #dayMs = 0;
  #value = 0;

  constructor(options: ParserOptions) {
    this.#options = options;
    this.#fields = [...options.plan.at.keys()].filter((field) => field !== 'time' && field !== 'clock');
    const last = Math.max(...options.plan.at.values());
    this.#needed = last + 1;
    this.#hasClock = options.plan.at.has('clock');
    this.#targets = new Int32Array(this.#needed).fill(SKIP);
    for (const [field, index] of options.plan.at) {
      this.#targets[index] = field === 'time' ? TIME : field === 'clock' ? CLOCK : this.#fields.indexOf(field);
    }
    this.#capacity = Math.max(16, options.capacity);
    this.#stamp = new Float64Array(this.#capacity);
    this.#kind = new Uint8Array(this.#capacity);
    this.#line = new Uint32Array(this.#capacity);
    this.#columns = this.#fields.map(() => new Float64Array(this.#capacity));
    this.#lineNow = options.firstLine;
  }

  /** The file writes days before months; parse it again with `dayFirst`. */
  get isDayFirst(): boolean {
    return this.#stampResult.firstAbove12 && !this.#stampResult.secondAbove12 && !this.#options.dayFirst;
  }

  /**
   * Parses `bytes[from, to)`; `bytes[to - 1]` is a line feed or, at the end of the file, `bytes[to]` is one that was put there.
   */
  parse(bytes: Buffer, from: number, to: number): void {
    let at = from;
    while (at < to) {
      const first = bytes[at]!;
      if (first === NEWLINE || (first === RETURN && bytes[at + 1] === NEWLINE)) {
        at += first === NEWLINE ? 1 : 2;
        this.#lineNow += 1;
        continue;
      }
      at = this.#row(bytes, at, to);
      this.#lineNow += 1;
    }
  }

  /** One line from `start`; returns where the next begins. */
  #row(bytes: Buffer, start: number, to: number): number {
    const row = this.#rows;
    if (row === this.#capacity) this.#grow();
    const targets = this.#targets;
    const delimiter = this.#options.delimiter;
    let at = start;
    let ms = Number.NaN;
    let clock = 0;
    for (let column = 0; column < this.#needed; column += 1) {
      const target = targets[column]!;
      const cell = at;
      if (bytes[at] === QUOTE) {
        at = this.#quotedEnd(bytes, at, to);
        if (target !== SKIP && !this.#slowCell(bytes.toString('latin1', cell + 1, at - 1).replaceAll('""', '"'), target, row)) {
          return this.#badCell(bytes, start, cell, at, target, to);
        }
        if (target === TIME) ms = this.#value;
        else if (target === CLOCK) clock = this.#value;
      } else if (target >= 0) {
        at = this.#number(bytes, at, delimiter);
        if (at < 0) {
          at = endOfCell(bytes, cell, delimiter);
          if (!this.#slowCell(bytes.toString('latin1', cell, trimmedEnd(bytes, cell, at)), target, row)) {
            return this.#badCell(bytes, start, cell, at, target, to);
          }
        } else this.#columns[target]![row] = this.#value;
      } else {
        at = endOfCell(bytes, cell, delimiter);
        if (target === TIME) {
          if (!this.#time(bytes, cell, trimmedEnd(bytes, cell, at), row))
            return this.#badCell(bytes, start, cell, at, target, to);
          ms = this.#value;
        } else if (target === CLOCK) {
          clock = readClock(bytes.toString('latin1', cell, trimmedEnd(bytes, cell, at)));
          if (Number.isNaN(clock)) return this.#badCell(bytes, start, cell, at, target, to);
        }
      }
      const separator = bytes[at]!;
      if (separator === delimiter) {
        at += 1;
        if (column + 1 < this.#needed) continue;
      } else if (column + 1 < this.#needed) {
        this.#bad('TOO_FEW_CELLS', `the row has ${column + 1} cells, ${this.#needed} are needed`, undefined);
        return lineEnd(bytes, at, to);
      }
    }
    const next = bytes[at] === NEWLINE ? at + 1 : lineEnd(bytes, at, to);
    if (this.#options.skipEmpty && this.#hasNoPrice(row)) return next;
    this.#keep(row, ms, clock);
    return next;
  }

  #keep(row: number, ms: number, clock: number): void {
    if (clock !== 0 || (this.#kind[row] === STAMP.date && this.#hasClock)) this.#kind[row] = STAMP.wall;
    const stamp = ms + clock;
    this.#stamp[row] = stamp;
    if (this.#kind[row] === STAMP.date) this.#dates += 1;
    if (stamp % DAY_MS === 0) this.#midnights += 1;
    this.#line[row] = this.#lineNow;
    this.#rows = row + 1;
  }

  /** Fast path of a number; the place after it, or -1 when the cell needs the slow path. The value is left in `#value`. */
  #number(bytes: Buffer, start: number, delimiter: number): number {
    let at = start;
    let code = bytes[at]!;
    const isNegative = code === MINUS;
    if (isNegative) {
      at += 1;
      code = bytes[at]!;
    }
    const firstDigit = at;
    let mantissa = 0;
    while (code >= ZERO && code <= NINE) {
      mantissa = mantissa * 10 + (code - ZERO);
      at += 1;
      code = bytes[at]!;
    }
    let digits = at - firstDigit;
    let scale = 0;
    if (code === POINT) {
      at += 1;
      code = bytes[at]!;
      const fraction = at;
      while (code >= ZERO && code <= NINE) {
        mantissa = mantissa * 10 + (code - ZERO);
        at += 1;
        code = bytes[at]!;
      }
      scale = at - fraction;
      digits += scale;
    }
    if (digits === 0 || digits > 15 || (code !== delimiter && code !== NEWLINE && code !== RETURN)) return -1;
    const value = scale === 0 ? mantissa : mantissa / POWERS[scale]!;
    this.#value = isNegative ? -value : value;
    return at;
  }

  /** Fast path of `YYYY-MM-DD`, `YYYY-MM-DD[T ]HH:MM[:SS][Z]`; all other forms go to the slow one. */
  #time(bytes: Buffer, from: number, end: number, row: number): boolean {
    const length = end - from;
    if (length >= 10 && bytes[from + 4] === MINUS && bytes[from + 7] === MINUS) {
      const day = this.#day(bytes, from);
      if (length === 10) {
        this.#value = day;
        this.#kind[row] = STAMP.date;
        if (!Number.isNaN(day)) return true;
      } else if ((length === 19 || length === 20) && bytes[from + 13] === 58 && bytes[from + 16] === 58) {
        const hour = pair(bytes, from + 11);
        const minute = pair(bytes, from + 14);
        const second = pair(bytes, from + 17);
        const isUtc = length === 20 && bytes[from + 19] === 90;
        if (hour < 24 && minute < 60 && second < 60 && (length === 19 || isUtc) && !Number.isNaN(day)) {
          this.#kind[row] = isUtc ? STAMP.instant : STAMP.wall;
          this.#value = day + hour * 3_600_000 + minute * 60_000 + second * 1_000;
          return true;
        }
      }
    }
    return this.#slowCell(bytes.toString('latin1', from, end), TIME, row);
  }

  /** The date that begins at `from`; the same date as before costs nothing. NaN when it is none. */
  #day(bytes: Buffer, from: number): number {
    const key = (pair(bytes, from) * 100 + pair(bytes, from + 2)) * 10_000 + pair(bytes, from + 5) * 100 + pair(bytes, from + 8);
    if (key === this.#dayKey) return this.#dayMs;
    const year = Math.floor(key / 10_000);
    const month = Math.floor(key / 100) % 100;
    const day = key % 100;
    const ms = month < 1 || month > 12 || day < 1 || !(key < 99_991_231) ? Number.NaN : Date.UTC(year, month - 1, day);
    this.#dayMs = Number.isNaN(ms) || new Date(ms).getUTCDate() !== day ? Number.NaN : ms;
    this.#dayKey = key;
    return this.#dayMs;
  }

  #slowCell(text: string, target: number, row: number): boolean {
    if (target === TIME) {
      readStamp(text, this.#options.dayFirst, this.#stampResult);
      this.#value = this.#stampResult.ms;
      this.#kind[row] = this.#stampResult.kind;
      return !Number.isNaN(this.#value);
    }
    if (target === CLOCK) {
      this.#value = readClock(text);
      return !Number.isNaN(this.#value);
    }
    const field = this.#fields[target]!;
    const value = field === 'available_at' ? this.#instant(text) : slowNumber(text);
    if (value === undefined) return false;
    this.#columns[target]![row] = value;
    return true;
  }

  #instant(text: string): number | undefined {
    const result: StampResult = { ms: Number.NaN, kind: 0, firstAbove12: false, secondAbove12: false };
    readStamp(text, this.#options.dayFirst, result);
    if (Number.isNaN(result.ms)) return undefined;
    if (result.kind === STAMP.instant) return result.ms;
    // A date alone is known for sure when it is over.
    return this.#options.toUtc(result.kind === STAMP.date ? result.ms + DAY_MS : result.ms);
  }

  /** After the closing quote of a cell; a quote without an end closes with the line. */
  #quotedEnd(bytes: Buffer, start: number, to: number): number {
    let at = start + 1;
    while (at < to) {
      const code = bytes[at]!;
      if (code === QUOTE) {
        if (bytes[at + 1] !== QUOTE) return at + 1;
        at += 1;
      } else if (code === NEWLINE) return at;
      at += 1;
    }
    return to;
  }

  #hasNoPrice(row: number): boolean {
    for (let i = 0; i < this.#fields.length; i += 1) {
      const field = this.#fields[i]!;
      const isPrice = field === 'open' || field === 'high' || field === 'low' || field === 'close';
      if (isPrice && !Number.isNaN(this.#columns[i]![row]!)) return false;
    }
    return true;
  }

  #badCell(bytes: Buffer, start: number, cell: number, end: number, target: number, to: number): number {
    const text = bytes.toString('utf8', cell, Math.min(end, cell + 40));
    const isTime = target === TIME || target === CLOCK;
    const what = isTime ? 'time' : this.#fields[target]!;
    this.#bad(isTime ? 'NOT_A_TIME' : 'NOT_A_NUMBER', `the ${what} is ${JSON.stringify(text)}`, cell - start + 1);
    return lineEnd(bytes, end, to);
  }

  #bad(code: BadRowCode, fact: string, column: number | undefined): void {
    this.#badRowCount += 1;
    if (this.#badRows.length < BAD_ROW_LIMIT) this.#badRows.push({ line: this.#lineNow, column, code, fact });
  }

  #grow(): void {
    const capacity = Math.ceil(this.#capacity * 1.5) + 16;
    const larger = (old: Float64Array): Float64Array => {
      const column = new Float64Array(capacity);
      column.set(old);
      return column;
    };
    this.#stamp = larger(this.#stamp);
    this.#columns = this.#columns.map(larger);
    const kind = new Uint8Array(capacity);
    kind.set(this.#kind);
    this.#kind = kind;
    const line = new Uint32Array(capacity);
    line.set(this.#line);
    this.#line = line;
    this.#capacity = capacity;
  }

  /** What was read. @param toUtc wall-clock milliseconds → instant, given the instant of the row before; undefined: the clock shows UTC */
  finish(toUtc: ((local: number, before: number) => number) | undefined): RawRows {
    const rows = this.#rows;
    const dated = rows > 0 && (this.#dates === rows || (this.#midnights === rows && isDaily(this.#stamp, rows)));
    if (!dated && toUtc !== undefined) this.#toInstants(toUtc);
    const column = (field: Field): Float64Array | undefined => {
      const index = this.#fields.indexOf(field);
      return index < 0 ? undefined : this.#columns[index];
    };
    const close = column('close') ?? new Float64Array(this.#capacity).fill(Number.NaN);
    const open = column('open') ?? close.slice();
    return {
      length: rows,
      stamp: this.#stamp,
      dated,
      open,
      high: column('high') ?? extreme(open, close, rows, Math.max),
      low: column('low') ?? extreme(open, close, rows, Math.min),
      close,
      volume: column('volume') ?? new Float64Array(this.#capacity).fill(Number.NaN),
      availableAt: column('available_at'),
      dividend: column('dividend'),
      split: column('split'),
      adjustedClose: column('adjusted_close'),
      line: this.#line,
      badRows: this.#badRows,
      badRowCount: this.#badRowCount,
      closeOnly: this.#options.plan.shape !== 'ohlc',
    };
  }

  #toInstants(toUtc: (local: number, before: number) => number): void {
    let before = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.#rows; i += 1) {
      if (this.#kind[i] !== STAMP.instant) this.#stamp[i] = toUtc(this.#stamp[i]!, before);
      before = this.#stamp[i]!;
    }
  }
}

/** Most stamps lie at least a day apart. */
function isDaily(stamp: Float64Array, rows: number): boolean {
  let short = 0;
  for (let i = 1; i < rows; i += 1) {
    const distance = Math.abs(stamp[i]! - stamp[i - 1]!);
    if (distance > 0 && distance < DAY_MS) short += 1;
  }
  return short * 2 < rows;
}

function extreme(a: Float64Array, b: Float64Array, rows: number, pick: (a: number, b: number) => number): Float64Array {
  const result = new Float64Array(a.length);
  for (let i = 0; i < rows; i += 1) result[i] = pick(a[i]!, b[i]!);
  return result;
}

function pair(bytes: Buffer, at: number): number {
  const tens = bytes[at]! - ZERO;
  const ones = bytes[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function endOfCell(bytes: Buffer, from: number, delimiter: number): number {
  let at = from;
  for (;;) {
    const code = bytes[at]!;
    if (code === delimiter || code === NEWLINE) return at;
    at += 1;
  }
}

/** The end of a cell without the carriage return before a line feed. */
function trimmedEnd(bytes: Buffer, from: number, end: number): number {
  return end > from && bytes[end] === NEWLINE && bytes[end - 1] === RETURN ? end - 1 : end;
}

function lineEnd(bytes: Buffer, from: number, to: number): number {
  const found = bytes.indexOf(NEWLINE, from);
  return found < 0 || found >= to ? to : found + 1;
}

/** Every other way to write a number; NaN for "no value", undefined when it is none. */
function slowNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (EMPTY.has(trimmed.toLowerCase())) return Number.NaN;
  const plain = /^[-+]?\d{1,3}(,\d{3})+(\.\d*)?$/.test(trimmed) ? trimmed.replaceAll(',', '') : trimmed;
  if (/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain)) return Number(plain);
  return /^[-+]?inf(inity)?$/i.test(plain) ? Number.POSITIVE_INFINITY : undefined;
}
