import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readColumnFile } from '../data/index.ts';
import { clearFaults, temporaryFolder } from '../fs/fs.testkit.ts';
import { StoreWriteError, setWriteFault } from '../fs/index.ts';
import { ColumnStream } from './index.ts';

clearFaults();

test('columns written in stretches lie whole at the places the header names', () => {
  const path = join(temporaryFolder(), 'equity.columns');
  const stream = new ColumnStream(path, ['time', 'equity'], 10);
  stream.write(0, [Float64Array.of(1, 2, 3), Float64Array.of(10, 20, 30)]);
  stream.write(3, [Float64Array.of(4, 5, 6, 7, 8, 9, 10), Float64Array.of(40, 50, 60, 70, 80, 90, 100)]);
  expect(existsSync(path)).toBe(false);
  stream.close();
  stream.close();
  const take = (bytes: number): Uint8Array => new Uint8Array(bytes);
  const read = readColumnFile(path, 'equity', take);
  expect(read?.rows).toBe(10);
  expect([...read!.columns].map(([name, values]) => [name, [...values]])).toEqual([
    ['time', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]],
    ['equity', [10, 20, 30, 40, 50, 60, 70, 80, 90, 100]],
  ]);
  const bytes = readFileSync(path);
  // 10 × 8 bytes take 128 when aligned to 64: the second column begins at 4096 + 128.
  expect(bytes.readDoubleLE(4224)).toBe(10);
  bytes[4224 + 3] = 1;
  writeFileSync(path, bytes);
  expect(readColumnFile(path, 'equity', take)).toBeUndefined();
});

test('a stream that fails or is given up never bears the finished name', () => {
  const path = join(temporaryFolder(), 'equity.columns');
  const stream = new ColumnStream(path, ['time'], 4);
  setWriteFault({ reason: 'ENOSPC', at: 1, lasting: false, pathPart: '' });
  expect(() => stream.write(0, [Float64Array.of(1)])).toThrow(StoreWriteError);
  stream.abandon();
  expect(existsSync(path) || existsSync(`${path}.partial`)).toBe(false);
  expect(() => stream.write(0, [Float64Array.of(1)])).toThrow('open column file');
});

test('a file that cannot be given its name leaves nothing', () => {
  const path = join(temporaryFolder(), 'equity.columns');
  const stream = new ColumnStream(path, ['time'], 1);
  stream.write(0, [Float64Array.of(1)]);
  setWriteFault({ reason: 'ENOSPC', at: 2, lasting: false, pathPart: '' });
  expect(() => stream.close()).toThrow(StoreWriteError);
  expect(existsSync(`${path}.partial`)).toBe(true);
  stream.abandon();
  expect(existsSync(path) || existsSync(`${path}.partial`)).toBe(false);
});
