import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Zone } from '../../../base/index.ts';
import type { CsvConfig, RawRows } from '../../../market/index.ts';
import { StoreReadError, systemCode } from '../../fs/index.ts';
import { DataFormatError, FileMissingError } from '../errors.ts';
import { type ColumnPlan, planColumns } from './columns.ts';
import { RowParser } from './row-parser.ts';

const PIECE_BYTES = 1 << 18;
const HEADER_BYTES = 1 << 16;
const NEWLINE = 10;
const QUOTE = 34;

export interface CsvOptions {
  readonly csv: CsvConfig;
  readonly symbol: string;
  /** Path as the user wrote it, for messages. */
  readonly shownPath: string;
}

export interface CsvFile {
  readonly raw: RawRows;
  readonly plan: ColumnPlan;
  /** `sha256:…` of the bytes of the file as stored (compressed when it is). */
  readonly hash: string;
}

/** Reads a CSV file, compressed when it ends in `.gz`. @throws FileMissingError, CsvColumnMissingError, DataFormatError */
export function readCsv(path: string, options: CsvOptions): CsvFile {
  const dayFirst = false;
  const first = pass(path, options, dayFirst);
  if (!first.parser.isDayFirst) return finish(first, options);
  return finish(pass(path, options, !dayFirst), options);
}

/** Names of the columns of a file. */
export function readCsvHeader(path: string, shown: string): readonly string[] {
  const source = openSource(path, shown);
  try {
    const bytes = Buffer.alloc(HEADER_BYTES);
    return headerOf(bytes.subarray(0, source.read(bytes)), shown).names;
  } finally {
    source.close();
  }
}

/** What the first rows of a file show: which column is what, and how its stamps are written. */
export function readCsvHead(path: string, options: CsvOptions): { readonly plan: ColumnPlan; readonly raw: RawRows } {
  const source = openSource(path, options.shownPath);
  try {
    const buffer = Buffer.alloc(HEADER_BYTES + 1);
    const filled = source.read(buffer.subarray(0, HEADER_BYTES));
    const { parser, plan, from } = startParsing(buffer.subarray(0, filled), options, false, filled);
    buffer[filled] = NEWLINE;
    const isWhole = filled < HEADER_BYTES;
    parser.parse(buffer, from, isWhole ? filled : Math.max(from, buffer.lastIndexOf(NEWLINE, filled - 1) + 1));
    return { plan, raw: finish({ parser, plan, hash: '' }, options).raw };
  } finally {
    source.close();
  }
}

interface Pass {
  readonly parser: RowParser;
  readonly plan: ColumnPlan;
  readonly hash: string;
}

function finish({ parser, plan, hash }: Pass, { csv }: CsvOptions): CsvFile {
  const zone = Zone.of(csv.timezone);
  if (zone.name === 'UTC') return { raw: parser.finish(undefined), plan, hash };
  const toUtc = (local: number, before: number): number => {
    const first = zone.toUtc(local);
    return first > before ? first : later(zone, local, first, before);
  };
  return { raw: parser.finish(toUtc), plan, hash };
}

/** When clocks go back, the second of two equal wall-clock times follows the first. */
function later(zone: Zone, local: number, first: number, before: number): number {
  const second = zone.toUtcLater(local);
  return second !== first && second > before && before - first < 3_600_001 ? second : first;
}

/** Reads the file in pieces into one buffer; what follows the last whole line moves to the front for the next piece. */
function pass(path: string, options: CsvOptions, dayFirst: boolean): Pass {
  const source = openSource(path, options.shownPath);
  try {
    // One byte more than is ever filled, for the line feed that a file may lack at its end.
    let buffer = Buffer.allocUnsafe(Math.min(PIECE_BYTES, source.size) + 1);
    let start: ReturnType<typeof startParsing> | undefined;
    let filled = 0;
    for (;;) {
      if (filled === buffer.length - 1) buffer = Buffer.concat([buffer], buffer.length * 2);
      const count = source.read(buffer.subarray(filled, buffer.length - 1));
      const isLast = count === 0;
      filled += count;
      const known = buffer.subarray(0, filled);
      let from = 0;
      if (start === undefined) {
        if (!isLast && !known.includes(NEWLINE)) continue;
        start = startParsing(known, options, dayFirst, source.size);
        from = start.from;
      }
      buffer[filled] = NEWLINE;
      const end = isLast ? filled : known.lastIndexOf(NEWLINE) + 1;
      if (end > from) start.parser.parse(buffer, from, end);
      if (isLast) return { parser: start.parser, plan: start.plan, hash: source.hash() };
      const rest = Math.max(end, from);
      buffer.copyWithin(0, rest, filled);
      filled -= rest;
    }
  } finally {
    source.close();
  }
}

/** Reads the header line, skipping a byte order mark, and makes the parser. */
function startParsing(
  bytes: Buffer,
  options: CsvOptions,
  dayFirst: boolean,
  size: number,
): { readonly parser: RowParser; readonly plan: ColumnPlan; readonly from: number } {
  const { names, delimiter, end, line } = headerOf(bytes, options.shownPath);
  const plan = planColumns(names, { csv: options.csv, symbol: options.symbol, file: options.shownPath });
  const zone = Zone.of(options.csv.timezone);
  const lineBytes = Math.max(8, averageLine(bytes, end + 1));
  const parser = new RowParser({
    plan,
    delimiter: delimiter.charCodeAt(0),
    dayFirst,
    skipEmpty: plan.shape === 'close',
    // Later lines may be shorter than the first ones; memory that is not touched costs nothing.
    capacity: Math.ceil((size / lineBytes) * 1.25) + 64,
    firstLine: line + 1,
    toUtc: (local) => zone.toUtc(local),
  });
  return { parser, plan, from: Math.min(end + 1, bytes.length) };
}

interface Header {
  readonly names: readonly string[];
  readonly delimiter: string;
  /** The line feed after it, or the end of the bytes. */
  readonly end: number;
  readonly line: number;
}

function headerOf(bytes: Buffer, shown: string): Header {
  refuseBinary(bytes, shown);
  let from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let line = 1;
  while (bytes[from] === NEWLINE || (bytes[from] === 13 && bytes[from + 1] === NEWLINE)) {
    from += bytes[from] === NEWLINE ? 1 : 2;
    line += 1;
  }
  if (from >= bytes.length) throw new DataFormatError(shown, 'the file is empty', { hint: 'it needs a header line and rows' });
  const found = bytes.indexOf(NEWLINE, from);
  const end = found < 0 ? bytes.length : found;
  const text = bytes.toString('utf8', from, end).replace(/\r$/, '');
  const delimiter = delimiterOf(text);
  return { names: splitHeader(text, delimiter), delimiter, end, line };
}

function refuseBinary(bytes: Buffer, file: string): void {
  const head = bytes.subarray(0, 4096);
  const isUtf16 = (head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff);
  if (isUtf16 || head.includes(0)) {
    throw new DataFormatError(file, isUtf16 ? 'the file is UTF-16 text' : 'the file is no text', {
      hint: isUtf16 ? 'save it as UTF-8' : 'source csv reads text; use source parquet for Parquet files',
    });
  }
}

function averageLine(bytes: Buffer, from: number): number {
  const until = Math.min(bytes.length, from + HEADER_BYTES);
  let lines = 0;
  for (let i = from; i < until; i += 1) if (bytes[i] === NEWLINE) lines += 1;
  return lines === 0 ? Math.max(1, until - from) : (until - from) / lines;
}

/** The one of comma, semicolon, tab and bar that occurs most often outside quotes. */
function delimiterOf(header: string): string {
  const plain = header.replace(/"[^"]*"/g, '');
  let best = ',';
  for (const candidate of [';', '\t', '|']) if (plain.split(candidate).length > plain.split(best).length) best = candidate;
  return best;
}

function splitHeader(text: string, delimiter: string): readonly string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (const char of text) {
    if (char.charCodeAt(0) === QUOTE) isQuoted = !isQuoted;
    else if (char === delimiter && !isQuoted) {
      cells.push(cell.trim());
      cell = '';
    } else cell += char;
  }
  cells.push(cell.trim());
  return cells;
}

interface Source {
  /** Bytes of text in all, as far as known beforehand. */
  readonly size: number;
  /** Fills the target as far as there are bytes and says how many; 0 at the end. */
  read(target: Buffer): number;
  readonly hash: () => string;
  close(): void;
}

function openSource(path: string, shown: string): Source {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') throw new FileMissingError(shown);
    if (code === undefined) throw error;
    throw new StoreReadError(shown, code, error);
  }
  const { size } = fstatSync(file);
  const digest = createHash('sha256');
  const read = (target: Buffer): number => {
    let filled = 0;
    while (filled < target.length) {
      const count = readSync(file, target, filled, target.length - filled, null);
      if (count === 0) break;
      filled += count;
    }
    digest.update(target.subarray(0, filled));
    return filled;
  };
  const hash = (): string => `sha256:${digest.digest('hex')}`;
  const close = (): void => closeSync(file);
  return path.endsWith('.gz') ? unzipped({ size, read, hash, close }, shown) : { size, read, hash, close };
}

/** A compressed file is unpacked as a whole; the hash is that of the compressed bytes. */
function unzipped(source: Source, shown: string): Source {
  const packed = Buffer.alloc(source.size);
  source.read(packed);
  const text = unzip(packed, shown);
  let at = 0;
  const read = (target: Buffer): number => {
    const count = text.copy(target, 0, at);
    at += count;
    return count;
  };
  return { ...source, size: text.length, read };
}

function unzip(bytes: Buffer, shown: string): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new DataFormatError(shown, 'the file is no gzip file, or is cut off', { cause: error });
  }
}
