import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readColumnFile, writeColumnFile } from '../../src/adapters/data/cache/column-file.ts';
import { Arena, columnBytes } from '../../src/base/index.ts';
import { BAR_FIELDS } from '../../src/market/index.ts';
import { randomBars } from '../bars.ts';
import type { Row, Work } from '../row.ts';

const LENGTH = 1_000_000;
const PAIRS = 15;

/** A stored file of a million bars, opened, checked and read into an arena, against a copy of as many bytes within memory. */
export const cacheRow: Row = {
  group: 'data',
  name: 'column cache load, 1 million bars',
  target: 3,
  unit: 'x memcpy',
  heavy: true,
  prepare: async () => prepareCache(),
};

function prepareCache(): Work {
  const folder = mkdtempSync(join(tmpdir(), 'qta-bench-'));
  const path = join(folder, 'TEST_1m.columns');
  const bars = randomBars(LENGTH);
  const columns = new Map([['time', bars.time], ...BAR_FIELDS.map((field) => [field, bars[field]] as const)]);
  writeColumnFile(path, { key: 'bench', columns, meta: {} });
  const bytes = columnBytes(LENGTH, columns.size);
  const arena = new Arena(bytes + (1 << 20));
  const start = arena.mark();
  const source = new Uint8Array(bytes).fill(7);
  const load = (): void => {
    arena.release(start);
    const content = readColumnFile(path, 'bench', (size) => arena.bytes(size));
    if (content?.rows !== LENGTH) throw new Error('the file was not accepted');
  };
  const copy = (): void => {
    arena.release(start);
    arena.bytes(bytes).set(source);
  };
  return {
    run: () => {
      let loading = Number.POSITIVE_INFINITY;
      let copying = Number.POSITIVE_INFINITY;
      for (let i = 0; i < PAIRS; i += 1) {
        copying = Math.min(copying, milliseconds(copy));
        loading = Math.min(loading, milliseconds(load));
      }
      return { kind: 'figure', figure: loading / copying };
    },
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function milliseconds(work: () => void): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}
