import { closeSync, openSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { Arena } from '../../../base/index.ts';
import { clearFaults, temporaryFolder } from '../../fs/fs.testkit.ts';
import { setWriteFault } from '../../fs/index.ts';
import { HEADER_BYTES, readColumnFile, writeColumnFile } from './column-file.ts';

clearFaults();

const ROWS = 5000;
const columns = new Map([
  ['time', Float64Array.from({ length: ROWS }, (_, i) => 1_704_067_200_000 + i * 60_000)],
  ['close', Float64Array.from({ length: ROWS }, (_, i) => 100 + Math.sqrt(i))],
  ['volume', new Float64Array(ROWS).fill(250)],
  ['unknown', new Float64Array(ROWS).fill(Number.NaN)],
]);
const meta = { symbol: 'A', events: [1, 2, 3] };
const plain = (bytes: number): Uint8Array => new Uint8Array(bytes);

let path = '';
beforeEach(() => {
  path = join(temporaryFolder(), 'A.columns');
  writeColumnFile(path, { key: 'k', columns, meta });
});

test('what was written comes back, bit for bit, with what belongs to it', () => {
  const content = readColumnFile(path, 'k', plain);
  expect(content?.rows).toBe(ROWS);
  expect(content?.columns).toEqual(columns);
  expect(content?.meta).toEqual(meta);
});

test('the columns lie in the arena, each at a multiple of 64 bytes', () => {
  const arena = new Arena(200_000);
  const content = readColumnFile(path, 'k', (bytes) => arena.bytes(bytes));
  for (const column of content?.columns.values() ?? []) {
    expect(column.buffer).toBe(arena.memory.buffer);
    expect(column.byteOffset % 64).toBe(0);
  }
});

test('the header is 4 KB of JSON that says where the columns are, and they are little-endian', () => {
  const bytes = readFileSync(path);
  const header: unknown = JSON.parse(bytes.toString('utf8', 0, HEADER_BYTES));
  expect(header).toMatchObject({ key: 'k', rows: ROWS, size: bytes.length });
  expect(bytes.readDoubleLE(HEADER_BYTES)).toBe(1_704_067_200_000);
});

test('no rows', () => {
  writeColumnFile(path, { key: 'k', columns: new Map([['time', new Float64Array()]]), meta: null });
  expect(readColumnFile(path, 'k', plain)).toEqual({ rows: 0, columns: new Map([['time', new Float64Array()]]), meta: null });
});

describe('refused without an error', () => {
  const refused = (): void => expect(readColumnFile(path, 'k', plain)).toBeUndefined();

  test('another key, no file', () => {
    expect(readColumnFile(path, 'other', plain)).toBeUndefined();
    expect(readColumnFile(`${path}.none`, 'k', plain)).toBeUndefined();
  });

  test.each([0, 1, 100, HEADER_BYTES - 1, HEADER_BYTES, HEADER_BYTES + 1, 80_000])('cut to %i bytes', (size) => {
    truncateSync(path, size);
    refused();
  });

  test('one bit of any part turned round', () => {
    const good = readFileSync(path);
    const places = [0, 60, HEADER_BYTES, HEADER_BYTES + 40_005, HEADER_BYTES + 100_000, good.length - 3];
    for (const place of places) {
      const bad = Buffer.from(good);
      bad[place] = bad[place]! ^ 4;
      writeFileSync(path, bad);
      refused();
    }
  });

  test.each([2, 10, 12, 20, 22, 30])('page %i lost, as after a power cut, even where all numbers are equal', (page) => {
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(4096), 0, 4096, page * 4096);
    closeSync(file);
    refused();
  });

  test('two pieces in each other’s place', () => {
    const long = new Map([['time', Float64Array.from({ length: 100_000 }, (_, i) => i)]]);
    writeColumnFile(path, { key: 'k', columns: long, meta });
    const bytes = readFileSync(path);
    const swapped = Buffer.from(bytes);
    const piece = 1 << 18;
    bytes.copy(swapped, HEADER_BYTES, HEADER_BYTES + piece, HEADER_BYTES + 2 * piece);
    bytes.copy(swapped, HEADER_BYTES + piece, HEADER_BYTES, HEADER_BYTES + piece);
    writeFileSync(path, swapped);
    refused();
  });
});

test('a full disk leaves the old file and nothing else', () => {
  const before = readFileSync(path);
  for (const at of [1, 2]) {
    setWriteFault({ reason: 'ENOSPC', at, lasting: true, pathPart: '' });
    expect(() => writeColumnFile(path, { key: 'new', columns, meta })).toThrow(
      expect.objectContaining({ code: 'STORE_WRITE', exitCode: 3, reason: 'ENOSPC' }),
    );
    setWriteFault(undefined);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(join(path, '..'))).toEqual(['A.columns']);
  }
  expect(statSync(path).size).toBe(before.length);
});
