import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCsv } from '../../src/adapters/data/csv/read-csv.ts';
import { dataSection } from '../../src/market/index.ts';
import { randomBars } from '../bars.ts';
import type { Row, Work } from '../row.ts';

const ROWS = 300_000;

/** A file of minute bars with times as text, read from disk, hashed and parsed into columns. */
export const csvRow: Row = {
  group: 'data',
  name: 'CSV parse, per row of time, open, high, low, close, volume',
  target: 130,
  unit: 'EMU',
  prepare: async () => prepareCsv(),
};

function prepareCsv(): Work {
  const folder = mkdtempSync(join(tmpdir(), 'qta-bench-'));
  const path = join(folder, 'TEST_1m.csv');
  writeCsv(path);
  const { csv } = dataSection.parse({ source: 'csv', symbols: ['TEST'], start_date: '2000-01-03', timeframe: '1m' });
  return {
    run: () => {
      const started = process.hrtime.bigint();
      const { raw } = readCsv(path, { csv, symbol: 'TEST', shownPath: path });
      const elapsed = Number(process.hrtime.bigint() - started);
      if (raw.length !== ROWS) throw new Error(`the file has ${ROWS} rows, ${raw.length} were read`);
      return { kind: 'ns', perItem: elapsed / ROWS };
    },
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function writeCsv(path: string): void {
  const bars = randomBars(ROWS);
  const file = openSync(path, 'w');
  let text = 'timestamp,open,high,low,close,volume\n';
  for (let i = 0; i < ROWS; i += 1) {
    const time = new Date(bars.time[i]!).toISOString().slice(0, 19).replace('T', ' ');
    text += `${time},${bars.open[i]},${bars.high[i]},${bars.low[i]},${bars.close[i]},${bars.volume[i]}\n`;
    if (text.length > 1 << 20) {
      writeSync(file, text);
      text = '';
    }
  }
  writeSync(file, text);
  closeSync(file);
}
