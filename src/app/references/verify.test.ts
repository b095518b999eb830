import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ReferenceFileError, ReferenceFolderError } from './errors.ts';
import { type ReferenceReport, verifyReferences } from './index.ts';

const root = mkdtempSync(join(tmpdir(), 'qta-references-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

/** A folder with these files. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = join(root, String(count));
  count += 1;
  mkdirSync(folder);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

const CASES = 'overfitting/psr_dsr_mintrl.json';
const RETURNS = 'overfitting/returns_for_psr.csv';
const SERIES = 'indicators/stock_indicators';

/** Expected maximum of ten normals: 1.5746, as Bailey and others print it with two digits. */
function cases(expected: number): string {
  const source = { repo: 'a/b', commit: '0123456789abcdef' };
  const one = {
    function: 'expected_maximum_of_normals',
    inputs: { n_trials: 10 },
    expected,
    decimals: 2,
    convention: '',
    source,
  };
  return JSON.stringify({ cases: [one] });
}

const METRICS = { [CASES]: cases(1.57), [RETURNS]: 'return\n0.01\n' };
const QUOTES = 'date,open,high,low,close,volume\n2017-01-03,1,1,1,1,5\n2017-01-04,2,2,2,2,5\n';
const INDEX = JSON.stringify({ source: { repo: 'c/d', commit: 'fedcba9876543210' }, calls: { obv: 'ToObv()' } });
const INDICATORS = {
  [`${SERIES}/index.json`]: INDEX,
  [`${SERIES}/quotes_default.csv`]: QUOTES,
  [`${SERIES}/quotes_compare.csv`]: QUOTES,
  // The second close is above the first: its volume is added.
  [`${SERIES}/obv.csv`]: 'date,obv\n2017-01-03,0\n2017-01-04,5\n',
};

/** Fields of the totals that a test is about. */
const ended = ({ references }: ReferenceReport) =>
  references.map(({ file, passed, failed, values }) => ({ file, passed, failed, values }));

test('what ships agrees with what is printed', () => {
  const report = verifyReferences();
  expect(report.totals).toMatchObject({ failed: 0, reasons: 0, not_checked: 0 });
  expect(report.totals.cases).toBeGreaterThanOrEqual(60);
  expect(report.totals.passed).toBe(report.totals.cases);
  expect(report.folder).toBeNull();
  for (const { source, what, values, cases: counted } of report.shipped) {
    expect(source.length).toBeGreaterThan(10);
    expect(what).not.toBe('');
    expect(values).toBeGreaterThanOrEqual(counted);
  }
});

describe('a folder', () => {
  test('of metrics and indicators: every file is in a row, an input or named', () => {
    const unknown = { 'merkle/tree.json': '{}', 'notes.txt': 'x', 'README.md': 'x', [`${SERIES}/other.csv`]: 'a\n1\n' };
    const report = verifyReferences(folderOf({ ...METRICS, ...INDICATORS, ...unknown }));
    expect(ended(report)).toEqual([
      { file: CASES, passed: 1, failed: 0, values: 1 },
      { file: `${SERIES}/obv.csv`, passed: 1, failed: 0, values: 2 },
    ]);
    expect(report.references.map(({ source }) => source)).toEqual(['a/b 0123456789ab', 'c/d fedcba987654']);
    expect(report.others.filter(({ status }) => status === 'input').map(({ file }) => file)).toEqual([
      `${SERIES}/index.json`,
      `${SERIES}/quotes_compare.csv`,
      `${SERIES}/quotes_default.csv`,
      RETURNS,
    ]);
    expect(report.others.filter(({ status }) => status === 'not_checked').map(({ file, reason }) => [file, reason])).toEqual([
      ['README.md', 'a text, no values'],
      [`${SERIES}/other.csv`, 'no feature type has the definition of this series'],
      ['merkle/tree.json', 'hashes and proofs of the audit log, which a later version brings'],
      ['notes.txt', 'no check knows this file'],
    ]);
    expect(report.totals.not_checked).toBe(4);
  });

  test('with a wrong figure and a wrong bar fails, and says what is printed and what is computed', () => {
    const wrong = { [CASES]: cases(1.59), [`${SERIES}/obv.csv`]: 'date,obv\n2017-01-03,0\n2017-01-04,6\n' };
    const report = verifyReferences(folderOf({ ...METRICS, ...INDICATORS, ...wrong }));
    expect(report.totals.failed).toBe(2);
    const notes = report.references.flatMap((row) => row.notes);
    expect(notes[0]).toMatchObject({ verdict: 'fail', expected: [1.59] });
    expect(notes[0]?.got[0]).toBeCloseTo(1.5746, 4);
    expect(notes[1]).toMatchObject({ case: 'obv value', note: '1 of 2 bars; bar 2: 5 instead of 6' });
  });

  test('with inputs only says that their cases are not there', () => {
    const report = verifyReferences(folderOf({ ...INDICATORS, [RETURNS]: 'return\n0.01\n' }));
    expect(report.others.find(({ file }) => file === RETURNS)?.reason).toBe(`its cases, ${CASES}, are not in the folder`);
  });
});

describe('what cannot be checked ends with exit code 2, the place and the fact', () => {
  test.each<[string, Readonly<Record<string, string>>, string, Readonly<Record<string, unknown>>]>([
    ['broken JSON', { ...METRICS, [CASES]: '{\n  "cases": [}\n' }, 'not JSON', { file: CASES, line: 2, column: 13 }],
    ['JSON that ends early', { ...METRICS, [CASES]: '{\n "cases": [' }, 'not JSON', { file: CASES, line: 2, column: 12 }],
    ['another shape', { ...METRICS, [CASES]: '{"cases": [{"function": 1}]}' }, 'at cases.0.function', { file: CASES }],
    ['a missing table', { [CASES]: cases(1.57) }, `no such file; ${CASES} needs it`, { file: RETURNS }],
    ['a short row', { ...METRICS, [RETURNS]: 'a,b\n1,2\n1\n' }, '1 cells where the head has 2', { file: RETURNS, line: 3 }],
    [
      'missing bars',
      { [`${SERIES}/index.json`]: INDEX, [`${SERIES}/obv.csv`]: 'obv\n1\n' },
      'no such file',
      { file: `${SERIES}/quotes_default.csv` },
    ],
    [
      'a bar that is none',
      { ...INDICATORS, [`${SERIES}/quotes_default.csv`]: QUOTES.replace('2,2,2,2', '2,2,x,2') },
      '"x" is no low of a bar',
      { file: `${SERIES}/quotes_default.csv`, line: 3 },
    ],
    [
      'a date that comes twice',
      { ...INDICATORS, [`${SERIES}/quotes_compare.csv`]: QUOTES.replace('01-04', '01-03') },
      '"2017-01-03" is no date of a bar',
      { file: `${SERIES}/quotes_compare.csv`, line: 3 },
    ],
    [
      'a missing column',
      { ...INDICATORS, [`${SERIES}/quotes_default.csv`]: 'date\n2017-01-03\n' },
      'no column "open"',
      { line: 1 },
    ],
  ])('%s', (_, files, fact, place) => {
    const folder = folderOf(files);
    const error = caught(() => verifyReferences(folder));
    expect(error).toBeInstanceOf(ReferenceFileError);
    expect(error).toMatchObject({ code: 'REFERENCE_FILE', exitCode: 2 });
    expect(String(error)).toContain(fact);
    const expected = 'file' in place ? { ...place, file: join(folder, String(place['file'])) } : place;
    expect(error).toMatchObject({ place: expected });
  });

  test.each([
    ['no folder', () => join(root, 'nowhere'), 'no such folder'],
    ['an empty folder', () => folderOf({}), 'no check knows any of the 0 files in it'],
    ['another folder', () => folderOf({ 'a.json': '{}' }), 'no check knows any of the 1 files in it'],
  ])('%s', (_, make, fact) => {
    const error = caught(() => verifyReferences(make()));
    expect(error).toBeInstanceOf(ReferenceFolderError);
    expect(error).toMatchObject({ code: 'REFERENCE_FOLDER', exitCode: 2, hint: expect.stringContaining('--references') });
    expect(String(error)).toContain(fact);
  });
});

function caught(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

const shared = process.env['QTA_SHARED'] ?? new URL('../../../../shared/', import.meta.url).pathname;
const references = join(shared, 'oracles');
const here = statSync(references, { throwIfNoEntry: false })?.isDirectory() ?? false;

test.skipIf(!here)('every reference beside the project: nothing fails, at most 3 % have a reason, no file is left out', () => {
  const report = verifyReferences(references);
  expect(report.references.filter(({ failed }) => failed > 0)).toEqual([]);
  expect(report.totals.reasons / report.totals.cases).toBeLessThanOrEqual(0.03);
  expect(report.references.length).toBeGreaterThanOrEqual(44);
  expect(report.totals.values).toBeGreaterThan(30_000);
  for (const { verdict, note } of report.references.flatMap((row) => row.notes)) {
    expect(verdict).toBe('reason');
    expect((note ?? '').length).toBeGreaterThan(60);
  }
  const named = [...report.references.map(({ file }) => file), ...report.others.map(({ file }) => file)].sort();
  const files = readdirSync(references, { recursive: true, encoding: 'utf8' }).filter((name) =>
    statSync(join(references, name)).isFile(),
  );
  expect(named).toEqual(files.sort());
});
