import { cpSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { installedBrowser } from '../../src/adapters/browser/index.ts';
import { type CliResult, cli, listFiles, readJson, temporaryFolder } from './cli.testkit.ts';

const browser = installedBrowser(process.env);

/**
 * The rule-agent template, from `init` to verified bytes, on the real S&P 500 rows that ship with the product.
 *
 * The figures of the first trade follow from two published closes and can be checked with a pencil: 20 % of 100,000 at the close of
 * 2000-10-10 (1387.02) is 14.41 units of 0.01; the next open 1387.02 plus 5 bps is 1387.71; 5 bps of 19,996.90 is 10.00; cash is
 * 100,000 − 19,996.90 − 10.00; at the close 1364.59 equity is 99,656.84.
 */
describe('the rule-agent template', { timeout: 120_000 }, () => {
  const folder = temporaryFolder();
  let run: CliResult;
  let dir = '';
  const file = (name: string): string => readFileSync(join(dir, name), 'utf8');

  beforeAll(async () => {
    const made = await cli(['init', '--template', 'rule-agent', '-o', 'config/project.yaml'], { cwd: folder.path });
    expect(made.stderr + made.stdout).toContain('config/project.yaml');
    expect(made.code).toBe(0);
    run = await cli(['agent', 'run', '--agent', 'rsi_reversion', '-c', 'config/project.yaml', '--mode', 'backtest', '--json'], {
      cwd: folder.path,
    });
    expect(run.stderr).not.toContain('error');
    expect(run.code).toBe(0);
    dir = join(folder.path, 'runs', String((JSON.parse(run.stdout) as { run_id: string }).run_id));
  }, 120_000);
  afterAll(() => folder.remove());

  test('validates with exit 0', async () => {
    const result = await cli(['validate', '-c', 'config/project.yaml'], { cwd: folder.path });
    expect(result.code).toBe(0);
  });

  test('writes the files of a run, and one JSON document on stdout', () => {
    const files = listFiles(dir);
    for (const name of ['summary.json', 'metrics.json', 'resolved_project_config.yaml', 'run.log.jsonl', 'report.html']) {
      expect(files).toContain(name);
    }
    for (const name of ['equity_curve.csv', 'ledger.csv', 'decisions.jsonl', 'executions.jsonl']) expect(files).toContain(name);
    const summary = readJson(join(dir, 'summary.json'));
    expect(summary).toMatchObject({ schema_version: 1, type: 'agent', mode: 'backtest', name: 'rsi_reversion', kind: 'rule' });
    expect(summary).toMatchObject({ project: 'rule_lab', world: 'default', status: 'success', seed: 42, symbols: ['SPX'] });
    expect(summary).toMatchObject({ window: { start: '2000-01-03', end: '2020-04-17', timeframe: '1d' } });
  });

  test('tests its own result: costs, luck, starts, entries, crises, benchmark', () => {
    const metrics = (readJson(join(dir, 'metrics.json')) as { metrics: Record<string, unknown> }).metrics;
    const { cost_ladder: ladder, ...robustness } = readJson(join(dir, 'robustness.json')) as {
      cost_ladder: { rungs: { multiple: number; net_pnl: string; sharpe: number }[] };
    };
    expect(ladder.rungs.map(({ multiple }) => multiple)).toEqual([0, 1, 2, 3, 5]);
    expect(ladder.rungs[1]).toMatchObject({ net_pnl: metrics['net_pnl'], sharpe: metrics['sharpe'] });
    expect(ladder.rungs[2]!.net_pnl).toBe(metrics['cost_2x_net_pnl']);
    expect(robustness).toMatchObject({
      budget: { reduced: [] },
      bootstrap_fan: { draws: 1000, mean_block: 18 },
      trade_shuffle: { trades: 19 },
      random_entries: { runs: 100, trades: 19, mean_trades: 19 },
      not_available: {},
    });
    const world = { benchmark: 'cash', total_return: 0, metrics: { beta: null } };
    expect(readJson(join(dir, 'benchmark.json'))).toMatchObject({ world, buy_and_hold: { metrics: { beta: metrics['beta'] } } });
    expect(readJson(join(dir, 'intrabar.json'))).toMatchObject({ count: 0, net_pnl: { chosen: metrics['net_pnl'] } });
  });

  test('the first buy is that of 2000-10-10', () => {
    const line = file('decisions.jsonl')
      .split('\n')
      .find((text) => text.includes('"action":"buy"'));
    const first: unknown = JSON.parse(line!);
    expect(first).toMatchObject({
      agent: 'rsi_reversion',
      kind: 'rule',
      as_of: '2000-10-10T20:00:00.000Z',
      bar_seq: 195,
      symbols: ['SPX'],
      payload_sha256: null,
      decisions: [
        { symbol: 'SPX', action: 'buy', target_weight: 0.2, reason: 'rsi_14 29.05 < 30', evidence: ['/features/SPX/rsi_14'] },
      ],
      risk: [{ symbol: 'SPX', proposed: 0.2, final: 0.2, rules: [] }],
      intents: ['195-0'],
    });
    const inputs = (first as { inputs: { SPX: { rsi_14: number } } }).inputs;
    expect(inputs.SPX.rsi_14).toBeCloseTo(29.0472, 3);
  });

  test('its fill, ledger row and equity row have the figures worked out above', () => {
    const fill: unknown = JSON.parse(file('executions.jsonl').split('\n')[1]!);
    expect(fill).toMatchObject({
      seq: 2,
      timestamp: '2000-10-11T13:30:00.000Z',
      event: 'filled',
      action: 'buy',
      order_type: 'market',
      qty: '14.41',
      price: '1387.71',
      reference_price: '1387.02',
      fees: '10.00',
      slippage_bps: 4.97,
      exit_reason: null,
      ambiguous: false,
      position_after: '14.41',
      cash_after: '79993.10',
      reason_code: null,
    });
    const row = file('ledger.csv').split('\n')[1]!;
    expect(row).toMatch(
      /^1,2000-10-11T13:30:00\.000Z,fill,SPX,buy,14\.41,1387\.02,1387\.71,0\.00,10\.00,9\.94,0\.00,0\.00,-19\.94,79993\.10,14\.41,/,
    );
    expect(file('equity_curve.csv')).toContain(
      '2000-10-11T20:00:00.000Z,99656.84,79993.10,0.197315,0.197315,0.003432,-0.003432,19.94,100000.00\n',
    );
  });

  test('evaluation begins at bar 15, the first with a value of rsi_14', () => {
    expect(readJson(join(dir, 'metrics.json'))).toMatchObject({
      basis: { interval: '1d', periods_per_year: 252, from: '2000-01-24', to: '2020-04-17' },
    });
    expect(file('equity_curve.csv').split('\n')[1]).toMatch(/^2000-01-24T21:00:00\.000Z,100000\.00,/);
  });

  test('the ledger adds up to the change of equity, to the cent', () => {
    const rows = file('ledger.csv')
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const net = rows.reduce((sum, cells) => sum + Math.round(Number(cells[13]) * 100), 0);
    const last = file('equity_curve.csv').trim().split('\n').at(-1)!.split(',');
    const open = rows.filter((cells) => cells[2] === 'fill').at(-1)!;
    // Flat at the end: nothing is left open, so the rows alone are the change.
    expect(Number(open[15])).toBe(0);
    expect(Math.round(Number(last[1]) * 100) - 10_000_000).toBe(net);
  });

  test('runs list shows it, runs verify finds the same bytes', async () => {
    const list = await cli(['runs', 'list'], { cwd: folder.path });
    expect(list.stdout).toContain('rsi_reversion');
    expect(list.stdout).toContain('success');
    const id = dir.slice(join(folder.path, 'runs').length + 1);
    const verified = await cli(['runs', 'verify', id], { cwd: folder.path });
    expect(verified.stderr + verified.stdout).toMatch(/equal|identical|same bytes/i);
    expect(verified.code).toBe(0);
  });

  test('the report shows the numbers of metrics.json', () => {
    const document = readJson(join(dir, 'metrics.json')) as { metrics: Record<string, number | string | null> };
    const cells = file('report.html').matchAll(/<code class="muted">([a-z_0-9]+)<\/code><\/td>\n<td class="r ?[a-z]*">([^<]+)</g);
    const shown = new Map([...cells].map(([, key, text]) => [key!, text!]));
    const known = Object.entries(document.metrics).filter(([, value]) => value !== null);
    expect(shown.size).toBe(known.length);
    expect(known.length).toBeGreaterThan(20);
    for (const [key, value] of known) {
      const text = shown.get(key) ?? '';
      const digits = (/\.(\d+)/.exec(text)?.[1] ?? '').length;
      const number = Number(
        text
          .replace('\u2212', '-')
          .replaceAll(',', '')
          .replace(/[+×%\s]/g, ''),
      );
      const scale = text.includes('%') ? 100 : 1;
      // Money to the cent, ratios to the digits shown; a probability that has to reach a bound is never told larger than it is.
      const [above, below] = ['psr', 'dsr'].includes(key) ? [0, 1] : [0.5, 0.5];
      const missed = number - Number(value) * scale;
      expect(missed, `${key} ${text}`).toBeLessThanOrEqual(above * 10 ** -digits + 1e-9);
      expect(missed, `${key} ${text}`).toBeGreaterThanOrEqual(-below * 10 ** -digits - 1e-9);
    }
  });

  test('runs report makes the same report again', async () => {
    const id = dir.slice(join(folder.path, 'runs').length + 1);
    const before = file('report.html');
    const result = await cli(['runs', 'report', id], { cwd: folder.path });
    expect(result.stdout).toContain('report.html');
    expect(result.code).toBe(0);
    expect(file('report.html')).toBe(before);
  });

  test('the report of a run of an earlier version, on other data, says what is missing', async () => {
    const name = '20200101_000000_000_rsi_reversion_0000';
    const old = join(dir, '..', name);
    cpSync(dir, old, { recursive: true });
    for (const gone of ['trades.csv', 'data.json', 'intrabar.json', 'run.log.jsonl', 'report.html']) rmSync(join(old, gone));
    const summary = readJson(join(old, 'summary.json')) as object;
    writeFileSync(
      join(old, 'summary.json'),
      JSON.stringify({ ...summary, run_id: `agent/backtest/${name}`, data_fingerprint: `sha256:${'0'.repeat(64)}` }),
    );
    const result = await cli(['runs', 'report', name], { cwd: folder.path });
    expect(result.stderr).toBe('');
    const text = readFileSync(join(old, 'report.html'), 'utf8');
    expect(text).toContain('No buy-and-hold line and no prices: the data has changed since the run.');
    expect(text).toContain('The run has no log');
    expect(text).toContain('id="underwater"');
    expect(text).not.toContain('id="price-0"');
    rmSync(old, { recursive: true });
  });

  test('without a browser no PDF is promised and nothing is touched', async () => {
    const id = dir.slice(join(folder.path, 'runs').length + 1);
    const before = statSync(join(dir, 'report.html')).mtimeMs;
    const env = { CHROME_PATH: join(folder.path, 'no-browser') };
    const result = await cli(['runs', 'report', id, '--pdf'], { cwd: folder.path, env });
    expect(result.code).toBe(3);
    expect(result.stderr).toContain('BROWSER_MISSING');
    expect(result.stderr).toContain('hint: install Chromium');
    expect(statSync(join(dir, 'report.html')).mtimeMs).toBe(before);
    const broken = await cli(['runs', 'report', id, '--png'], { cwd: folder.path, env: { CHROME_PATH: process.execPath } });
    expect(broken.code).toBe(3);
    expect(broken.stderr).toContain('BROWSER_FAILED');
    expect(existsSync(join(dir, 'report.png'))).toBe(false);
  });

  test.skipIf(browser === undefined)('--pdf and --png print it', async () => {
    const id = dir.slice(join(folder.path, 'runs').length + 1);
    const env = { CHROME_PATH: browser ?? '' };
    const result = await cli(['runs', 'report', id, '--pdf', '--png', '--json'], { cwd: folder.path, env });
    expect(result.stderr).toBe('');
    const written = JSON.parse(result.stdout) as { pdf: string; png: string };
    expect(readFileSync(written.pdf).subarray(0, 5).toString()).toBe('%PDF-');
    const png = readFileSync(written.png);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect(png.readUInt32BE(16)).toBe(1440);
    expect(png.readUInt32BE(20)).toBeGreaterThan(1500);
  });

  test('another run of the same project has the same bytes where nothing is volatile', async () => {
    const again = await cli(
      ['agent', 'run', '--agent', 'rsi_reversion', '-c', 'config/project.yaml', '--mode', 'backtest', '--json'],
      {
        cwd: folder.path,
      },
    );
    const other = join(folder.path, 'runs', String((JSON.parse(again.stdout) as { run_id: string }).run_id));
    for (const name of ['equity_curve.csv', 'metrics.json', 'decisions.jsonl']) {
      expect(readFileSync(join(other, name), 'utf8'), name).toBe(file(name));
    }
  });
});
