import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createRun } from '../adapters/runs/index.ts';
import type { RunOutcome } from '../app/runs/index.ts';
import { AppError, InvariantError } from '../base/index.ts';
import { Options } from './command.ts';
import { runsList } from './commands/runs-list.ts';
import { failureOf } from './failure.ts';
import { metricText, withSeparators } from './number-text.ts';
import { durationText, ProgressLine, SILENT } from './progress.ts';
import { runText, shortPath } from './run-text.ts';
import { styleFor } from './style.ts';
import { factsText, tableText } from './table.ts';
import { verifyText } from './verify-text.ts';

const plain = styleFor({ isTTY: false }, {});
const coloured = styleFor({ isTTY: true }, {});

class Lost extends AppError {
  readonly code = 'LOST';
  override readonly exitCode = 3;
}

test('an error of the world says code, place, sentence and way out', () => {
  const error = new Lost('the file went away', { hint: 'put it back', place: { file: 'a.csv', line: 3, column: 7 } });
  expect(failureOf(error, plain)).toEqual({
    exitCode: 3,
    text: 'a.csv:3:7 error LOST\n  the file went away\n  hint: put it back\n',
    json: {
      error: { code: 'LOST', message: 'the file went away', hint: 'put it back', place: { file: 'a.csv', line: 3, column: 7 } },
    },
  });
  expect(failureOf(new Lost('gone'), plain).text).toBe('error LOST\n  gone\n');
});

test('a bug is 70 and asks for a report with its lines', () => {
  for (const bug of [new InvariantError('a run ends once'), new TypeError('x is undefined')]) {
    const failure = failureOf(bug, plain);
    expect(failure.exitCode).toBe(70);
    expect(failure.json.error).toMatchObject({ code: 'BUG', hint: expect.stringContaining('report it') });
    expect(failure.text).toContain(bug.stack);
  }
  expect(failureOf('a text', plain).exitCode).toBe(70);
});

test('a table lines up with and without colours', () => {
  const columns = [{ title: 'name' }, { title: 'sharpe', align: 'right' as const }, { title: 'x' }];
  const text = tableText(
    columns,
    [
      ['a', '1.00', ''],
      ['long', '-12.00', 'y'],
    ],
    plain,
  );
  expect(text).toBe('name  sharpe  x\na       1.00\nlong  -12.00  y\n');
  const colours = tableText(
    columns,
    [
      [coloured.red('a'), '1.00', ''],
      [coloured.green('long'), '-12.00', 'y'],
    ],
    coloured,
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour codes begin with it
  expect(colours.replaceAll(/\u001b\[[0-9;]*m/g, '')).toBe(text);
  expect(
    factsText(
      [
        ['a', '1'],
        ['long', '2'],
      ],
      plain,
    ),
  ).toBe('a     1\nlong  2\n');
});

test('progress shows share and rest time, ten times a second at most', () => {
  let now = 0;
  let written: string[] = [];
  const line = new ProgressLine({ columns: 70, write: (text: string) => written.push(text) }, () => now);
  line.update(0, 100, 'bars');
  line.update(1, 100, 'bars');
  expect(written).toEqual([`\r\u001b[2Kbars ${'░'.repeat(24)}   0%`]);
  written = [];
  now = 2000;
  // 25 of 100 in two seconds: the other 75 take six.
  line.update(25, 100, 'bars');
  expect(written).toEqual([`\r\u001b[2Kbars ${'█'.repeat(6)}${'░'.repeat(18)}  25% 6 s left`]);
  written = [];
  now = 2050;
  line.update(26, 100, 'bars');
  expect(written).toEqual([]);
  line.update(0, undefined, 'reading');
  expect(written).toEqual(['\r\u001b[2Kreading']);
  line.end();
  line.end();
  expect(written.slice(1)).toEqual(['\r\u001b[2K']);
});

test('durations', () => {
  expect([400, 59_000, 61_000, 3_900_000].map(durationText)).toEqual(['1 s', '59 s', '1 min 1 s', '1 h 5 min']);
});

test('numbers for people', () => {
  expect(metricText('max_drawdown', 0.0612)).toBe('6.12 %');
  expect(metricText('sharpe', 0.4449)).toBe('0.44');
  expect(metricText('closed_trades', 41)).toBe('41');
  expect(metricText('net_pnl', '-1234567.80')).toBe('-1,234,567.80');
  expect(metricText('dsr', null)).toBe('n/a');
  expect(withSeparators('123')).toBe('123');
});

test('colours follow the terminal and the environment', () => {
  const red = (tty: boolean, env: Record<string, string>): boolean => styleFor({ isTTY: tty }, env).red('x') !== 'x';
  expect([
    red(true, {}),
    red(false, {}),
    red(true, { NO_COLOR: '1' }),
    red(true, { TERM: 'dumb' }),
    red(true, { NO_COLOR: '' }),
  ]).toEqual([...[true, false, false, false, true]]);
  expect([red(false, { FORCE_COLOR: '1' }), red(false, { FORCE_COLOR: '0' }), red(false, { CI: 'true' })]).toEqual([
    true,
    false,
    false,
  ]);
});

test('the result of a run', () => {
  const outcome: RunOutcome = {
    ...{
      schema_version: 1,
      run_id: 'agent/backtest/20260417_101010_123_rsi_3fa2',
      dir: '/p/runs/x',
      name: 'rsi',
      status: 'success',
    },
    ...{ error: null, verdict: 'pending', verdict_line: 'not enough data: needs 22.1 years, has 20.2' },
    trials: { n: 12, n_effective: 8.24 },
    ...{
      stamps: ['SYNTHETIC DATA'],
      warnings: [{ code: 'NO_VOLUME', message: 'SPX has no volume', path: null }],
      symbols: ['SPX'],
    },
    window: { start: '2000-01-03', end: '2020-04-17', timeframe: '1d' },
    basis: {
      interval: '1d',
      periods_per_year: 252,
      bars: 5092,
      days: 7392,
      closed_trades: 3,
      from: '2000-01-21',
      to: '2020-04-17',
    },
    currency: 'USD',
    metrics: {
      total_return: 0.0812,
      sharpe: 0.41,
      closed_trades: 3,
      win_rate: null,
      net_pnl: '8123.11',
      break_even_cost_bps: 21.3,
      dsr: 0.4132,
      looks: 3,
    },
    not_available: { win_rate: 'needs 5 closed trades, has 3' },
    certificate: {
      verdict: 'PASS',
      line: 'no look-ahead: proved on 5,092 of 5,092 decisions',
      decisions: { proved: 5092, of: 5092, exhaustive: true },
      findings: [],
    },
    intrabar: { count: 2, net_pnl: { worst: '-8000.50', chosen: '8123.11', best: '8200.00' } },
    benchmark: null,
    robustness: {
      cost_ladder: { rungs: [{ multiple: 2, net_pnl: '7012.30' }] },
      budget: { reduced: ['random_runs', 'start_dates'] },
      random_entries: { runs: 20, total_return: { percentile: 0.95, p_value: 2 / 21 } },
    },
    ...{ report: '/p/runs/x/report.html', next_command: null },
  };
  expect(runText(outcome, '/p', plain)).toBe(`rsi  SPX  2000-01-03 … 2020-04-17 1d, evaluated 2000-01-21 … 2020-04-17, 5,092 bars
SYNTHETIC DATA

total return     8.12 %
annual return    n/a
volatility       n/a
Sharpe ratio     0.41
max drawdown     n/a
exposure         n/a
closed trades    3
win rate         n/a (needs 5 closed trades, has 3)
profit factor    n/a
net P&L          8,123.11 USD
costs            n/a
break-even cost  21.30 bps
deflated Sharpe  0.41 after 12 trials (8.2 effective)
test window      seen by 3 configurations
at double costs  7,012.30 USD
random entries   above 95 % of 20 runs with entries at random times, p 0.10
ambiguous bars   2 trades, net P&L from -8,000.50 USD to 8,200.00 USD
large run        fewer draws: random runs, start dates

warning NO_VOLUME SPX has no volume
verdict  not enough data: needs 22.1 years, has 20.2
checked  no look-ahead: proved on 5,092 of 5,092 decisions
run      agent/backtest/20260417_101010_123_rsi_3fa2
report   runs/x/report.html
`);
  const panel = Array.from({ length: 7 }, (_, i) => ({ code: 'NO_VOLUME', message: `S${i} has no volume`, path: null }));
  const other = { code: 'DATA_GAPS', message: '3 bars of S6 are missing', path: null };
  expect(runText({ ...outcome, warnings: [...panel, other] }, '/p', plain)).toContain(
    'warning NO_VOLUME S4 has no volume\nwarning DATA_GAPS 3 bars of S6 are missing\nwarning NO_VOLUME … 2 more, all in summary.json\nverdict',
  );
  const finding = {
    code: 'FEATURE_READS_FUTURE',
    subject: 'feature edge',
    fact: 'edge is 1, and 2',
    fix: 'look back',
    blocking: true,
  };
  const leaky = { verdict: 'FAIL', line: 'look-ahead: 1 leak found', decisions: { proved: 0, of: 9, exhaustive: true } } as const;
  expect(runText({ ...outcome, certificate: { ...leaky, findings: [finding] } }, '/p', plain)).toContain(
    'checked  look-ahead: 1 leak found\nFEATURE_READS_FUTURE edge is 1, and 2\n  hint: look back\nrun ',
  );
  expect(runText({ ...outcome, certificate: null }, '/p', plain)).not.toContain('checked');
  expect(shortPath('/other/report.html', '/p')).toBe('/other/report.html');
});

test('runs list gives up columns that a narrow terminal has no room for', async () => {
  const runsDir = mkdtempSync(join(tmpdir(), 'qta-list-'));
  onTestFinished(() => rmSync(runsDir, { recursive: true, force: true }));
  const run = createRun({ runsDir, family: 'agent/backtest', name: 'rsi', currency: 'USD', now: () => 0, hex: () => '3fa2' });
  run.writeJson('metrics.json', { metrics: { sharpe: 0.41 } });
  run.finish('success', { stamps: ['SYNTHETIC DATA'] });
  const list = async (width: number | undefined): Promise<readonly string[]> => {
    const context = { cwd: runsDir, env: {}, json: false, style: plain, width, note: () => {}, progress: () => SILENT };
    const { text } = await runsList(context, new Options({ runsDir }));
    return text.split('\n')[0]!.split(/ {2,}/);
  };
  expect(await list(undefined)).toEqual([
    ...['run_id', 'type', 'mode', 'name', 'status', 'verdict', 'primary metric', 'started_at', 'stamps'],
  ]);
  expect(await list(130)).toEqual(['run_id', 'name', 'status', 'verdict', 'primary metric', 'started_at', 'stamps']);
  expect(await list(40)).toEqual(['run_id', 'status', 'verdict', 'primary metric']);
});

test('the answer of a verification names file, line, field and both values', () => {
  const base = { schema_version: 1, run_id: 'agent/backtest/x', files: ['ledger.csv', 'metrics.json'] } as const;
  expect(verifyText({ ...base, equal: true, differences: [] }, plain)).toBe(
    'equal  agent/backtest/x: 2 files have the same bytes, times and ids aside\n',
  );
  const differences = [
    { file: 'ledger.csv', line: 2, field: 'qty', stored: '14.41', rerun: '14.42' },
    { file: 'metrics.json', line: null, field: null, stored: 'x'.repeat(130), rerun: null },
  ];
  expect(verifyText({ ...base, equal: false, differences }, plain)).toBe(
    `different  agent/backtest/x: 2 of 2 files differ
ledger.csv:2 qty
  stored  14.41
  now     14.42
metrics.json
  stored  ${'x'.repeat(120)}…
  now     (nothing)
`,
  );
});
