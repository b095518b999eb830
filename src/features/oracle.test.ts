import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { compareReferences, REFERENCE_DIFFERENCES, REFERENCE_FOLDER, REFERENCE_SERIES } from './index.ts';

/** Full series of another library over 502 real daily bars, kept beside the project; absent on other machines. */
const FOLDER = join(
  process.env['QTA_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url)),
  'oracles',
  REFERENCE_FOLDER,
);

function read(name: string): string | undefined {
  const path = join(FOLDER, `${name}.csv`);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

describe.skipIf(!existsSync(FOLDER))('series of another library', () => {
  const results = existsSync(FOLDER) ? compareReferences(read)! : [];

  test.each(REFERENCE_SERIES.flatMap(({ type, columns }) => Object.keys(columns).map((output) => [type, output] as const)))(
    '%s %s',
    (type, output) => {
      const result = results.find((found) => found.type === type && found.output === output)!;
      expect([result.wrong, result.example]).toEqual([0, undefined]);
      if (result.skipped === undefined) expect(result.bars).toBeGreaterThanOrEqual(480);
      expect(result.worst).toBeLessThanOrEqual(1e-9);
    },
  );

  test('a wrong cell, a missing one and one too many are found', () => {
    const spoil = (text: string): string => {
      const lines = text.trim().split('\n');
      lines[19] = `${lines[19]}1`;
      lines[30] = '2017-02-14,1';
      lines[40] = '2017-03-01,';
      return lines.join('\n');
    };
    const spoiled = compareReferences((name) => (name === 'sma' ? spoil(read('sma')!) : read(name)))!;
    const sma = spoiled.find(({ type }) => type === 'sma')!;
    expect(sma.wrong).toBe(3);
    expect(sma.example).toContain('bar 19: nothing instead of');
  });
});

test('definitions differ from the references in at most 3 % of the columns', () => {
  const all = REFERENCE_SERIES.reduce((sum, { columns }) => sum + Object.keys(columns).length, 0);
  expect(REFERENCE_DIFFERENCES.length / all).toBeLessThanOrEqual(0.03);
});

test('without the quotes there is nothing to compare', () => {
  expect(compareReferences(() => undefined)).toBeUndefined();
});
