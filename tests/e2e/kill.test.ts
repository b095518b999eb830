import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { cli, root, temporaryFolder, writeFiles } from './cli.testkit.ts';

/** Long enough to be met in the middle: 130,000 made-up minute bars of a coin, and a rule that trades often. */
const PROJECT = `project: { name: killed }
data:
  source: sample
  symbols: [{ ticker: COIN/USD, asset_class: crypto }]
  start_date: "2021-01-01"
  end_date: "2021-04-01"
  timeframe: 1m
features:
  definitions:
    - { name: rsi_5, type: technical, params: { period: 5 } }
agents:
  - name: busy
    kind: rule
    rule: { entry: "rsi_5 < 40", exit: "rsi_5 > 50" }
`;

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
  writeFiles(folder.path, { 'config/project.yaml': PROJECT });
});
afterEach(() => folder.remove());

const RUN = ['agent', 'run', '--agent', 'busy', '-c', 'config/project.yaml', '--mode', 'backtest', '--json'];

interface Listed {
  readonly run_id: string;
  readonly status: string;
  readonly error: { readonly code: string } | null;
}

async function listed(): Promise<Listed[]> {
  const result = await cli(['runs', 'list', '--json'], { cwd: folder.path });
  expect(result.code).toBe(0);
  return (JSON.parse(result.stdout) as { runs: Listed[] }).runs;
}

/** Starts the run and kills it, by force, as soon as its folder holds the named file, plus a moment. */
async function killedAt(file: string, momentMs: number): Promise<void> {
  const child = spawn(process.execPath, [join(root, 'bin', 'quanttradeai.mjs'), ...RUN], {
    cwd: folder.path,
    env: { PATH: process.env['PATH'], HOME: folder.path, QTA_FROM_SOURCE: '1' },
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => {
    child.on('close', () => resolve());
  });
  const family = join(folder.path, 'runs', 'agent', 'backtest');
  const there = (): boolean =>
    existsSync(family) && readdirSync(family).some((run) => !run.startsWith('.') && existsSync(join(family, run, file)));
  while (!there() && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 2));
  if (momentMs > 0) await new Promise((resolve) => setTimeout(resolve, momentMs));
  child.kill('SIGKILL');
  await ended;
}

test.each([
  ['at the start', 'summary.json', 0],
  ['while the curve is written', 'equity_curve.csv', 5],
])('kill -9 %s: the run is shown as interrupted, the next one is whole', { timeout: 180_000 }, async (_when, file, moment) => {
  await killedAt(file, moment);
  const [killed] = await listed();
  expect(killed).toMatchObject({ status: 'failed', error: { code: 'RUN_INTERRUPTED' } });

  const next = await cli(RUN, { cwd: folder.path });
  expect(next.stderr).not.toContain('error');
  expect(next.code).toBe(0);
  const id = (JSON.parse(next.stdout) as { run_id: string }).run_id;
  const runs = await listed();
  expect(runs.map(({ status }) => status)).toEqual(['success', 'failed']);

  // No cache was left corrupt: the same run from the cache has the same bytes as one that has none.
  const verified = await cli(['runs', 'verify', id], { cwd: folder.path });
  expect(verified.code).toBe(0);
});
