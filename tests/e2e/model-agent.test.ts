import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { handMadeModel, promoteByHand, writeProject } from '../../src/app/backtest/model-agent.testkit.ts';
import { cli, readJson, temporaryFolder } from './cli.testkit.ts';

const YAML = `project: { name: model_lab }
data: { source: sample, symbols: [SPX], start_date: 2000-01-03, end_date: 2012-12-31 }
features: { definitions: [{ name: rsi_14, type: technical }] }
agents:
  - name: follow
    kind: model
    model_signal_sources: [{ name: spx_up, path: models/promoted/spx_up }]
    model: { name: spx_up }
    risk: { max_position_pct: 0.2 }
  - name: dip
    kind: rule
    model_signal_sources: [{ name: spx_up, path: models/promoted/spx_up }]
    rule: { entry: "signal.spx_up.p_up > 0.5 and rsi_14 < 35", exit: "rsi_14 > 55" }
worlds: [{ name: w, members: [follow, dip], capital: 100000 }]
`;
const RUN = ['agent', 'run', '-c', 'config/project.yaml', '--mode', 'backtest'];

/** From a promoted file to verified bytes, on the real S&P 500 rows that ship with the product. */
describe('a model agent on the command line', { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  const model = join(folder.path, 'models/promoted/spx_up');
  const before: { validate: number | null; run: number | null; text: string } = { validate: null, run: null, text: '' };
  let dir = '';
  let runId = '';

  beforeAll(async () => {
    const loaded = writeProject(folder.path, YAML);
    before.validate = (await cli(['validate', '-c', 'config/project.yaml'], { cwd: folder.path })).code;
    const early = await cli([...RUN, '--agent', 'follow'], { cwd: folder.path });
    before.run = early.code;
    before.text = early.stderr;
    const text = await handMadeModel(loaded, {
      name: 'spx_up',
      features: ['rsi_14'],
      horizon: 5,
      members: [
        { from: '2003-01-01', to: '2008-01-01', trained: ['2000-02-01', '2002-12-24'], shares: [0.2, 0.2, 0.6] },
        { from: '2008-01-01', trained: ['2000-02-01', '2007-12-24'], shares: [0.5, 0.3, 0.2] },
      ],
    });
    promoteByHand(model, text);
    const run = await cli([...RUN, '--agent', 'follow', '--json'], { cwd: folder.path });
    expect(run.stderr).not.toContain('error');
    expect(run.code).toBe(0);
    runId = String((JSON.parse(run.stdout) as { run_id: string }).run_id);
    dir = join(folder.path, 'runs', runId);
  }, 120_000);
  afterAll(() => folder.remove());

  test('before the promotion the project is valid, and the agent cannot run', () => {
    expect(before).toMatchObject({ validate: 0, run: 2 });
    expect(before.text).toContain('MODEL_NOT_PROMOTED');
    expect(before.text).toContain('models/promoted/spx_up');
  });

  test('it buys at the first bar of its first member and leaves with the second', () => {
    expect(readJson(join(dir, 'summary.json'))).toMatchObject({ kind: 'model', status: 'success' });
    // 20 % of 100,000 at the close of 2003-01-02, 909.03: 22 units of 0.01 (20,000 / 909.03 = 22.0014).
    const orders = readFileSync(join(dir, 'executions.jsonl'), 'utf8').trimEnd().split('\n');
    expect(JSON.parse(orders[0]!)).toMatchObject({ event: 'submitted', action: 'buy', qty: '22' });
    const ledger = readFileSync(join(dir, 'ledger.csv'), 'utf8').trimEnd().split('\n').slice(1);
    const fills = ledger.map((line) => line.split(',')).filter(([, , type]) => type === 'fill');
    expect(fills.map(([, time, , , side]) => [time!.slice(0, 10), side])).toEqual([
      ['2003-01-03', 'buy'],
      ['2008-01-03', 'sell'],
    ]);
    expect(readJson(join(dir, 'certificate.json'))).toMatchObject({ verdict: 'PASS' });
  });

  test('verifies to the byte, also after another promotion', async () => {
    const text = readFileSync(join(model, readdirSync(model).find((name) => name.startsWith('model-'))!), 'utf8');
    promoteByHand(model, text.replaceAll('[0.2,0.2,0.6]', '[0.6,0.2,0.2]'));
    const verified = await cli(['runs', 'verify', runId, '-c', 'config/project.yaml'], { cwd: folder.path });
    expect(verified.stderr + verified.stdout).not.toContain('differs');
    expect(verified.code).toBe(0);
    promoteByHand(model, text);
  });

  test('a rule reads the signals, and every decision of both agents is replayed without its future', async () => {
    const deep = await cli(['validate', '-c', 'config/project.yaml', '--deep'], { cwd: folder.path });
    // NYSE sessions of 2003 to 2012: 252 + 252 + 252 + 251 + 251 + 253 + 252 + 252 + 252 + 250.
    expect(deep.stdout).toMatch(/Leak tests follow +no look-ahead: proved on 2,517 of 2,517 decisions/);
    expect(deep.stdout).toMatch(/Leak tests dip +no look-ahead: proved on 2,517 of 2,517 decisions/);
    expect(deep.code).toBe(0);
  });
});
