import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cli, readJson, root, temporaryFolder, writeFiles } from './cli.testkit.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

async function qta(line: string): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  const { code, stdout, stderr } = await cli(line.split(' '), { cwd: folder.path });
  return { code, out: stdout, err: stderr };
}

interface Outcome {
  readonly batch_id: string;
  readonly dir: string;
  readonly children: readonly { readonly variant: string | null; readonly agent: string; readonly run_id: string | null }[];
}

test('the commands of the roadmap in the strategy-lab template', { timeout: 300_000 }, async () => {
  expect((await qta('init --template strategy-lab -o config/project.yaml')).code).toBe(0);
  const sweep = await qta('agent run --sweep rsi_threshold_grid -c config/project.yaml --mode backtest --json');
  expect({ code: sweep.code, err: sweep.err }).toEqual({ code: 0, err: '' });
  const { children, batch_id } = JSON.parse(sweep.out) as Outcome;
  const name = 'rsi_reversion__rsi_threshold_grid';
  expect(children.map(({ variant }) => variant)).toEqual([
    `${name}__buy_below-25__sell_above-70`,
    `${name}__buy_below-25__sell_above-75`,
    `${name}__buy_below-30__sell_above-70`,
    `${name}__buy_below-30__sell_above-75`,
  ]);
  expect(batch_id).toMatch(/^agent\/batches\/\d{8}_\d{6}_\d{3}_strategy_lab_rsi_threshold_grid_backtest_[0-9a-f]{4}$/);

  const all = await qta('agent run --all -c config/project.yaml --mode backtest');
  expect(all.code).toBe(0);
  // What luck is worth stands before the table of Sharpe ratios.
  expect(all.out.indexOf('deflated Sharpe')).toBeLessThan(all.out.indexOf('closed_trades'));
  for (const agent of ['rsi_reversion', 'sma_trend', 'trend_dip']) expect(all.out).toContain(agent);

  const listed = JSON.parse((await qta('runs list --type batch --json')).out) as { runs: { status: string; type: string }[] };
  expect(listed.runs.map(({ status, type }) => [type, status])).toEqual([
    ['batch', 'success'],
    ['batch', 'success'],
  ]);
  const verified = await qta(`runs verify ${batch_id}`);
  expect(verified.out).toContain('equal');
  expect(verified.code).toBe(0);
  const child = await qta(`runs verify ${children[1]!.run_id}`);
  expect(child.out).toContain('equal');
  const report = await qta(`runs report ${batch_id}`);
  expect(existsSync(join(folder.path, report.out.trim()))).toBe(true);

  for (const line of [
    'agent run --all -c config/project.yaml --mode paper',
    'agent run --all -c config/project.yaml --mode live --acknowledge-live strategy_lab',
    'agent run --sweep rsi_threshold_grid -c config/project.yaml --mode paper',
  ]) {
    const { code, err } = await qta(line);
    expect(code).toBe(2);
    expect(err).toMatch(/^error NOT_ACTIVE\n {2}`agent run --mode (paper|live)` is not active in this version\n$/);
  }
});

/** 30 variants on 45,000 made-up minute bars: long enough to be met in the middle. */
const PROJECT = `project: { name: killed }
data: { source: sample, symbols: [{ ticker: COIN/USD, asset_class: crypto }], start_date: "2021-01-01", end_date: "2021-02-01", timeframe: 1m }
features: { definitions: [{ name: rsi_5, type: technical, params: { period: 5 } }] }
agents: [{ name: busy, kind: rule, rule: { preset: rsi_threshold, feature: rsi_5, buy_below: 30, sell_above: 70 } }]
sweeps:
  - name: grid
    agent: busy
    keep: top_k
    top_k: 2
    parameters:
      - { path: rule.buy_below, values: [15, 20, 25, 30, 35, 40] }
      - { path: rule.sell_above, values: [55, 60, 65, 70, 75] }
`;
const RUN = ['agent', 'run', '--sweep', 'grid', '-c', 'config/project.yaml', '--mode', 'backtest', '--max-concurrency', '2'];

/** Starts the sweep and kills it by force as soon as the file of its batch has so many lines. */
async function killedAt(file: string, lines: number): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'bin', 'quanttradeai.mjs'), ...RUN], {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], HOME: folder.path, QTA_FROM_SOURCE: '1' },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
  });
  const family = join(folder.path, 'runs', 'agent', 'batches');
  const there = (): boolean => {
    const [batch] = existsSync(family) ? readdirSync(family).filter((name) => !name.startsWith('.')) : [];
    const path = join(family, batch ?? '', file);
    return batch !== undefined && existsSync(path) && readFileSync(path, 'utf8').split('\n').length > lines;
  };
  while (!there() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 2));
  child.kill('SIGKILL');
  await ended;
}

/** What has to be the same: everything of the batch but when and where it was made. */
function filesOf({ dir, batch_id }: Outcome): Readonly<Record<string, string>> {
  const folderName = batch_id.split('/')[2]!;
  const plain = (text: string): string =>
    text
      .replaceAll(folderName, 'batch')
      .replaceAll(/"(duration_ms)": \d+/g, '""')
      .replaceAll(/agent\/backtest\/\w+/g, 'run')
      .replaceAll(/sha256:[0-9a-f]{64}/g, 'hash');
  const read = (file: string): string => plain(readFileSync(join(dir, file), 'utf8'));
  return {
    batch: read('batch.json'),
    results: read('results.json'),
    scoreboard: read('scoreboard.json'),
    returns: readFileSync(join(dir, '../../../.trials', `${folderName}.f64`)).toString('base64'),
  };
}

test('kill -9 twice, and again: nothing is run twice, counted twice, or different', { timeout: 600_000 }, async () => {
  writeFiles(folder.path, { 'config/project.yaml': PROJECT });
  await killedAt('rows.jsonl', 6);
  await killedAt('children.jsonl', 1);
  const next = await qta([...RUN, '--json'].join(' '));
  expect(next.err).toBe('');
  expect(next.code).toBe(0);
  const resumed = JSON.parse(next.out) as Outcome;
  expect(readdirSync(join(folder.path, 'runs/agent/batches'))).toHaveLength(1);
  const ledger = readFileSync(join(folder.path, 'runs/ledger.jsonl'), 'utf8').trimEnd().split('\n');
  const names = ledger.map((line) => (JSON.parse(line) as { run_id: string }).run_id);
  expect(names).toHaveLength(30);
  expect(new Set(names).size).toBe(30);
  // Half-made runs of children are gone, the two that are kept have ended.
  expect(readdirSync(join(folder.path, 'runs/agent/backtest'))).toHaveLength(2);
  for (const { run_id } of resumed.children)
    if (run_id !== null) expect(readJson(join(folder.path, 'runs', run_id, 'summary.json'))).toMatchObject({ status: 'success' });
  const log = readFileSync(join(resumed.dir, 'run.log.jsonl'), 'utf8').trimEnd().split('\n');
  const evaluated = log.map((line) => JSON.parse(line) as { message: string }).filter(({ message }) => message === 'evaluated');
  // A child that was at work when the process died is begun again: at most one job of each worker.
  expect(evaluated.length).toBe(30);

  const before = filesOf(resumed);
  folder.remove();
  writeFiles(folder.path, { 'config/project.yaml': PROJECT });
  const whole = await qta([...RUN, '--json'].join(' '));
  expect(filesOf(JSON.parse(whole.out) as Outcome)).toEqual(before);
});
