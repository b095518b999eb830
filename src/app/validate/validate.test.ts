import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { setWriteFault } from '../../adapters/fs/index.ts';
import { initProject, templateModel } from '../templates/index.ts';
import { validateProject } from './index.ts';

const NOW = Date.UTC(2026, 3, 17, 10, 11, 12);
let folder: string;
let configPath: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qta-validate-'));
  configPath = join(folder, 'config/project.yaml');
  const input = {
    template: 'strategy-lab',
    data: 'sample',
    output: configPath,
    cwd: folder,
    force: false,
    version: '1.0.0',
  } as const;
  initProject({ ...input, now: NOW, env: {}, spxCsv: () => '', templateModel });
});
afterEach(() => {
  setWriteFault(undefined);
  rmSync(folder, { recursive: true, force: true });
});

const validate = (): ReturnType<typeof validateProject> => validateProject({ configPath, env: {}, now: NOW });
const reports = (): readonly string[] => readdirSync(join(folder, 'reports/config_validation')).sort();

test('a valid project: exit 0, summary, report', async () => {
  const { exitCode, document, text } = await validate();
  expect(exitCode).toBe(0);
  expect(document).toMatchObject({
    schema_version: 1,
    valid: true,
    problems: [],
    report_dir: 'reports/config_validation/20260417_101112',
  });
  expect(document.resolved['agents[0].risk.max_position_pct']).toEqual({ value: 0.2, origin: 'config/project.yaml:24' });
  expect(document.summary).toMatchObject({
    project: 'strategy_lab',
    profile: 'paper',
    window: { start: '2000-01-03', end: '2020-04-17', timeframe: '1d' },
    test_window: { start: '2018-01-02', end: '2020-04-17' },
    symbols: [{ symbol: 'SPX', origin: 'real', asset_class: 'index', lot_size: 0.01, calendar: 'XNYS' }],
    features: [
      { name: 'rsi_14', kind: 'rsi', used_by: ['agent rsi_reversion', 'agent trend_dip'] },
      { name: 'sma_20', kind: 'sma', used_by: ['agent sma_trend', 'agent trend_dip'] },
      { name: 'sma_50', kind: 'sma', used_by: ['agent sma_trend', 'agent trend_dip'] },
    ],
    problems: { errors: 0, warnings: 0 },
  });
  const [first] = document.summary!.agents;
  expect(first).toMatchObject({ name: 'rsi_reversion', world: 'default', stage: 'backtest', largest_weight: 0.2 });
  expect(first!.limits).toContainEqual({
    limit: 'max_position_pct',
    value: 0.2,
    from: 'agents[0].risk',
    origin: 'config/project.yaml:24',
  });
  expect(first!.limits).toContainEqual({ limit: 'max_order_pct', value: 0.25, from: 'risk.limits', origin: 'default' });
  expect(text).toContain(
    'config/project.yaml is valid: 0 errors, 0 warnings\nReport: reports/config_validation/20260417_101112\n',
  );
  expect(text).toContain('Accepted, not active in this version:\n');
});

test('the report folder holds the three files, and a second run in one second gets another', async () => {
  await validate();
  await validate();
  expect(reports()).toEqual(['20260417_101112', '20260417_101112_2']);
  const files = join(folder, 'reports/config_validation/20260417_101112');
  expect(readdirSync(files).sort()).toEqual(['problems.json', 'resolved_project_config.yaml', 'summary.json']);
  expect(JSON.parse(readFileSync(join(files, 'summary.json'), 'utf8'))).toMatchObject({ schema_version: 1, valid: true });
  expect(readFileSync(join(files, 'resolved_project_config.yaml'))).toEqual(
    readFileSync(join(folder, 'reports/config_validation/20260417_101112_2/resolved_project_config.yaml')),
  );
});

test('problems: exit 2, the JSON has their places and no summary', async () => {
  writeFileSync(configPath, readFileSync(configPath, 'utf8').replace('max_position_pct: 0.20', 'max_position_pct: 20'));
  const { exitCode, document, text } = await validate();
  expect(exitCode).toBe(2);
  expect(document).toMatchObject({ valid: false, summary: null, resolved: {} });
  expect(document.problems).toEqual([
    {
      code: 'CONFIG_FRACTION',
      severity: 'error',
      path: 'agents[0].risk.max_position_pct',
      file: 'config/project.yaml',
      line: 24,
      column: 31,
      message: 'max_position_pct is a fraction from 0 to 1',
      hint: '20 means 2000 %; did you mean 0.2?',
    },
  ]);
  expect(text).toContain('config/project.yaml is not valid: 1 error, 0 warnings');
  expect(readdirSync(join(folder, 'reports/config_validation/20260417_101112')).sort()).toEqual([
    'problems.json',
    'summary.json',
  ]);
});

test('no project file: exit 2, nothing is written', async () => {
  const missing = join(folder, 'nothing/project.yaml');
  const { exitCode, document } = await validateProject({ configPath: missing, env: {}, now: NOW });
  expect(exitCode).toBe(2);
  expect(document.problems).toMatchObject([{ code: 'FILE_MISSING', message: `there is no file ${missing}` }]);
  expect(readdirSync(folder)).not.toContain('nothing');
});

test('a full disk leaves no half report', async () => {
  for (let at = 1; at < 30; at += 1) {
    setWriteFault({ at, reason: 'ENOSPC', lasting: true, pathPart: '' });
    let failed = false;
    try {
      await validate();
    } catch (error) {
      failed = true;
      expect(error).toMatchObject({ code: 'STORE_WRITE', exitCode: 3 });
    }
    setWriteFault(undefined);
    const found = readdirSync(folder).includes('reports') ? reports() : [];
    expect(found).toEqual(failed ? [] : ['20260417_101112']);
    if (!failed) return;
  }
  expect.unreachable('some write count must be enough');
});

test('a folder that cannot be written is exit 3', async () => {
  mkdirSync(join(folder, 'reports'));
  writeFileSync(join(folder, 'reports/config_validation'), 'a file where a folder is needed');
  await expect(validate()).rejects.toThrow(expect.objectContaining({ code: 'STORE_WRITE', exitCode: 3 }));
});

test('a CSV project: the columns and stamps of its files are shown, or why they cannot be read', async () => {
  const text = readFileSync(configPath, 'utf8').replace(/^data:$/m, "data:\n  source: csv\n  csv: { path: 'data/{symbol}.csv' }");
  writeFileSync(configPath, text.replace(/^ {2}source: sample.*$/m, ''));
  mkdirSync(join(folder, 'data'));
  const bars = join(folder, 'data/SPX.csv');
  writeFileSync(bars, 'Date,Open,High,Low,Close\n2000-01-03,1,1,1,1\n2000-01-04,1,1,1,1\n');
  expect((await validate()).text).toContain(
    'data/SPX.csv   1d, session dates; time = "Date", open = "Open", high = "High", low = "Low", close = "Close"',
  );
  writeFileSync(bars, 'Date,Open\n2000-01-03,1\n');
  const broken = await validate();
  expect(broken.text).toContain('data/SPX.csv   CSV_COLUMN_MISSING: no column holds the close');
  expect(broken.text).toContain('data/SPX.csv:1:1 error CSV_COLUMN_MISSING');
  expect(broken.document.problems.at(-1)).toMatchObject({
    code: 'CSV_COLUMN_MISSING',
    severity: 'error',
    file: 'data/SPX.csv',
    line: 1,
  });
  expect([broken.exitCode, broken.document.valid]).toEqual([2, false]);
});
