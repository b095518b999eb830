import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type CliResult, cli, listFiles, temporaryFolder, writeFiles } from './cli.testkit.ts';

/**
 * What a user gets wrong, and what he is told: the place, the facts and the fix, with the right exit code, and nothing half-written.
 */
const PROJECT = `project: { name: bad_input }
data:
  source: csv
  symbols: [AAA]
  start_date: "2020-01-02"
  end_date: "2020-03-31"
  csv: { path: "data/{symbol}.csv" }
features:
  definitions:
    - { name: sma_3, type: technical, params: { period: 3 } }
agents:
  - name: dip
    kind: rule
    rule: { entry: "close < sma_3", exit: "close > sma_3" }
`;

/** Business days of early 2020 without 20 January and 17 February, which are NYSE holidays. */
function csv(change: (rows: string[]) => string[] = (rows) => rows): string {
  const rows: string[] = [];
  for (let day = Date.UTC(2020, 0, 2); day <= Date.UTC(2020, 2, 31); day += 86_400_000) {
    const date = new Date(day);
    const text = date.toISOString().slice(0, 10);
    if (date.getUTCDay() % 6 === 0 || text === '2020-01-20' || text === '2020-02-17') continue;
    const price = 100 + ((rows.length * 7) % 11);
    rows.push(`${text},${price},${price + 2},${price - 2},${price + 1},1000`);
  }
  return ['date,open,high,low,close,volume', ...change(rows)].join('\n').concat('\n');
}

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

async function runWith(options: {
  project?: string;
  data?: string | undefined;
  args?: string[];
  env?: Record<string, string>;
}): Promise<CliResult> {
  writeFiles(folder.path, { 'config/project.yaml': options.project ?? PROJECT });
  if (options.data !== undefined) writeFiles(folder.path, { 'data/AAA.csv': options.data });
  const args = options.args ?? ['agent', 'run', '--agent', 'dip', '-c', 'config/project.yaml', '--mode', 'backtest'];
  return cli(args, { cwd: folder.path, ...(options.env === undefined ? {} : { env: options.env }) });
}

/** No run directory, or only runs whose summary says how they ended; never a temporary file. */
function expectNothingHalfWritten(): void {
  const files = listFiles(folder.path).filter((path) => !path.startsWith('config/') && path !== 'data/AAA.csv');
  expect(files.filter((path) => /\.tmp|\.partial|~$/.test(path))).toEqual([]);
  for (const path of files.filter((file) => file.endsWith('summary.json'))) {
    const summary: unknown = JSON.parse(readFileSync(join(folder.path, path), 'utf8'));
    expect(summary).not.toHaveProperty('status', 'running');
  }
}

test('the project itself is sound: it runs', async () => {
  const result = await runWith({ data: csv() });
  expect(result.stderr + result.stdout).toContain('runs/');
  expect(result.code).toBe(0);
});

describe('exit 2, with place, facts and fix', () => {
  const cases: readonly [name: string, change: { project?: string; data?: string | undefined }, says: readonly RegExp[]][] = [
    [
      'unknown key',
      { project: PROJECT.replace('end_date:', 'enddate:'), data: csv() },
      [/config\/project\.yaml:6:3 error CONFIG_KEY_UNKNOWN/, /enddate/, /did you mean "end_date"\?/],
    ],
    [
      'wrong type',
      { project: PROJECT.replace('"2020-01-02"', '[1]'), data: csv() },
      [/config\/project\.yaml:5:15 error CONFIG_TYPE/, /start_date/],
    ],
    [
      'unknown feature',
      { project: PROJECT.replace('close < sma_3', 'close < sma3'), data: csv() },
      [/config\/project\.yaml:14:\d+ error RULE_UNKNOWN_NAME/, /sma3/, /did you mean "sma_3"\?/],
    ],
    [
      'bad expression',
      { project: PROJECT.replace('close < sma_3', 'close < < sma_3'), data: csv() },
      [/config\/project\.yaml:14:\d+ error RULE_SYNTAX/],
    ],
    ['missing file', {}, [/FILE_MISSING/, /data\/AAA\.csv/]],
    [
      'missing column',
      { data: csv().replace('date,open,high,low,close,volume', 'date,open,high,low,finish,volume') },
      [/CSV_COLUMN_MISSING/, /data\/AAA\.csv/, /close/],
    ],
    [
      'empty window',
      { project: PROJECT.replace('2020-01-02', '2021-01-04').replace('2020-03-31', '2021-03-31'), data: csv() },
      [/DATA_RANGE_UNAVAILABLE/, /2020-01-02/, /2020-03-31/],
    ],
    [
      'window upside down',
      { project: PROJECT.replace('2020-03-31', '2019-03-31'), data: csv() },
      [/config\/project\.yaml:6:\d+ error DATA_WINDOW/],
    ],
    [
      'a bad bar under on_bad_bar: error',
      {
        project: PROJECT.replace('  csv:', '  quality: { on_bad_bar: error }\n  csv:'),
        data: csv((rows) => rows.map((row, i) => (i === 4 ? row.replace(/,\d+,1000$/, ',oops,1000') : row))),
      },
      [/CSV_ROW_BAD/, /data\/AAA\.csv:6:/],
    ],
    [
      'too many bad bars',
      { data: csv((rows) => rows.map((row, i) => (i % 3 === 0 ? row.replace(/,\d+,1000$/, ',,1000') : row))) },
      [/DATA_QUALITY/, /AAA/],
    ],
  ];
  test.each(cases)('%s', async (_name, change, says) => {
    const result = await runWith(change);
    for (const pattern of says) expect(result.stderr).toMatch(pattern);
    expect(result.code).toBe(2);
    expect(result.stderr).not.toMatch(/at .*\.ts:\d+/);
    expectNothingHalfWritten();
  });

  test('YAML alias bomb', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i += 1) lines.push(`a${i}: &a${i} [${new Array(10).fill(`*a${i - 1}`).join(', ')}]`);
    const result = await runWith({ project: `${lines.join('\n')}\n${PROJECT}`, data: csv() });
    expect(result.stderr).toMatch(/config\/project\.yaml.* error YAML_ALIASES/);
    expect(result.code).toBe(2);
  });

  test('10 MB YAML', async () => {
    const result = await runWith({ project: PROJECT + '# padding\n'.repeat(1_000_000), data: csv() });
    expect(result.stderr).toMatch(/YAML_TOO_LARGE/);
    expect(result.code).toBe(2);
  });
});

test('bad bars are set aside, counted with their lines, and the run goes on', async () => {
  const result = await runWith({
    data: csv((rows) => rows.map((row, i) => (i === 30 ? row.replace(/,\d+,1000$/, ',-5,1000') : row))),
  });
  expect(result.stderr + result.stdout).toMatch(/1 (bad )?(row|bar)/);
  expect(result.code).toBe(0);
  const quarantine = listFiles(folder.path).filter((path) => /quarantine/.test(path));
  expect(quarantine.length).toBe(1);
  expect(readFileSync(join(folder.path, quarantine[0]!), 'utf8')).toContain('32');
});

describe('exit 3', () => {
  test('a folder that cannot be written', async () => {
    writeFiles(folder.path, { runs: 'a file where the folder of runs should be\n' });
    const result = await runWith({ data: csv() });
    expect(result.stderr).toMatch(/STORE_WRITE/);
    expect(result.stderr).toMatch(/runs/);
    expect(result.code).toBe(3);
    expect(readFileSync(join(folder.path, 'runs'), 'utf8')).toBe('a file where the folder of runs should be\n');
    rmSync(join(folder.path, 'runs'));
    mkdirSync(join(folder.path, 'runs'));
    expect((await runWith({ data: csv() })).code).toBe(0);
  });

  test('a disk that is full at any write leaves runs that say how they ended', { timeout: 240_000 }, async () => {
    let full = 0;
    for (let write = 1; write <= 400; write = Math.ceil(write * 1.7)) {
      const result = await runWith({ data: csv(), env: { QTA_TEST_DISK_FULL_AT: String(write) } });
      if (result.code === 0) continue;
      full += 1;
      expect(result.stderr).toMatch(/STORE_WRITE/);
      expect(result.stderr).toMatch(/full/i);
      expect(result.code).toBe(3);
      expectNothingHalfWritten();
    }
    expect(full).toBeGreaterThan(3);
    const after = await runWith({ data: csv() });
    expect(after.code).toBe(0);
    writeFileSync(join(folder.path, 'x'), '');
  });
});
