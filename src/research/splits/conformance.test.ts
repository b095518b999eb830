import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { walkForwardByRows } from './by-rows.ts';
import { SPLIT_REFERENCES } from './conformance.ts';

const shared = process.env['QTA_SHARED'] ?? new URL('../../../../shared/', import.meta.url).pathname;
const [set] = SPLIT_REFERENCES;
const file = `${shared}/oracles/${set!.cases}`;
const here = existsSync(file);

describe.skipIf(!here)('every published split', () => {
  const rows = here ? set!.rows(JSON.parse(readFileSync(file, 'utf8')), []) : [];
  test.each(rows.map((row) => [row.case, row] as const))('%s', (_, row) => {
    expect(row.verdict, JSON.stringify(row)).toBe('pass');
    expect(row.got.length).toBeGreaterThan(3);
  });
  test('all are there', () => expect(rows).toHaveLength(2 + 4 + 7));
  test('a split that is one row off fails', () => {
    const cases = JSON.parse(readFileSync(file, 'utf8')) as { WalkForward: { splits: { train: number[] }[] }[] };
    cases.WalkForward[0]!.splits[1]!.train.pop();
    expect(set!.rows(cases, []).filter(({ verdict }) => verdict === 'fail')).toHaveLength(1);
  });
});

test('by rows: what is left after purging is what was asked for', () => {
  // Of 12 rows, 2 to train on, a horizon of 1, 4 to test: worked by hand.
  const folds = walkForwardByRows({ rows: 12, testRows: 4, trainRows: 2, horizon: 1, shortLast: true, expanding: false });
  expect(folds.map(({ train, test: rows }) => [[...train], [...rows]])).toEqual([
    [
      [0, 1],
      [3, 4, 5, 6],
    ],
    [
      [4, 5],
      [7, 8, 9, 10],
    ],
    [[8, 9], [11]],
  ]);
});
