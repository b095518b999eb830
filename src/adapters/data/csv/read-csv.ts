import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Zone } from '../../../base/index.ts';
import type { CsvConfig, RawRows } from '../../../market/index.ts';
import { StoreReadError, systemCode } from '../../fs/index.ts';
import { DataFormatError, FileMissingError } from '../errors.ts';
import { type ColumnPlan, planColumns } from './columns.ts';
import { RowParser } from './row-parser.ts';

const CHUNK_BYTES = 8 << 20;
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

/** Header and first rows of a file, for `validate`. */
export function readCsvHead(path: string, options: CsvOptions): { readonly plan: ColumnPlan; readonly raw: RawRows } {
  const source = openSource(path, options.shownPath);
  try {
    const bytes = source.read(HEADER_BYTES);
    const isWhole = bytes.length < HEADER_BYTES;
    const start = startParsing(bytes, options, false, bytes.length);
    const end = isWhole ? bytes.length : lastLineEnd(bytes, start.from);
    start.parser.parse(terminated(bytes, end), start.from, end);
    const { raw, plan } = finish({ ...start, hash: '' }, options);
    return { raw, plan };
  } finally {
    source.close();
  }
}

/** Names of the columns of a file. */
export function readCsvHeader(path: string, shown: string): readonly string[] {
  const source = openSource(path, shown);
  try {
    const bytes = source.read(HEADER_BYTES);
    return headerOf(bytes, shown).names;
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

function pass(path: string, options: CsvOptions, dayFirst: boolean): Pass {
  const source = openSource(path, options.shownPath);
  try {
    const hash = source.hash;
    let buffer: Buffer = Buffer.alloc(0);
    let start: ReturnType<typeof startParsing> | undefined;
    for (;;) {
      const chunk = source.read(CHUNK_BYTES);
      const isLast = chunk.length === 0;
      buffer = buffer.length === 0 ? chunk : Buffer.concat([buffer, chunk]);
      let from = 0;
      if (start === undefined) {
        start = startParsing(buffer, options, dayFirst, source.size);
        from = start.from;
      }
      const end = isLast ? buffer.length : lastLineEnd(buffer, from);
      if (end > from) start.parser.parse(isLast ? terminated(buffer, end) : buffer, from, end);
      if (isLast) return { parser: start.parser, plan: start.plan, hash: hash() };
      buffer = Buffer.from(buffer.subarray(Math.max(end, from)));
    }
  } finally {
    source.close();
  }
}

/** The same bytes, with a line feed at `end` so that the parser always meets one. */
function terminated(bytes: Buffer, end: number): Buffer {
  if (end > 0 && bytes[end - 1] === NEWLINE) return bytes;
  const copy = Buffer.alloc(end + 1);
  bytes.copy(copy, 0, 0, end);
  copy[end] = NEWLINE;
  return copy;
}

/** After the last line feed; 0 when there is none. */
function lastLineEnd(bytes: Buffer, from: number): number {
  const last = bytes.lastIndexOf(NEWLINE);
  return last < from ? from : last + 1;
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
    capacity: Math.ceil((size / lineBytes) * 1.02) + 64,
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
  /** The next bytes, at most so many; empty at the end. */
  read(bytes: number): Buffer;
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
  const raw = (bytes: number): Buffer => {
    const chunk = Buffer.allocUnsafe(bytes);
    let filled = 0;
    while (filled < bytes) {
      const count = readSync(file, chunk, filled, bytes - filled, null);
      if (count === 0) break;
      filled += count;
    }
    digest.update(chunk.subarray(0, filled));
    return chunk.subarray(0, filled);
  };
  const hash = (): string => `sha256:${digest.digest('hex')}`;
  const close = (): void => closeSync(file);
  if (!path.endsWith('.gz')) return { size, read: raw, hash, close };
  const text = unzip(raw(size), shown);
  let at = 0;
  const read = (bytes: number): Buffer => {
    const part = text.subarray(at, at + bytes);
    at += part.length;
    return part;
  };
  return { size: text.length, read, hash, close };
}

function unzip(bytes: Buffer, shown: string): Buffer {
  try {
    return gunzipSync(bytes);
  } catch (error) {
    throw new DataFormatError(shown, 'the file is no gzip file, or is cut off', { cause: error });
  }
}
