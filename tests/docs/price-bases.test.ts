import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type CorporateAction, factorOf } from '../../src/market/index.ts';
import { root } from '../e2e/cli.testkit.ts';

const text = readFileSync(join(root, 'docs/explanation/price-bases.md'), 'utf8');
const rows = [...text.matchAll(/^\| (\d) \| ([\d.]+) \|.*\| ([^|]+) \| ([\d.]+) \|$/gm)].map(([, , raw, factor, adjusted]) => ({
  raw: Number(raw),
  factor: Number(factor?.split('= ').at(-1)),
  adjusted: Number(adjusted),
}));

test('the worked table of price bases is what the program computes', () => {
  expect(rows).toHaveLength(4);
  const close = Float64Array.from(rows, ({ raw }) => raw);
  const volume = new Float64Array(4);
  const bars = { time: Float64Array.of(1, 2, 3, 4), open: close, high: close, low: close, close, volume, length: 4 };
  const actions: readonly CorporateAction[] = [
    { kind: 'dividend', row: 2, exDate: '2024-01-04', amount: 2 },
    { kind: 'split', row: 3, exDate: '2024-01-05', ratio: 4 },
  ];
  const factor = factorOf(actions, bars, 'splits_dividends');
  for (const [row, { raw, factor: printed, adjusted }] of rows.entries()) {
    expect(factor?.[row]).toBeCloseTo(printed, 12);
    expect(raw * factor![row]!).toBeCloseTo(adjusted, 12);
  }
});
