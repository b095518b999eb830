import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadPromoted } from '../../src/app/models/index.ts';
import { type CliResult, cli, listFiles, readJson, temporaryFolder, writeFiles } from './cli.testkit.ts';

/** Loaded into the program: whoever reaches for the network fails at once. */
const NO_NETWORK = `import net from 'node:net';
import dns from 'node:dns';
const refuse = () => { throw new Error('the network was asked for'); };
net.Socket.prototype.connect = refuse;
dns.lookup = refuse;
`;
const CONFIG = ['-c', 'config/project.yaml'];
const idIn = ({ stdout }: CliResult): string => /^run +(research\/\S+)$/m.exec(stdout)?.[1] ?? '';

describe('workflow A: from a template to a promoted model', { timeout: 900_000 }, () => {
  const folder = temporaryFolder();
  const offline = `--import=${join(folder.path, 'no-network.mjs')}`;
  const say = (words: readonly string[], env: Record<string, string> = {}) =>
    cli(words, { cwd: folder.path, env: { NODE_OPTIONS: offline, QTA_OPERATOR: 'ann', ...env } });
  const first: Record<string, CliResult> = {};
  let id = '';
  let dir = '';

  // The run is killed in the middle of its training and goes on in another process: so one training serves all tests.
  beforeAll(async () => {
    writeFiles(folder.path, { 'no-network.mjs': NO_NETWORK });
    first['init'] = await say(['init', '--template', 'research', '-o', 'config/project.yaml']);
    first['validate'] = await say(['validate', ...CONFIG]);
    first['killed'] = await say(['research', 'run', ...CONFIG], { QTA_TEST_WRITE_FAULT: 'KILL@70:checkpoints' });
    first['run'] = await say(['research', 'run', ...CONFIG]);
    id = idIn(first['run']);
    dir = join(folder.path, 'runs', id);
  }, 900_000);
  afterAll(() => folder.remove());

  test('init and validate: a project without a warning, research is active', () => {
    expect(first['init']).toMatchObject({ code: 0, stderr: '' });
    expect(first['validate']).toMatchObject({ code: 0, stderr: '' });
    expect(first['validate']!.stdout).toContain('config/project.yaml is valid: 0 errors, 0 warnings');
    expect(first['validate']!.stdout).not.toContain('not active');
  });

  test('a killed run is found again and ends; nothing of the work in between stays', () => {
    expect(first['killed']).toMatchObject({ signal: 'SIGKILL', stdout: '' });
    expect(first['run']).toMatchObject({ code: 0, stderr: '' });
    expect(readdirSync(join(folder.path, 'runs/research'))).toEqual([id.replace('research/', '')]);
    expect(first['run']!.stdout).toContain(`went on with ${id}, whose process had ended\n`);
    expect(existsSync(join(dir, 'checkpoints'))).toBe(false);
  });

  test('what is printed: figures, a verdict that is no praise, no look-ahead, the next command', () => {
    const { stdout } = first['run']!;
    for (const line of [
      /^research_lab {2}SPX {2}2000-01-03 … 2020-04-17 1d, evaluated 2003-03-21 … 2020-04-17, 4,299 bars$/m,
      /^SANDBOX POLICY$/m,
      /^Sharpe ratio +-?\d+\.\d\d$/m,
      // Twenty of the tuning and the run itself.
      /^deflated Sharpe +0\.\d\d after 21 trials \(\d+\.\d effective\)$/m,
      /^test window +seen by 1 configuration$/m,
      /^verdict {2}not enough data: needs \d+\.\d years, has 17\.0$/m,
      /^checked {2}no look-ahead: proved on 4,299 of 4,299 decisions$/m,
      /^next +quanttradeai promote --run research\/\S+ -c config\/project\.yaml$/m,
    ])
      expect(stdout).toMatch(line);
  });

  test('the files of the run', () => {
    expect(readJson(join(dir, 'summary.json'))).toMatchObject({ type: 'research', status: 'success', verdict: 'pending' });
    const files = listFiles(dir);
    for (const name of 'rows.json folds.json oos_predictions.csv trials.jsonl feature_report.json certificate.json comparison.json evidence.json metrics.json report.html backtests/portfolio/equity_curve.csv backtests/SPX/ledger.csv'.split(
      ' ',
    ))
      expect(files).toContain(name);
    expect(readFileSync(join(dir, 'report.html'), 'utf8')).toContain('not enough data');
    // Twenty sets of parameters in each of five folds, and for the final model.
    const trials = readFileSync(join(dir, 'trials.jsonl'), 'utf8').trimEnd().split('\n');
    expect(trials.length).toBe(120);
    const model = join(folder.path, 'models/experiments', id.replace('research/', ''), 'spx_daily_classifier/model.json');
    const { members } = readJson(model) as { members: readonly { valid_to: string | null }[] };
    expect(members.map(({ valid_to }) => valid_to !== null)).toEqual([true, true, true, true, true, false]);
  });

  test('the scoreboard has it', async () => {
    const { code, stdout } = await say(['runs', 'list', '--scoreboard']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^research by sharpe\n.*accuracy +f1 +sharpe +dsr +pbo +trials/m);
    expect(stdout).toMatch(/^1 +research_lab +success +pending/m);
    expect(stdout).toContain(id);
  });

  test('gates decide: under `default` it is refused, under the template`s `sandbox` weak evidence warns', async () => {
    const yaml = join(folder.path, 'config/project.yaml');
    const text = readFileSync(yaml, 'utf8');
    writeFileSync(yaml, text.replace('policy: sandbox', 'policy: default'));
    const refused = await say(['promote', '--run', id, ...CONFIG]);
    expect(refused.code).toBe(1);
    expect(refused.stdout).toMatch(/^dsr +0\.\d+ +min 0\.9 +FAIL$/m);
    expect(refused.stdout).toMatch(/^not promoted {2}\d gates? fails?; nothing was written$/m);
    expect(existsSync(join(folder.path, 'models/promoted'))).toBe(false);
    writeFileSync(yaml, text);

    const promoted = await say(['promote', '--run', id, ...CONFIG]);
    expect(promoted).toMatchObject({ code: 0, stderr: '' });
    expect(promoted.stdout).toMatch(/^dsr +0\.\d+ +min 0\.9 +WARN +not decisive: SANDBOX POLICY$/m);
    expect(promoted.stdout).toMatch(/^leak_suite +PASS +PASS +PASS$/m);
    const target = 'models/promoted/spx_daily_classifier';
    expect(promoted.stdout).toMatch(new RegExp(`^promoted {2}spx_daily_classifier → ${target}/model-[0-9a-f]{12}\\.json$`, 'm'));
    const { manifest } = loadPromoted(join(folder.path, target));
    expect(manifest).toMatchObject({ source_run_id: id, by: 'person:ann', symbol: 'SPX', stamps: ['SANDBOX POLICY'] });
    expect(readJson(join(dir, 'promotion_manifest.json'))).toEqual(manifest);
  });

  test('the same run again in one go, from nothing: the same bytes', async () => {
    const { code, stdout, stderr } = await say(['runs', 'verify', id]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^equal +research\/\S+: 16 files have the same bytes, times and ids aside$/m);
  });
});

const RANKS = `project: { name: ranks }
data: { source: sample, symbols: [AAA, BBB, CCC, DDD, EEE, FFF, GGG, HHH, III, JJJ], start_date: "2012-01-03", end_date: "2019-12-31" }
features: { definitions: [{ name: price_momentum_21, type: custom }, { name: realised_vol_20, type: technical }] }
research:
  labels: { type: rank_return, horizon: 5 }
  model: { kind: regressor, family: ridge }
  evaluation: { use_configured_test_window: false, folds: 3 }
  backtest: { hold: overlap, allow_short: true }
  promotion: { targets: [{ name: ranks, path: models/promoted/ranks }] }
`;

test('one model for ten symbols: ranks on made-up prices, stamped, and not proved on each of its decisions', {
  timeout: 240_000,
}, async () => {
  const folder = temporaryFolder();
  writeFiles(folder.path, { 'config/project.yaml': RANKS });
  const run = await cli(['research', 'run', ...CONFIG], { cwd: folder.path });
  expect(run).toMatchObject({ code: 0, stderr: '' });
  expect(run.stdout).toContain('SYNTHETIC DATA');
  const counts = /^checked {2}no look-ahead: proved on ([\d,]+) of ([\d,]+) decisions$/m.exec(run.stdout)?.slice(1) ?? [];
  const [proved = 0, all = 0] = counts.map((text) => Number(text.replace(',', '')));
  expect(proved).toBeGreaterThan(100);
  expect(all).toBeGreaterThan(proved);
  const id = idIn(run);
  const predictions = readFileSync(join(folder.path, 'runs', id, 'oos_predictions.csv'), 'utf8')
    .trimEnd()
    .split('\n')
    .slice(1);
  // At each time the ten symbols share out the ten places: ranks −0.45 … 0.45, two of them bought and two sold.
  const last = predictions.filter((line) => line.startsWith(predictions.at(-1)!.slice(0, 24))).map((line) => line.split(','));
  expect(last.map((cells) => Number(cells[3])).sort((a, b) => a - b)).toEqual(
    [-0.45, -0.35, -0.25, -0.15, -0.05, 0.05, 0.15, 0.25, 0.35, 0.45].map((rank) => expect.closeTo(rank, 12)),
  );
  expect(last.map((cells) => Number(cells[7])).sort((a, b) => a - b)).toEqual([-1, -1, 0, 0, 0, 0, 0, 0, 1, 1]);
  const promoted = await cli(['promote', '--run', id, ...CONFIG], { cwd: folder.path, env: { QTA_OPERATOR: 'ann' } });
  expect(promoted.code).toBe(0);
  const { manifest, text } = loadPromoted(join(folder.path, 'models/promoted/ranks'));
  expect(manifest).toMatchObject({ symbol: null, stamps: expect.arrayContaining(['SYNTHETIC DATA']) });
  expect((JSON.parse(text) as { symbols: readonly string[] }).symbols).toHaveLength(10);
  folder.remove();
});
