import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../adapters/fs/fs.testkit.ts';
import { createRun, EQUITY_HEADER, type RunFacts, type RunFamily } from '../../adapters/runs/index.ts';
import { DAY_MS, isoTime, Random } from '../../base/index.ts';
import type { MetricValue } from '../../metrics/index.ts';
import { boardSelection, checkPagePath, compareStoredRuns, writeComparisonPage } from './index.ts';

const START = Date.UTC(2020, 0, 2, 21);
const HASH = (digit: string): string => `sha256:${digit.repeat(64)}`;

interface Planned {
  readonly name?: string;
  readonly family?: RunFamily;
  readonly minute: number;
  readonly metrics?: Readonly<Record<string, MetricValue>>;
  /** Equity at each close, of a capital of 1,000. */
  readonly equity?: readonly number[];
  readonly from?: string;
  /** Lines of the agent's settings and of its execution. */
  readonly agent?: string;
  readonly capital?: number;
  readonly more?: string;
  readonly currency?: string;
  readonly facts?: RunFacts;
}

const configOf = ({ name = 'rsi', agent = '', capital = 1000, more = '' }: Planned): string => `project:
  name: lab # config/project.yaml:1
  timezone: UTC # default
agents:
  - name: other # config/project.yaml:3
    rule:
      buy_below: ${capital} # config/project.yaml:4
  - name: ${name} # config/project.yaml:5
${agent}worlds:
  - name: main # config/project.yaml:9
    capital: ${capital} # config/project.yaml:9
${more}`;

/** A folder of runs as they lie on the disk; gives their ids. */
function store(plans: readonly Planned[]): { readonly runsDir: string; readonly ids: readonly string[] } {
  const runsDir = temporaryFolder();
  const ids = plans.map((plan) => {
    const { name = 'rsi', family = 'agent/backtest', minute, metrics = {}, equity, from = '2020-01-02', currency = 'USD' } = plan;
    const window = { start: '2020-01-01', end: '2020-12-31', timeframe: '1d' };
    const facts = {
      world: 'main',
      symbols: ['SPX'],
      window,
      data_fingerprint: HASH('a'),
      seed: 7,
      code_version: '1.0.0',
      ...plan.facts,
    };
    const now = (): number => Date.UTC(2026, 0, 2, 9, minute);
    const run = createRun({ runsDir, family, name, currency, now, hex: () => '0000', facts });
    const basis = { interval: '1d', periods_per_year: 252, bars: 3, days: 3, closed_trades: 0, from, to: '2020-12-31' };
    run.writeJson('metrics.json', { basis, currency, metrics, not_available: {} });
    run.writeText('resolved_project_config.yaml', configOf(plan));
    const rows = (equity ?? []).map((value, day) => `${isoTime(START + day * DAY_MS)},${value},${value},0,0,0,0,0,\n`);
    if (equity !== undefined) run.writeText('equity_curve.csv', `${EQUITY_HEADER}${rows.join('')}`);
    run.finish('success', { verdict: 'pending', stamps: [] });
    return run.runId;
  });
  return { runsDir, ids };
}

const comparison = (plans: readonly Planned[]) => {
  const { runsDir, ids } = store(plans);
  return compareStoredRuns(runsDir, ids).comparison;
};
const metric = (of: ReturnType<typeof comparison>, key: string) => of.metrics.find((row) => row.key === key);

/** A walk of `days` returns around a mean, from 1,000. */
function walk(days: number, seed: number, mean = 0): readonly number[] {
  const random = new Random(seed, 'test');
  let equity = 1000;
  return [1000, ...Array.from({ length: days }, () => (equity *= 1 + mean + random.normal() / 100))].map((value) =>
    Number(value.toFixed(2)),
  );
}

describe('what is taken', () => {
  test('2 to 8 runs, each once', () => {
    const { runsDir, ids } = store(Array.from({ length: 9 }, (_, minute) => ({ minute })));
    const refused = (list: readonly string[], message: string): void => {
      expect(() => compareStoredRuns(runsDir, list)).toThrow(
        expect.objectContaining({ code: 'COMPARE_COUNT', exitCode: 2, message: expect.stringContaining(message) }),
      );
    };
    refused([ids[0]!], '1 is named');
    refused(ids, '9 are named');
    refused([ids[0]!, ids[1]!, ids[0]!.replace('agent/backtest/', '')], 'is named twice');
    expect(
      compareStoredRuns(runsDir, ids.slice(0, 8))
        .comparison.runs.map(({ label }) => label)
        .join(''),
    ).toBe('ABCDEFGH');
  });

  test('an id that is not there is refused with the nearest', () => {
    const { runsDir, ids } = store([{ minute: 1 }, { minute: 2 }]);
    expect(() => compareStoredRuns(runsDir, [ids[0]!, ids[1]!.replace('_rsi_', '_rso_')])).toThrow(
      expect.objectContaining({ code: 'RUN_UNKNOWN', exitCode: 2, hint: `did you mean "${ids[1]}"?` }),
    );
  });

  test('runs of one kind only, and no batches', () => {
    const { runsDir, ids } = store([{ minute: 1 }, { minute: 2, family: 'research' }, { minute: 3, family: 'agent/batches' }]);
    for (const pair of [ids.slice(0, 2), ids.slice(1), [ids[2]!, ids[0]!]]) {
      expect(() => compareStoredRuns(runsDir, pair)).toThrow(expect.objectContaining({ code: 'COMPARE_FAMILY', exitCode: 2 }));
    }
    const batches = store([
      { minute: 1, family: 'agent/batches' },
      { minute: 2, family: 'agent/batches' },
    ]);
    expect(() => compareStoredRuns(batches.runsDir, batches.ids)).toThrow(expect.objectContaining({ code: 'COMPARE_FAMILY' }));
  });
});

describe('metrics', () => {
  test('values side by side, the best of each, differences from the first, money exact', () => {
    const of = comparison([
      { minute: 1, metrics: { sharpe: 0.4, net_pnl: '100.10', max_drawdown: 0.1, exposure: 0.2, beta: null } },
      { minute: 2, metrics: { sharpe: 0.9, net_pnl: '0.30', max_drawdown: 0.1, exposure: 0.5, beta: null } },
      { minute: 3, metrics: { sharpe: null, net_pnl: '-5.00', max_drawdown: 0.3, exposure: 0.1, beta: null } },
    ]);
    const [first, second] = of.runs;
    expect(of).toMatchObject({ family: 'agent/backtest', baseline: first!.run_id, comparable: true, reasons: [] });
    expect(metric(of, 'sharpe')).toMatchObject({
      values: [0.4, 0.9, null],
      best: second!.run_id,
      differences: [null, 0.5, null],
    });
    expect(metric(of, 'net_pnl')).toMatchObject({ best: first!.run_id, differences: [null, '-99.80', '-105.10'] });
    // Less is better, and two runs share the least.
    expect(metric(of, 'max_drawdown')).toMatchObject({ best: null });
    // Neither more nor less is better.
    expect(metric(of, 'exposure')).toMatchObject({ best: null });
    // No run has it.
    expect(metric(of, 'beta')).toBeUndefined();
  });

  test('a Sharpe ratio has beside it what it must be read with', () => {
    const metrics = { sharpe: 0.4, net_pnl: '1.00', dsr: 0.9, trials: 12, pbo: null };
    const of = comparison([
      { minute: 1, metrics },
      { minute: 2, metrics: { ...metrics, dsr: 0.95, trials: 1 } },
    ]);
    expect(of.metrics.slice(0, 4).map(({ key }) => key)).toEqual(['sharpe', 'dsr', 'trials', 'pbo']);
    // After different numbers of trials they do not rank.
    expect(metric(of, 'dsr')).toMatchObject({ best: null, differences: [null, null] });
  });

  test('money of two currencies has no difference', () => {
    const metrics = { net_pnl: '1.00' };
    const of = comparison([
      { minute: 1, metrics },
      { minute: 2, metrics, currency: 'EUR' },
    ]);
    expect(metric(of, 'net_pnl')).toMatchObject({ best: null, differences: [null, null] });
    expect(of.warnings).toContain('currency: USD in A and EUR in B');
  });
});

describe('why runs are not comparable', () => {
  const reasons = (...plans: readonly Omit<Planned, 'minute'>[]): readonly string[] =>
    comparison(plans.map((plan, minute) => ({ ...plan, minute }))).reasons;

  test.each<readonly [string, Omit<Planned, 'minute'>, string]>([
    ['other symbols', { facts: { symbols: ['QQQ'] } }, 'data: symbols SPX in A and QQQ in B'],
    [
      'other bars',
      { facts: { data_fingerprint: HASH('b') } },
      'data: other bars, sha256:aaaaaaaaaaaa in A and sha256:bbbbbbbbbbbb in B',
    ],
    ['data not recorded', { facts: { data_fingerprint: null } }, 'data: B has no record of the data'],
    [
      'another window',
      { facts: { window: { start: '2021-01-01', end: '2021-12-31', timeframe: '1d' } } },
      'window: 2020-01-01 to 2020-12-31 1d in A and 2021-01-01 to 2021-12-31 1d in B',
    ],
    [
      'a later first bar',
      { from: '2020-02-03' },
      'window: evaluated 2020-01-02 to 2020-12-31 in A and 2020-02-03 to 2020-12-31 in B; `evaluate_from: 2020-02-03` in each agent lets them begin together',
    ],
    [
      'other costs',
      { agent: '    execution:\n      slippage:\n        bps: 9 # config/project.yaml:7\n' },
      'costs: agent.execution.slippage.bps is not set in A and 9 in B',
    ],
    [
      'other fills',
      { agent: '    execution:\n      fill: same_close # config/project.yaml:7\n' },
      'fills: agent.execution.fill is not set in A and same_close in B',
    ],
    [
      'measured otherwise',
      { more: 'metrics:\n  sharpe: geometric # config/project.yaml:12\n' },
      'metrics: metrics.sharpe is not set in A and geometric in B',
    ],
  ])('%s', (_, second, reason) => {
    expect(reasons({}, second)).toEqual([reason]);
  });

  test('equal runs, and what decides only for other agents, are no reason', () => {
    expect(reasons({}, {})).toEqual([]);
    // The capital stands in the rule of another agent too.
    const of = comparison([{ minute: 1 }, { minute: 2, capital: 500 }]);
    expect(of.reasons).toEqual([]);
    expect(of.config_deltas).toEqual([{ path: 'world.capital', values: ['1000', '500'] }]);
    expect(of.warnings).toContain('capital: 1000 in A and 500 in B');
  });

  test('settings of the own agent are told by path, lists of named things by name', () => {
    const features = (period: number): string =>
      `features:\n  definitions:\n    - name: rsi_14 # config/project.yaml:2\n      params:\n        period: ${period} # config/project.yaml:2\n`;
    const of = comparison([
      { minute: 1, agent: '    rule:\n      buy_below: 30 # config/project.yaml:6\n', more: features(14) },
      { minute: 2, name: 'sma', agent: '    rule:\n      fast: "sma_20" # config/project.yaml:6\n', more: features(15) },
    ]);
    expect(of.config_deltas).toEqual([
      { path: 'agent.name', values: ['rsi', 'sma'] },
      { path: 'agent.rule.buy_below', values: ['30', null] },
      { path: 'agent.rule.fast', values: [null, 'sma_20'] },
      { path: 'features.rsi_14.params.period', values: ['14', '15'] },
    ]);
  });
});

describe('significance', () => {
  const baseline = walk(300, 4);
  test('a run against a copy of itself differs by nothing', () => {
    const of = comparison([
      { minute: 1, equity: baseline, metrics: { sharpe: 1, total_return: 0.1 } },
      { minute: 2, equity: baseline, metrics: { sharpe: 1, total_return: 0.1 } },
    ]);
    expect(metric(of, 'sharpe')).toMatchObject({ differences: [null, 0], p_values: [null, 1], intervals: [null, [0, 0]] });
    expect(of.significance).toMatchObject({ sessions: { from: '2020-01-03', n: 300 }, draws: 2000, mean_block: 7, seed: 7 });
  });

  test('one that is better every day is told apart, one of the same kind is not', () => {
    const better = baseline.map((value, day) => Number((value * 1.002 ** day).toFixed(2)));
    const metrics = { sharpe: 1, net_pnl: '1.00' };
    const of = comparison([
      { minute: 1, equity: baseline, metrics },
      { minute: 2, equity: better, metrics },
      { minute: 3, equity: walk(300, 5), metrics },
    ]);
    const [, luckless, lucky] = metric(of, 'sharpe')!.p_values;
    expect(luckless).toBeLessThan(0.01);
    expect(lucky).toBeGreaterThan(0.05);
    // A sum of money is no function of the returns alone.
    expect(metric(of, 'net_pnl')!.p_values).toEqual([null, null, null]);
    expect(of.selection.spa_p).toBeLessThan(0.01);
    expect(of.selection).toMatchObject({ pbo: null, not_available: { pbo: 'needs 8 runs, has 3' } });
  });

  test('only sessions that all runs have are drawn', () => {
    const metrics = { sharpe: 1 };
    const of = comparison([
      { minute: 1, equity: baseline, metrics },
      { minute: 2, equity: baseline.slice(0, 101), metrics },
    ]);
    expect(of.significance.sessions).toEqual({ from: '2020-01-03', to: '2020-04-11', n: 100 });
    expect(metric(of, 'sharpe')!.p_values[1]).toBe(1);
  });

  test('choosing among eight runs has a probability of overfitting', () => {
    const of = comparison(
      Array.from({ length: 8 }, (_, minute) => ({ minute, equity: walk(320, minute), metrics: { sharpe: 1 } })),
    );
    expect(of.selection.pbo).toBeGreaterThan(0.1);
    expect(of.selection.pbo).toBeLessThanOrEqual(1);
    expect(of.selection.not_available).toEqual({});
  });

  test('without equity, and with too few sessions, there is none, and the reason is told', () => {
    const metrics = { sharpe: 1 };
    const without = comparison([
      { minute: 1, equity: baseline, metrics },
      { minute: 2, metrics },
    ]);
    expect(without.significance).toMatchObject({ sessions: null, not_available: 'B has no returns' });
    expect(metric(without, 'sharpe')!.p_values).toEqual([null, null]);
    const short = comparison([
      { minute: 1, equity: walk(9, 1), metrics },
      { minute: 2, equity: walk(9, 2), metrics },
    ]);
    expect(short.significance.not_available).toBe('the runs need 30 sessions in common, have 9');
  });
});

describe('damaged runs', () => {
  test('are shown with what they have, and what they lack is named', () => {
    const { runsDir, ids } = store([
      { minute: 1, equity: walk(60, 1), metrics: { sharpe: 1 } },
      { minute: 2, equity: walk(60, 2), metrics: { sharpe: 2 } },
      { minute: 3, equity: walk(60, 3), metrics: { sharpe: 3, net_pnl: 'much' } },
    ]);
    rmSync(join(runsDir, ids[1]!, 'summary.json'));
    writeFileSync(join(runsDir, ids[1]!, 'equity_curve.csv'), `${EQUITY_HEADER}2020-01-02T21:00:00.000Z,no,,,,,,,\n`);
    rmSync(join(runsDir, ids[2]!, 'resolved_project_config.yaml'));
    const { comparison: of } = compareStoredRuns(runsDir, ids);
    expect(metric(of, 'sharpe')!.values).toEqual([1, 2, null]);
    expect(of.comparable).toBe(false);
    expect(of.warnings).toEqual(
      expect.arrayContaining([
        'B is failed: RUN_UNREADABLE, summary.json is missing',
        'B: equity_curve.csv has another form than this version reads: its equity is not known',
        'C: metrics.json has another form than this version reads: its metrics are not known',
        'C: resolved_project_config.yaml is missing: its configuration is not known',
      ]),
    );
  });
});

describe('the page', () => {
  const planned = [
    { minute: 1, equity: walk(60, 1), metrics: { sharpe: 1 }, facts: { stamps: ['SYNTHETIC DATA'] } },
    { minute: 2, equity: walk(60, 2), metrics: { sharpe: 2 }, agent: '    description: "<script>x</script>" # a.yaml:1\n' },
  ];
  test('holds the runs and loads nothing; the same runs give the same bytes', () => {
    const { runsDir, ids } = store(planned);
    const compared = compareStoredRuns(runsDir, ids);
    const path = join(runsDir, 'page.html');
    writeComparisonPage({ runsDir, path, compared });
    const text = readFileSync(path, 'utf8');
    for (const id of ids) expect(text).toContain(id);
    expect(text).not.toMatch(/(?:src|href)="(?!#)/);
    expect(text).toContain('&lt;script&gt;x');
    expect(text).not.toContain('<script>x');
    writeComparisonPage({ runsDir, path, compared: compareStoredRuns(runsDir, ids) });
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  test('is written under the name of a page, outside runs, whole or not at all', () => {
    const { runsDir, ids } = store(planned);
    const compared = compareStoredRuns(runsDir, ids);
    const refused = (path: string): void =>
      expect(() => checkPagePath(runsDir, path)).toThrow(
        expect.objectContaining({ code: 'COMPARE_PATH', exitCode: 2, place: { file: path } }),
      );
    refused(join(runsDir, 'project.yaml'));
    refused(join(runsDir, ids[0]!, 'report.html'));
    mkdirSync(join(runsDir, 'folder.html'));
    for (const path of [join(runsDir, 'folder.html'), join(runsDir, 'none', 'page.html')]) {
      expect(() => writeComparisonPage({ runsDir, path, compared })).toThrow(
        expect.objectContaining({ code: 'STORE_WRITE', exitCode: 3 }),
      );
    }
  });
});

describe('the best of a scoreboard', () => {
  const selection = (count: number, change?: (runsDir: string, ids: readonly string[]) => void) => {
    const { runsDir, ids } = store(Array.from({ length: count }, (_, minute) => ({ minute, equity: walk(320, minute) })));
    change?.(runsDir, ids);
    return boardSelection({ runsDir, family: 'agent/backtest', best: ids[0]!, runIds: ids });
  };
  test('of eight configurations has the probability of overfitting that a comparison of them has', () => {
    const { runsDir, ids } = store(Array.from({ length: 8 }, (_, minute) => ({ minute, equity: walk(320, minute) })));
    const { pbo } = compareStoredRuns(runsDir, ids).comparison.selection;
    expect(pbo).not.toBeNull();
    expect(boardSelection({ runsDir, family: 'agent/backtest', best: ids[0]!, runIds: ids })).toEqual({
      ...{ configurations: 8, trials_now: null, pbo, not_available: null },
    });
  });
  test('of fewer, of too many and of damaged ones it is not known, and why is told', () => {
    expect(selection(3)).toMatchObject({ pbo: null, not_available: 'needs 8 configurations, has 3' });
    const many = Array.from({ length: 101 }, (_, index) => `agent/backtest/${index}`);
    expect(boardSelection({ runsDir: '/nowhere', family: 'agent/backtest', best: many[0]!, runIds: many })).toMatchObject({
      ...{ pbo: null, not_available: expect.stringContaining('at most 100 runs') },
    });
    const damaged = selection(8, (runsDir, ids) =>
      writeFileSync(join(runsDir, ids[4]!, 'equity_curve.csv'), `${EQUITY_HEADER}x,y\n`),
    );
    expect(damaged).toMatchObject({ pbo: null, not_available: expect.stringContaining('cannot be read') });
  });
});
