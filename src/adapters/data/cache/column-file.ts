import { closeSync, fstatSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { Json } from '../../../base/index.ts';
import { randomHex, StoreReadError, systemCode, writePoint, writing } from '../../fs/index.ts';

/**
 * Columns of float64 in one file: a header of 4 KB (JSON, padded with blanks), each column at a multiple of 64 bytes, little-endian, and
 * at the end a JSON text with whatever belongs to them. Checksums tell a damaged file from a good one.
 */
export const HEADER_BYTES = 4096;
const ALIGN = 64;
const FORMAT = 'quanttradeai columns 1';
const PIECE_BYTES = 1 << 18;
const MIX = 0x9e3779b1;

export interface ColumnHeader {
  readonly format: typeof FORMAT;
  readonly key: string;
  readonly rows: number;
  readonly columns: readonly { readonly name: string; readonly offset: number; readonly sum: number }[];
  readonly meta: { readonly offset: number; readonly bytes: number; readonly crc32: number };
  readonly size: number;
}

export interface ColumnContent {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Float64Array>;
  readonly meta: unknown;
}

/** Where the columns of a file are put: in their order, `bytes` in all, aligned to 64. */
export type TakeBytes = (bytes: number) => Uint8Array;

/** Writes the file through a temporary one beside it, so that a reader or a crash never meets a part. @throws StoreWriteError */
export function writeColumnFile(
  path: string,
  content: { readonly key: string; readonly columns: ReadonlyMap<string, Float64Array>; readonly meta: Json },
): void {
  const temporary = `${path}.${process.pid}.${randomHex(6)}.tmp`;
  writing(path, () => {
    try {
      writePoint(path);
      writeParts(temporary, content);
      writePoint(path);
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

function writeParts(
  path: string,
  { key, columns, meta }: { readonly key: string; readonly columns: ReadonlyMap<string, Float64Array>; readonly meta: Json },
): void {
  const rows = columns.values().next().value?.length ?? 0;
  const stride = Math.ceil((rows * 8) / ALIGN) * ALIGN;
  const text = Buffer.from(JSON.stringify(meta));
  const metaOffset = HEADER_BYTES + columns.size * stride;
  const file = openSync(path, 'wx');
  try {
    const entries = [...columns].map(([name, column], index) => {
      const offset = HEADER_BYTES + index * stride;
      writeAll(file, bytesOf(column), offset);
      return { name, offset, sum: checksum(bytesOf(column), 0) };
    });
    writeAll(file, text, metaOffset);
    writeAll(file, headerBytes({ key, rows, columns: entries, meta: text }), 0);
  } finally {
    closeSync(file);
  }
}

/** The header of a file whose columns lie one behind the other, with `meta` behind the last. */
export function headerBytes(parts: {
  readonly key: string;
  readonly rows: number;
  readonly columns: ColumnHeader['columns'];
  readonly meta: Uint8Array;
}): Uint8Array {
  const { key, rows, columns, meta } = parts;
  const offset = HEADER_BYTES + columns.length * Math.ceil((rows * 8) / ALIGN) * ALIGN;
  const header: ColumnHeader = {
    format: FORMAT,
    key,
    rows,
    columns,
    meta: { offset, bytes: meta.length, crc32: crc32(meta) },
    size: offset + meta.length,
  };
  return Buffer.from(JSON.stringify(header).padEnd(HEADER_BYTES));
}

function bytesOf(column: Float64Array): Uint8Array {
  return new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
}

function writeAll(file: number, bytes: Uint8Array, position: number): void {
  let done = 0;
  while (done < bytes.length) done += writeSync(file, bytes, done, bytes.length - done, position + done);
}

/**
 * Reads a column file. `take` is called once with the bytes that all columns need and gives the place for them.
 * @returns undefined when there is no such file, when it belongs to another key, or when it is damaged
 * @throws StoreReadError when it is there and may not be read
 */
export function readColumnFile(path: string, key: string, take: TakeBytes): ColumnContent | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === undefined) throw error;
    throw new StoreReadError(path, code, error);
  }
  try {
    const header = readHeader(file);
    if (header === undefined || header.key !== key || fstatSync(file).size !== header.size) return undefined;
    return readBody(file, header, take);
  } finally {
    closeSync(file);
  }
}

function readHeader(file: number): ColumnHeader | undefined {
  const bytes = Buffer.alloc(HEADER_BYTES);
  if (readSync(file, bytes, 0, HEADER_BYTES, 0) !== HEADER_BYTES) return undefined;
  const value = parsed(bytes.toString('utf8'));
  return isHeader(value) ? value : undefined;
}

function readBody(file: number, header: ColumnHeader, take: TakeBytes): ColumnContent | undefined {
  const place = take(header.meta.offset - HEADER_BYTES);
  const columns = new Map<string, Float64Array>();
  for (const { name, offset, sum } of header.columns) {
    const column = new Float64Array(place.buffer, place.byteOffset + offset - HEADER_BYTES, header.rows);
    if (readColumn(file, bytesOf(column), offset) !== sum) return undefined;
    columns.set(name, column);
  }
  const text = Buffer.alloc(header.meta.bytes);
  if (readSync(file, text, 0, text.length, header.meta.offset) !== text.length || crc32(text) !== header.meta.crc32)
    return undefined;
  return { rows: header.rows, columns, meta: parsed(text.toString('utf8')) };
}

/** The checksum of a column that lies in a file already. */
export function fileSum(file: number, position: number, bytes: number): number {
  const piece = new Uint8Array(PIECE_BYTES);
  let sum = 0;
  for (let done = 0; done < bytes; done += PIECE_BYTES) {
    sum = readColumn(file, piece.subarray(0, Math.min(PIECE_BYTES, bytes - done)), position + done, sum) ?? 0;
  }
  return sum;
}

/** Fills a column and returns its checksum; pieces are summed while they are still in the processor's cache. */
function readColumn(file: number, target: Uint8Array, position: number, before = 0): number | undefined {
  let sum = before;
  let done = 0;
  while (done < target.length) {
    const end = Math.min(target.length, done + PIECE_BYTES);
    let filled = done;
    while (filled < end) {
      const count = readSync(file, target, filled, end - filled, position + filled);
      if (count === 0) return undefined;
      filled += count;
    }
    sum = checksum(target.subarray(done, end), sum);
    done = end;
  }
  return sum;
}

/**
 * Sum of bytes (a multiple of 8 of them), carried on from the pieces before. Each piece is folded by exclusive or in five lanes, so that a
 * lost page shows even where all its numbers are equal; the lanes of all pieces are chained by multiplication. About twice as
 * fast as a CRC, which would take longer than reading.
 */
function checksum(bytes: Uint8Array, before: number): number {
  let sum = before;
  for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
    const words = new Int32Array(bytes.buffer, bytes.byteOffset + from, Math.min(PIECE_BYTES, bytes.length - from) >> 2);
    sum = foldPiece(words, sum);
  }
  return sum;
}

function foldPiece(words: Int32Array, before: number): number {
  let [a, b, c, d, e] = [0, 0, 0, 0, 0];
  const whole = words.length - (words.length % 5);
  for (let i = 0; i < whole; i += 5) {
    a ^= words[i]!;
    b ^= words[i + 1]!;
    c ^= words[i + 2]!;
    d ^= words[i + 3]!;
    e ^= words[i + 4]!;
  }
  for (let i = whole; i < words.length; i += 1) a = Math.imul(a, MIX) ^ words[i]!;
  let sum = before;
  for (const lane of [a, b, c, d, e, words.length]) sum = (Math.imul(sum ^ lane, MIX) + 0x2545f491) | 0;
  return sum;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isHeader(value: unknown): value is ColumnHeader {
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== FORMAT) return false;
  if (!('key' in value && 'rows' in value && 'columns' in value && 'meta' in value && 'size' in value)) return false;
  return typeof value.key === 'string' && typeof value.rows === 'number' && Array.isArray(value.columns);
}
