import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
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
  const bytes = readFileSync(path);
  const header = JSON.parse(bytes.subarray(0, 4096).toString('utf8'));
  // 10 × 8 bytes take 128 when aligned to 64.
  expect(header).toMatchObject({
    rows: 10,
    columns: [
      { name: 'time', offset: 4096 },
      { name: 'equity', offset: 4224 },
    ],
  });
  expect(bytes.length).toBe(4096 + 256);
  for (const [column, factor] of [
    [0, 1],
    [1, 10],
  ] as const) {
    const values = Array.from({ length: 10 }, (_, row) => bytes.readDoubleLE(4096 + column * 128 + row * 8));
    expect(values).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map((value) => value * factor));
  }
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
