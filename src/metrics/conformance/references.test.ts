import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { METRIC_REFERENCES, type ReferenceTable } from '../index.ts';
import { empyricalRows } from './empyrical.ts';
import { rowOf } from './row.ts';

const shared = process.env['QTA_SHARED'] ?? new URL('../../../../shared/', import.meta.url).pathname;
const folder = `${shared}/oracles`;

function table(path: string): ReferenceTable {
  return readFileSync(`${folder}/${path}`, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(','));
}

const here = existsSync(`${folder}/metrics/empyrical_expected.json`);

describe.skipIf(!here)('every reference case of the metrics', () => {
  const rows = here
    ? METRIC_REFERENCES.flatMap((set) =>
        set.rows(JSON.parse(readFileSync(`${folder}/${set.cases}`, 'utf8')), set.tables.map(table)),
      )
    : [];

  test.each(rows.map((row, i) => [i, row] as const))('case %i', (_, row) => {
    expect(row.verdict, JSON.stringify(row)).not.toBe('fail');
  });

  test('all are there, and at most 3 % are known misprints, each with its reason', () => {
    expect(rows.length).toBe(179 + 47 + 27);
    const reasons = rows.filter(({ verdict }) => verdict === 'reason');
    expect(reasons.length / rows.length).toBeLessThanOrEqual(0.03);
    for (const { note } of reasons) expect((note ?? '').length).toBeGreaterThan(60);
    // A row without numbers proves nothing, except where the source expects an empty series.
    for (const row of rows) expect(row.got.length, row.case).toBe(row.expected.length);
  });
});

describe('verdicts', () => {
  const question = { source: 's', case: 'c', tolerance: 0.01, reason: undefined } as const;
  const verdict = (expected: readonly number[], got: Parameters<typeof rowOf>[0]['answer'], reason?: string): string =>
    rowOf({ ...question, expected, answer: got, reason }).verdict;
  const none = { missing: 'nothing' } as const;
  const ours = 'f';

  test.each([
    ['a number near enough', [1], [{ value: 1.009 }], 'pass'],
    ['a number too far', [1], [{ value: 1.011 }], 'fail'],
    ['no value where the source has none', [NaN], [none], 'pass'],
    ['no value where the source has one', [1], [none], 'fail'],
    ['a value where the source has none', [NaN], [{ value: 1 }], 'fail'],
    ['the limit that the source prints', [Infinity], [{ missing: 'x', limit: Infinity }], 'pass'],
    ['the other limit', [-Infinity], [{ missing: 'x', limit: Infinity }], 'fail'],
    ['infinite without a limit', [Infinity], [none], 'fail'],
    ['too few numbers', [1, 2], [1], 'fail'],
    ['too many numbers', [1], [1, 2], 'fail'],
    ['one of two wrong', [1, 2], [1, 3], 'fail'],
    ['an empty series', [], [], 'pass'],
  ] as const)('%s', (_, expected, got, answer) => {
    expect(verdict(expected, { ours, got })).toBe(answer);
  });
  test('a misprint excuses a difference, and nothing excuses a case without a function', () => {
    expect(verdict([1], { ours, got: [2] }, 'misprint')).toBe('reason');
    expect(verdict([1], { ours, got: [1] }, 'misprint')).toBe('pass');
    expect(verdict([1], undefined, 'misprint')).toBe('fail');
  });
  test('a number that stands for no value', () => {
    expect(verdict([0], { ours, got: [none], undefinedAs: 0 })).toBe('pass');
    expect(verdict([1], { ours, got: [none], undefinedAs: 0 })).toBe('fail');
  });
  test('a case of a function that nobody knows fails', () => {
    const one = { test: 'test_x', calls: ['unheard_of(returns)'], args: {}, expected: { expected: 1 }, decimals: '8' };
    const file = { source: { repo: 'r', commit: 'c' }, series: {}, cases: [one] };
    expect(empyricalRows(file)[0]).toMatchObject({ verdict: 'fail', note: 'no function is assigned to this case' });
  });
});
