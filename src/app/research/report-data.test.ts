import { describe, expect, test } from 'vitest';
import type { RunSummary } from '../../adapters/runs/index.ts';
import { GOOD_EVIDENCE } from '../promotion/research-run.testkit.ts';
import { researchReport } from './report.ts';
import { researchReportData } from './report-data.ts';

const SUMMARY: RunSummary = {
  ...{ schema_version: 1, run_id: 'research/r1', type: 'research', mode: null, name: 'lab', kind: 'logistic', project: 'lab' },
  ...{ world: null, origin: 'cli', parent: null, status: 'success', error: null, verdict: 'pending' },
  verdict_line: 'not enough data: needs 3.0 years, has 1.0',
  timestamps: { started_at: '2026-04-17T10:10:10.123Z', completed_at: null },
  ...{ symbols: ['AAA', 'BBB'], window: { start: '2020-01-01', end: '2020-12-31', timeframe: '1d' } },
  ...{ data_fingerprint: 'sha256:aa', config_hash: 'sha256:bb', code_version: '0.1.0+sha256:cc', cassette_hash: null, seed: 42 },
  ...{ trials: { n: 13, n_effective: 4.5 }, ledger: null, decisions_not_written: null, stamps: ['SYNTHETIC DATA'] },
  warnings: [{ code: 'A', message: 'b', path: null }],
  ...{ artifacts: {}, improvement_hints: [], next_command: null },
};

const scores = (rows: number, logLoss: number, constant: number, linear: number) => ({
  ...{ rows, log_loss: logLoss, brier: 0.5, accuracy: 0.5, balanced_accuracy: 0.5, f1: 0.5, mcc: 0, ic: 0.1, rank_ic: 0.2 },
  ...{ icir: 0.3, rank_ic_t: 1.5, happened: [0.5, 0.5], said: [0.4, 0.6], not_available: {} },
  ...{ from: '2020-07-01T21:00:00.000Z', to: '2020-09-30T21:00:00.000Z' },
  baselines: { constant: { log_loss: constant, rank_ic: null }, linear: { log_loss: linear, rank_ic: 0.1 } },
});

const fold = (index: number, from: string, to: string, test: number, params: object = { l2: 0.5 }) => ({
  fold: index,
  trained: { from: '2020-01-02T21:00:00.000Z', to: '2020-06-24T20:00:00.000Z' },
  tested: { from: `${from}T20:00:00.000Z`, to: `${to}T20:00:00.000Z` },
  purge: { before: 125, purged: 5, embargoed: 0, kept: 120, smallest_distance_ms: 86_400_000 },
  rows: [{ symbol: 'AAA', train: 120, purged: 5, embargoed: 0, test, outside: 10 }],
  ...{ family: 'logistic', params, trials: 2, not_tuned: null, calibration: { method: 'none', reason: 'too few rows' } },
  scores: test > 0 ? { group: index, ...scores(test, 0.61, 0.69, 0.65) } : null,
});

const unit = (name: string) => ({
  ...{ unit: name, tuned_on_same_data: false },
  folds: [fold(1, '2020-07-01', '2020-09-30', 64)],
  test_window: fold(0, '2020-10-01', '2020-12-31', 64),
});

const FOLDS = {
  schema_version: 1,
  units: [unit('AAA'), unit('BBB')],
  cpcv: [],
  by_year: [{ group: 2020, ...scores(128, 0.6, 0.69, 0.65) }],
  evidence: {
    ...{ trials: { raw: 13, effective: 4.5 }, looks: null, luck_sharpe_per_period: 0.01, dsr_at_raw: 0.4, extra_lag_ratio: null },
    selections: [
      {
        ...{
          unit: 'AAA',
          configurations: 2,
          pruned: 1,
          pbo: null,
          pbo_not_available: 'needs 8 configurations, has 2',
          logits: [],
        },
        ...{ losing: null, spa_p: null, spa_not_available: 'needs 10 configurations, has 2' },
      },
    ],
  },
};

const account = { bars_read: 250, before_first_warm_bar: 20, missing_feature: 3, label_incomplete: 5, no_label: 1, used: 221 };

const FILES: Readonly<Record<string, string>> = {
  'metrics.json': JSON.stringify({
    basis: { interval: '1d', periods_per_year: 252, bars: 4, days: 5, closed_trades: 1, from: '2020-07-01', to: '2020-07-06' },
    ...{ currency: 'USD', metrics: { total_return: 0.01, sharpe: null }, not_available: { sharpe: 'needs 30 returns, has 4' } },
    ...{ intervals: {}, by_symbol: {}, segments: {} },
  }),
  'backtests/portfolio/equity_curve.csv': `timestamp,equity,cash,gross_exposure,net_exposure,drawdown,period_return,cumulative_costs,benchmark_equity
2020-07-01T20:00:00.000Z,5000.00,5000.00,0.000000,0.000000,0.000000,0.000000,0.00,5000.00
2020-07-02T20:00:00.000Z,5010.00,0.00,1.000000,1.000000,0.000000,0.002000,1.00,5100.00
2020-07-03T20:00:00.000Z,5040.00,0.00,1.000000,1.000000,0.000000,0.005988,1.00,5050.00
2020-07-06T20:00:00.000Z,5050.00,5050.00,0.000000,0.000000,0.000000,0.001984,2.00,5200.00
`,
  'folds.json': JSON.stringify(FOLDS),
  'comparison.json': JSON.stringify({
    rows: [{ name: 'model', total_return: 0.01, annual_return: 0.2, sharpe: null, max_drawdown: 0.1, closed_trades: 1 }],
    folds: [{ fold: 1, metric: 'log_loss', own: 0.61, constant: 0.69, linear: 0.65 }],
    ...{ same_turnover: null, same_turnover_not_available: 'needs 60 periods, has 4' },
    cost_ladder: [{ multiple: 0, total_return: 0.02, sharpe: null }],
    ...{ walk_forward_efficiency: null, walk_forward_efficiency_not_available: 'the Sharpe ratio is not above 0', regimes: [] },
  }),
  'feature_report.json': JSON.stringify({
    units: [
      {
        ...{ unit: 'AAA', score: 'log_loss', best_share: null },
        features: [{ feature: 'rsi', present: 0.9, rank_ic: null, constant_in_folds: 1, unselected_in_folds: 0 }],
        permutation: [{ feature: 'rsi', drop: 0.02, deviation: 0.001 }],
        drop_column: [],
      },
    ],
    signal: {
      ...{
        ic_decay: [0.1, null],
        quantile_returns: [null, null, null, null, null],
        quantile_spread: null,
        quantile_spread_t: null,
      },
      ...{ quantile_turnover: null, score_autocorrelation: 0.9 },
    },
    reliability: {
      raw: [{ low: 0, high: 0.1, rows: 0 }],
      calibrated: [{ low: 0, high: 0.1, rows: 3, said: 0.05, happened: 0.2 }],
    },
    brier: { raw: null, calibrated: 0.5 },
  }),
  'rows.json': JSON.stringify({
    symbols: [
      { symbol: 'AAA', ...account, missing: [{ feature: 'rsi', reason: 'stale', rows: 3, cells: 4 }] },
      { symbol: 'BBB', ...account, missing: [] },
    ],
    total: { ...account, bars_read: 500, used: 442 },
    warnings: [],
  }),
  'evidence.json': JSON.stringify({
    schema_version: 1,
    facts: { ...GOOD_EVIDENCE, dsr: { value: { dsr: 0.75, trials: 13, months_needed: 7 } } },
    models: [{ target: 'm', symbol: null, path: 'models/experiments/r1/m/model.json', sha256: 'a'.repeat(64) }],
  }),
  'trials.jsonl': [
    { task: 'AAA/fold 1', kind: 'inner', index: 0, params: { l2: 9 }, status: 'complete', objective: 0.7, folds: [], periods: 3 },
    { task: 'AAA/final', kind: 'tuning', index: 0, params: { l2: 9 }, status: 'pruned', objective: 0.7, folds: [], periods: 3 },
    {
      task: 'AAA/final',
      kind: 'tuning',
      index: 1,
      params: { l2: 0.5 },
      status: 'complete',
      objective: 0.6,
      folds: [],
      periods: 3,
    },
  ]
    .map((line) => `${JSON.stringify(line)}\n`)
    .join(''),
  'certificate.json': JSON.stringify({
    ...{ schema_version: 1, suite: '1', verdict: 'PASS', decisions: { proved: 4, of: 4, exhaustive: true }, findings: [] },
    checks: [{ name: 'purge_proof', subject: 'AAA fold 1', verdict: 'PASS', checked: 120, failures: 0, seed: 42, first: null }],
  }),
  'data.json': JSON.stringify({
    fingerprint: 'sha256:aa',
    sources: [
      {
        ...{ symbol: 'AAA', calendar: 'XNYS', basis: 'one basis' },
        lineage: { symbol: 'AAA', source: 'sample', contentHash: 'sha256:dd', synthetic: true, notes: ['made'] },
        quality: {
          ...{
            symbol: 'AAA',
            timeframe: '1d',
            source: 'sample',
            rows: 250,
            bars: 250,
            first: 1_577_998_800_000,
            last: 1_609_448_400_000,
          },
          ...{
            expected: 253,
            missing: 3,
            gaps: [],
            gapCount: 0,
            duplicates: 0,
            duplicateLines: [],
            disorder: 0,
            disorderLines: [],
          },
          ...{ badRows: [], badRowCount: 0, outsideSession: 0, extendedHours: 0, jumps: [], jumpCount: 0 },
          ...{ openEqualsClose: 0, zeroVolume: 0, closeOnly: false },
        },
      },
    ],
  }),
  'run.log.jsonl': '{"at":"2026-04-17T10:10:10.200Z","level":"info","message":"data loaded","bars":500}\n',
  'resolved_project_config.yaml': `project:
  timezone: America/New_York # default
research:
  backtest:
    fill: next_open # default
    costs:
      enabled: true # default
      bps: 5 # config/project.yaml:9
      apply: both # default
  promotion:
    policy: default # default
    gates:
      dsr:
        threshold: 0.7 # config/project.yaml:20
        reason: "a first look" # config/project.yaml:20
worlds:
  - capital: "5000" # config/project.yaml:30
`,
};

const read = (file: string): string | undefined => FILES[file];
const without = (missing: string) => (file: string) => (file === missing ? undefined : FILES[file]);
const changed = (file: string, text: string) => (asked: string) => (asked === file ? text : FILES[asked]);

describe('what a page shows is read from the files', () => {
  const data = researchReportData(SUMMARY, read);

  test('everything is there', () => {
    expect(data.leftOut).toEqual([]);
    expect(data.run.capital).toBe(5000);
    expect(data.isLinear).toBe(true);
    expect(data.run.sources[0]).toMatchObject({ symbol: 'AAA', synthetic: true, from: '2020-01-02', to: '2020-12-31' });
    expect(data.run.sources[0]!.findings.map(({ check, count }) => [check, count])).toEqual([
      ['missing bars', 3],
      ['note', 0],
    ]);
    expect(data.run.timezone).toBe('America/New_York');
    expect(data.run.identity.costModel).toBe('fees 5 bps each side · fills at the next open');
    expect(data.run.identity.reproduce).toBe('quanttradeai runs verify research/r1');
    expect(data.run.trials).toEqual({ n: 13, effective: 4.5, dsrAtN: 0.4 });
    expect(data.run.logs.map(({ message }) => message)).toEqual(['data loaded']);
    expect(data.run.certificate?.checks.find(({ name }) => name === 'purge_proof')?.checked).toBe(120);
  });

  test('buy and hold is the benchmark of the portfolio; a constant one is none', () => {
    expect([...data.run.curve.benchmark!]).toEqual([5000, 5100, 5050, 5200]);
    const file = 'backtests/portfolio/equity_curve.csv';
    const cash = FILES[file]!.replaceAll(/,5\d00\.00\n|,5050\.00\n/g, ',5000.00\n');
    expect(researchReportData(SUMMARY, changed(file, cash)).run.curve.benchmark).toBeUndefined();
  });

  test('folds and the test window become spans over all units', () => {
    expect(data.run.spans).toEqual([
      { name: 'Fold 1', from: Date.UTC(2020, 6, 1, 20), to: Date.UTC(2020, 8, 30, 20) },
      { name: 'Test window', from: Date.UTC(2020, 9, 1, 20), to: Date.UTC(2020, 11, 31, 20), isTest: true },
    ]);
  });

  test('a fold has its scores beside those of the baselines', () => {
    const [first] = data.units[0]!.folds;
    expect(data.units.map(({ name }) => name)).toEqual(['AAA', 'BBB']);
    expect(first!.scores).toMatchObject({ rows: 64, logLoss: 0.61, constant: 0.69, linear: 0.65, rankIc: 0.2 });
    expect(first!.purge).toEqual({ before: 125, purged: 5, embargoed: 0, kept: 120, distance: 86_400_000 });
    expect(first!.calibration).toBe('none: too few rows');
    expect(data.years[0]).toMatchObject({ year: 2020, rows: 128, logLoss: 0.6, linear: 0.65 });
  });

  test('the account of several symbols ends with their total', () => {
    expect(data.rows.map(({ symbol, read: bars, used }) => [symbol, bars, used])).toEqual([
      ['AAA', 250, 221],
      ['BBB', 250, 221],
      ['All', 500, 442],
    ]);
    expect(data.rows[0]!.missing).toBe('rsi (stale) 3');
  });

  test('only the final tuning is shown; the trial with the parameters of the final fit was chosen', () => {
    expect(data.tunings).toEqual([
      {
        unit: 'AAA',
        trials: [
          { index: 0, params: { l2: 9 }, pruned: true, objective: 0.7, chosen: false },
          { index: 1, params: { l2: 0.5 }, pruned: false, objective: 0.6, chosen: true },
        ],
      },
    ]);
  });

  test('gates are judged with what the project changed; pins wait for the promotion', () => {
    const gate = (name: string) => data.gates.find((one) => one.gate === name)!;
    expect(gate('dsr')).toMatchObject({ value: 0.75, bound: 'min 0.7', outcome: 'PASS', note: 'changed: a first look' });
    expect(gate('pins')).toMatchObject({ outcome: 'LATER', note: 'compared when the run is promoted' });
    expect(gate('baselines').outcome).toBe('PASS');
    expect(data.overrides).toEqual([{ gate: 'dsr', change: 'threshold 0.7', reason: 'a first look' }]);
    const plain = FILES['resolved_project_config.yaml']!.replace(/gates:\n(?: {6}.*\n)+/, 'gates: {} # default\n');
    const usual = researchReportData(SUMMARY, changed('resolved_project_config.yaml', plain));
    expect(usual.overrides).toEqual([]);
    expect(usual.gates.find((one) => one.gate === 'dsr')).toMatchObject({ bound: 'min 0.9', outcome: 'FAIL' });
    const sandbox = plain.replace('policy: default', 'policy: sandbox');
    const soft = researchReportData(SUMMARY, changed('resolved_project_config.yaml', sandbox));
    expect(soft.gates.find((one) => one.gate === 'dsr')).toMatchObject({ outcome: 'WARN', note: 'not decisive: SANDBOX POLICY' });
  });

  test('what has no value is missing, never 0', () => {
    expect(data.evidence).toMatchObject({ looks: undefined, extraLag: undefined, record: { years: 4, needed: 3.2 } });
    expect(data.evidence!.selections[0]).toMatchObject({ pbo: undefined, withoutPbo: 'needs 8 configurations, has 2' });
    expect([...data.features!.decay]).toEqual([0.1, Number.NaN]);
    expect(data.features!.units[0]!.features[0]).toMatchObject({ permutation: 0.02, dropColumn: undefined, constantInFolds: 1 });
    expect(data.comparison).toMatchObject({ sameTurnover: undefined, withoutSameTurnover: 'needs 60 periods, has 4' });
    expect(researchReport(SUMMARY, read).replace(/<script[\s\S]*?<\/script>/g, '')).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('without a test window there is no stretch of that name', () => {
    const none = { ...FOLDS, units: [{ ...unit('AAA'), test_window: fold(0, '2020-10-01', '2020-12-31', 0) }] };
    const { units, run } = researchReportData(SUMMARY, changed('folds.json', JSON.stringify(none)));
    expect(units[0]!.folds.map(({ name }) => name)).toEqual(['Fold 1']);
    expect(run.spans.map(({ name }) => name)).toEqual(['Fold 1']);
  });

  test('paths of cross-validation', () => {
    const cpcv = [
      {
        ...{ unit: 'AAA', groups: 6, test: 2, fits: 15, embargo_bars: 3 },
        paths: [{ path: 1, sharpe: null, rank_ic: 0.02, periods: 100 }],
        sharpe: { median: null, low: null, share_below_zero: null },
        rank_ic: { median: 0.02, low: 0.02, share_below_zero: 0 },
      },
    ];
    const { paths } = researchReportData(SUMMARY, changed('folds.json', JSON.stringify({ ...FOLDS, cpcv })));
    expect(paths).toEqual([
      {
        ...{ unit: 'AAA', groups: 6, test: 2, fits: 15 },
        paths: [{ path: 1, sharpe: undefined, rankIc: 0.02, periods: 100 }],
        sharpe: { median: undefined, low: undefined, belowZero: undefined },
        rankIc: { median: 0.02, low: 0.02, belowZero: 0 },
      },
    ]);
  });
});

describe('a file that is missing leaves its part out, and is named', () => {
  test.each(Object.keys(FILES))('%s', (file) => {
    const page = researchReport(SUMMARY, without(file));
    expect(page).toContain(`${file} is missing: `);
    expect(page.replace(/<script[\s\S]*?<\/script>/g, '')).not.toMatch(/NaN|undefined|Infinity/);
  });

  test('all of them', () => {
    const { leftOut } = researchReportData(SUMMARY, () => undefined);
    expect(leftOut.length).toBe(Object.keys(FILES).length);
    expect(researchReport(SUMMARY, () => undefined)).toContain('This page is not complete');
  });

  const BROKEN: readonly (readonly [file: string, text: string])[] = Object.keys(FILES).flatMap((file) => {
    if (file.endsWith('.csv')) return [[file, 'timestamp,equity\nnever,1\n']];
    if (file.endsWith('.yaml')) return [[file, 'a: [1\n']];
    if (file === 'data.json') return [[file, '{"sources":[{"symbol":"AAA","lineage":null,"quality":{"bars":3}}]}\n']];
    return ['{"half":}\n', ...(file === 'run.log.jsonl' ? [] : ['{}\n'])].map((text) => [file, text] as const);
  });

  test.each(BROKEN)('%s that is broken: %s', (file, text) => {
    const { leftOut } = researchReportData(SUMMARY, changed(file, text));
    expect(leftOut).toEqual([expect.stringContaining(`${file} has another form than this version reads: `)]);
    expect(researchReport(SUMMARY, changed(file, text))).toContain('This page is not complete');
  });

  test('a run of a version that did not write the figures of baselines by fold shows the rest', () => {
    const text = FILES['folds.json']!.replaceAll(/,"baselines":\{.*?\}\}/g, '');
    const { units, leftOut } = researchReportData(SUMMARY, changed('folds.json', text));
    expect(leftOut).toEqual([]);
    expect(units[0]!.folds[0]!.scores).toMatchObject({ logLoss: 0.61, constant: undefined });
  });
});
