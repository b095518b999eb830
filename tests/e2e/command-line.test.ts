import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cli, root, temporaryFolder, writeFiles } from './cli.testkit.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const json = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

test('a named strategy runs without a project, and its run is one like any other', { timeout: 120_000 }, async () => {
  const result = await cli(['backtest', '--strategy', 'sma_crossover', '--param', 'fast_feature=sma_10', '--json'], {
    cwd: folder.path,
  });
  expect({ code: result.code, stderr: result.stderr }).toEqual({ code: 0, stderr: '' });
  const outcome = json(result.stdout);
  expect(outcome).toMatchObject({ status: 'success', name: 'sma_crossover', symbols: ['SPX'], error: null });
  const id = String(outcome['run_id']);
  expect(readFileSync(join(folder.path, 'runs', id, 'resolved_project_config.yaml'), 'utf8')).toContain('fast_feature: sma_10');

  const board = json(
    (await cli(['runs', 'list', '--scoreboard', '--type', 'agent', '--mode', 'backtest', '--json'], { cwd: folder.path })).stdout,
  );
  expect(board).toMatchObject({ family: 'agent/backtest', sort_by: 'sharpe', rows: [{ rank: 1, run_id: id }] });

  const equal = await cli(['runs', 'verify', id, '--json'], { cwd: folder.path });
  expect(json(equal.stdout)).toMatchObject({ equal: true, differences: [] });
  expect(equal.code).toBe(0);
  const ledger = join(folder.path, 'runs', id, 'ledger.csv');
  const text = readFileSync(ledger, 'utf8');
  writeFileSync(ledger, text.replace(',buy,', ',bux,'));
  const changed = await cli(['runs', 'verify', id], { cwd: folder.path });
  expect(changed.code).toBe(1);
  expect(changed.stdout).toContain('ledger.csv:2 side\n  stored  bux\n  now     buy\n');

  const report = await cli(['runs', 'report', id.split('/').at(-1)!], { cwd: folder.path });
  expect(report).toMatchObject({ code: 0, stderr: '', stdout: `runs/${id}/report.html\n` });
});

test('made-up prices are said to be made up', { timeout: 60_000 }, async () => {
  const result = await cli(['backtest', '--strategy', 'rsi_threshold', '--symbol', 'GLD'], { cwd: folder.path });
  expect(result.code).toBe(0);
  expect(result.stdout.split('\n')[1]).toContain('SYNTHETIC DATA');
});

test.each([
  ['tsmom', 'the strategy tsmom is not active in this version'],
  ['rsi_treshold', 'did you mean "rsi_threshold"?'],
])('strategy %s is refused', async (strategy, says) => {
  const result = await cli(['backtest', '--strategy', strategy], { cwd: folder.path });
  expect(result.code).toBe(2);
  expect(result.stderr).toContain(says);
  expect(existsSync(join(folder.path, 'runs'))).toBe(false);
});

test('init, data list, data fetch and validate of a template with its prices as CSV', { timeout: 60_000 }, async () => {
  const made = await cli(['init', '--template', 'rule-agent', '--data', 'csv'], { cwd: folder.path });
  expect(made).toMatchObject({ code: 0, stderr: '' });
  const again = await cli(['init', '--template', 'rule-agent', '--json'], { cwd: folder.path });
  expect(again.code).toBe(2);
  expect(json(again.stdout)).toMatchObject({ error: { code: 'INIT_TARGET_EXISTS' } });

  const list = json((await cli(['data', 'list', '--json'], { cwd: folder.path })).stdout);
  expect(list).toMatchObject({
    rows: [{ id: 'SPX:1d', source: 'csv', file: 'data/SPX_1d.csv', rows: 5105, first: '2000-01-03' }],
  });
  const fetched = await cli(['data', 'fetch'], { cwd: folder.path });
  expect(fetched.code).toBe(0);
  expect(fetched.stdout).toMatch(/SPX +1d +csv .* 5,105 /);
  const stored = json((await cli(['data', 'fetch', '--json'], { cwd: folder.path })).stdout);
  expect(stored).toMatchObject({ rows: [{ fromCache: true }] });

  const valid = json((await cli(['validate', '--json'], { cwd: folder.path })).stdout);
  expect(valid).toMatchObject({ schema_version: 1, valid: true });
});

test('an invalid project: validate answers with its document, other commands with the same problems', async () => {
  writeFiles(folder.path, { 'config/project.yaml': 'project: { name: x }\ndata: { symbls: [SPX] }\n' });
  const validated = await cli(['validate', '--json'], { cwd: folder.path });
  expect(validated.code).toBe(2);
  const codes = (document: Record<string, unknown>): unknown[] =>
    (document['problems'] as { code: string }[]).map(({ code }) => code);
  const found = codes(json(validated.stdout));
  expect(found).toContain('CONFIG_KEY_UNKNOWN');
  const run = await cli(['agent', 'run', '--agent', 'x', '--mode', 'backtest', '--json'], { cwd: folder.path });
  expect(run.code).toBe(2);
  expect(codes(json(run.stdout)['error'] as Record<string, unknown>)).toEqual(found);
});

test('the mode of the profile counts where no mode is given', async () => {
  await cli(['init', '--template', 'rule-agent'], { cwd: folder.path });
  const result = await cli(['agent', 'run', '--agent', 'rsi_reversion'], { cwd: folder.path });
  expect(result.code).toBe(2);
  expect(result.stderr).toBe(
    'error NOT_ACTIVE\n  mode paper of profile "paper" is not active in this version\n  hint: add --mode backtest\n',
  );
});

test('Ctrl-C ends a running backtest as failed with its reason', { timeout: 60_000 }, async () => {
  writeFiles(folder.path, {
    'config/project.yaml': `project: { name: stopped }
data: { symbols: [{ ticker: COIN/USD, asset_class: crypto }], start_date: "2021-01-01", end_date: "2021-09-01", timeframe: 1m }
features: { definitions: [{ name: rsi_5, type: technical }] }
agents: [{ name: busy, kind: rule, rule: { entry: "rsi_5 < 40", exit: "rsi_5 > 50" } }]
`,
  });
  const child = spawn(
    process.execPath,
    [join(root, 'bin', 'quanttradeai.mjs'), 'agent', 'run', '--agent', 'busy', '--mode', 'backtest'],
    {
      cwd: folder.path,
      env: { PATH: process.env['PATH'], HOME: folder.path, QTA_FROM_SOURCE: '1' },
      stdio: 'ignore',
    },
  );
  const ended = new Promise((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
  const family = join(folder.path, 'runs/agent/backtest');
  const begun = (): boolean =>
    existsSync(family) && readdirSync(family).some((run) => existsSync(join(family, run, 'equity_curve.csv')));
  while (!begun() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGINT');
  expect(await ended).toBe('SIGINT');
  const runs = json((await cli(['runs', 'list', '--status', 'failed', '--json'], { cwd: folder.path })).stdout);
  expect(runs).toMatchObject({ runs: [{ name: 'busy', error: { code: 'RUN_INTERRUPTED', message: 'stopped by SIGINT' } }] });
});
