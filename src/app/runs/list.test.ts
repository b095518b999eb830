import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../adapters/fs/fs.testkit.ts';
import { createRun, type RunFamily, type RunStatus } from '../../adapters/runs/index.ts';
import type { MetricValue } from '../../metrics/index.ts';
import { listRunRows, scoreboardOf, scoreboards } from './index.ts';

interface Planned {
  readonly family?: RunFamily;
  readonly name: string;
  readonly minute: number;
  readonly hex?: string;
  readonly status?: Exclude<RunStatus, 'running'>;
  readonly metrics?: Readonly<Record<string, MetricValue>>;
}

function store(plans: readonly Planned[]): string {
  const runsDir = temporaryFolder();
  for (const { family = 'agent/backtest', name, minute, hex = '0000', status = 'success', metrics } of plans) {
    const run = createRun({ runsDir, family, name, currency: 'USD', now: () => Date.UTC(2026, 0, 2, 9, minute), hex: () => hex });
    if (metrics !== undefined) run.writeJson('metrics.json', { metrics });
    if (status === 'failed') run.fail(new Error('broken'));
    else run.finish(status, { verdict: 'pending', stamps: ['SYNTHETIC DATA'] });
  }
  return runsDir;
}

const names = (rows: readonly { readonly name: string }[]): readonly string[] => rows.map(({ name }) => name);

test('newest first, filtered, limited', () => {
  const runsDir = store([
    { name: 'first', minute: 1 },
    { name: 'third', minute: 3, status: 'failed' },
    { name: 'second', minute: 2, family: 'agent/paper', metrics: { total_pnl: '12.00', sharpe: 1 } },
    { name: 'study', minute: 4, family: 'research', metrics: { accuracy: 0.53 } },
    { name: 'all', minute: 5, family: 'agent/batches' },
  ]);
  expect(names(listRunRows({ runsDir }).runs)).toEqual(['all', 'study', 'third', 'second', 'first']);
  expect(names(listRunRows({ runsDir, limit: 2 }).runs)).toEqual(['all', 'study']);
  expect(names(listRunRows({ runsDir, type: 'agent' }).runs)).toEqual(['third', 'second', 'first']);
  expect(names(listRunRows({ runsDir, type: 'agent', mode: 'backtest' }).runs)).toEqual(['third', 'first']);
  expect(names(listRunRows({ runsDir, status: 'failed', limit: 1 }).runs)).toEqual(['third']);
  expect(names(listRunRows({ runsDir, type: 'research' }).runs)).toEqual(['study']);
  expect(names(listRunRows({ runsDir, sortBy: 'name' }).runs)).toEqual(['all', 'first', 'second', 'study', 'third']);
  expect(names(listRunRows({ runsDir, sortBy: 'started_at', ascending: true }).runs)[0]).toBe('first');
  expect(listRunRows({ runsDir: join(runsDir, 'none') }).runs).toEqual([]);
});

test('a row says everything the table shows', () => {
  const runsDir = store([{ name: 'rsi', minute: 1, metrics: { sharpe: null } }]);
  expect(listRunRows({ runsDir }).runs).toEqual([
    {
      run_id: 'agent/backtest/20260102_090100_000_rsi_0000',
      ...{ type: 'agent', mode: 'backtest', name: 'rsi', status: 'success', error: null },
      ...{ verdict: 'pending', verdict_line: null, primary: { key: 'sharpe', value: null } },
      ...{ started_at: '2026-01-02T09:01:00.000Z', stamps: ['SYNTHETIC DATA'] },
      batch: null,
    },
  ]);
});

test('the primary metric is that of the family', () => {
  const runsDir = store([
    { name: 'paper', minute: 3, family: 'agent/paper', metrics: { total_pnl: '12.00', sharpe: 1 } },
    { name: 'bare', minute: 2, family: 'research', metrics: { accuracy: 0.53 } },
    { name: 'traded', minute: 1, family: 'research', metrics: { accuracy: 0.53, sharpe: 0.2 } },
    { name: 'broken', minute: 0, status: 'failed' },
  ]);
  expect(listRunRows({ runsDir }).runs.map(({ primary }) => primary)).toEqual([
    { key: 'total_pnl', value: '12.00' },
    { key: 'accuracy', value: 0.53 },
    { key: 'sharpe', value: 0.2 },
    null,
  ]);
});

test('a scoreboard is best first, unknown last, equal by id', () => {
  const runsDir = store([
    { name: 'none', minute: 1, metrics: { sharpe: null, net_pnl: '5.00' } },
    { name: 'low', minute: 2, metrics: { sharpe: -0.5, net_pnl: '1000.00' } },
    { name: 'tie_b', minute: 3, hex: 'bbbb', metrics: { sharpe: 1.5, net_pnl: '99.50' } },
    { name: 'tie_a', minute: 3, hex: 'aaaa', metrics: { sharpe: 1.5, net_pnl: '-1.00' } },
    { name: 'empty', minute: 4, status: 'failed' },
  ]);
  const of = (filter: { sortBy?: string; ascending?: boolean; limit?: number }): readonly string[] =>
    names(scoreboards({ runsDir, type: 'agent', mode: 'backtest', ...filter })[0]!.board.rows);
  expect(of({})).toEqual(['tie_a', 'tie_b', 'low', 'none', 'empty']);
  expect(of({ ascending: true })).toEqual(['low', 'tie_a', 'tie_b', 'none', 'empty']);
  expect(of({ sortBy: 'net_pnl' })).toEqual(['low', 'tie_b', 'none', 'tie_a', 'empty']);
  expect(of({ sortBy: 'net_sharpe', limit: 2 })).toEqual(['tie_a', 'tie_b']);
  expect(of({ sortBy: 'name' })).toEqual(['empty', 'low', 'none', 'tie_a', 'tie_b']);
  expect(of({ sortBy: 'started_at' })[0]).toBe('empty');
  const [{ board } = { board: undefined }] = scoreboards({ runsDir, type: 'agent', mode: 'backtest' });
  expect(board).toMatchObject({ family: 'agent/backtest', sort_by: 'sharpe', ascending: false });
  expect(board!.rows[0]).toMatchObject({ rank: 1, name: 'tie_a', metrics: { sharpe: 1.5, dsr: null, net_pnl: '-1.00' } });
});

test('a metric outside the table joins it; an unknown one is refused with the nearest', () => {
  const runsDir = store([{ name: 'a', minute: 1, metrics: { sharpe: 1, beta: 0.5 } }]);
  expect(scoreboards({ runsDir, sortBy: 'beta' })[1]!.board.rows[0]!.metrics).toHaveProperty('beta', 0.5);
  expect(() => scoreboards({ runsDir, sortBy: 'sharp' })).toThrow(
    expect.objectContaining({ code: 'SORT_KEY_UNKNOWN', exitCode: 2, hint: 'did you mean "sharpe"?' }),
  );
  expect(() => listRunRows({ runsDir, sortBy: 'maxdrawdown' })).toThrow(
    expect.objectContaining({ hint: 'did you mean "max_drawdown"?' }),
  );
});

test('research runs are ranked by what a backtest of theirs made, else by accuracy', () => {
  const metrics = { accuracy: 0.53, f1: 0.4, sharpe: 0.8, dsr: 0.93, pbo: 0.1, trials: 12, brier: 0.24 };
  const runsDir = store([
    { name: 'lucky', minute: 1, family: 'research', metrics: { ...metrics, sharpe: 1.4, dsr: 0.41, pbo: null, trials: 63 } },
    { name: 'steady', minute: 2, family: 'research', metrics },
    { name: 'bare', minute: 3, family: 'research', metrics: { accuracy: 0.6, f1: 0.5 } },
    { name: 'broken', minute: 4, family: 'research', status: 'failed' },
  ]);
  const board = (sortBy?: string, ascending?: boolean) => scoreboards({ runsDir, type: 'research', sortBy, ascending })[0]!.board;
  expect(names(board().rows)).toEqual(['lucky', 'steady', 'bare', 'broken']);
  expect(board().rows[1]).toEqual({
    ...{ rank: 2, run_id: 'research/20260102_090200_000_steady_0000', name: 'steady', variant: null },
    ...{ status: 'success', verdict: 'pending', stamps: ['SYNTHETIC DATA'] },
    metrics: { accuracy: 0.53, f1: 0.4, sharpe: 0.8, dsr: 0.93, pbo: 0.1, trials: 12 },
  });
  expect(Object.keys(board().rows[3]!.metrics)).toEqual(['accuracy', 'f1', 'sharpe', 'dsr', 'pbo', 'trials']);
  expect(names(board('dsr').rows)).toEqual(['steady', 'lucky', 'bare', 'broken']);
  expect(names(board('net_sharpe', true).rows)).toEqual(['steady', 'lucky', 'bare', 'broken']);
  expect(names(board('pbo').rows)).toEqual(['steady', 'lucky', 'bare', 'broken']);
  expect(board('brier').rows[0]).toMatchObject({ name: 'lucky', metrics: { brier: 0.24 } });
  // A metric that exists and that none of these runs has.
  expect(names(board('rank_ic').rows)).toEqual(['lucky', 'steady', 'bare', 'broken']);
  const untraded = store([
    { name: 'low', minute: 1, family: 'research', metrics: { accuracy: 0.5 } },
    { name: 'high', minute: 2, family: 'research', metrics: { accuracy: 0.6 } },
  ]);
  expect(scoreboards({ runsDir: untraded, type: 'research' })[0]!.board).toMatchObject({
    sort_by: 'accuracy',
    rows: [{ name: 'high' }, {}],
  });
  expect(() => board('acuracy')).toThrow(expect.objectContaining({ code: 'SORT_KEY_UNKNOWN', hint: 'did you mean "accuracy"?' }));
});

test('without a type there is a table for each family that ranks', () => {
  const runsDir = store([{ name: 'a', minute: 1 }]);
  expect(scoreboards({ runsDir }).map(({ board }) => board.family)).toEqual([
    'research',
    'agent/backtest',
    'agent/paper',
    'agent/live',
  ]);
  expect(scoreboards({ runsDir, type: 'batch' })).toEqual([]);
});

test('a run whose process is gone counts as failed in every filter', () => {
  const runsDir = temporaryFolder();
  const run = createRun({ runsDir, family: 'agent/backtest', name: 'killed', currency: 'USD' });
  mkdirSync(run.dir, { recursive: true });
  writeFileSync(join(run.dir, 'run.lock'), JSON.stringify({ pid: 2 ** 22 + 7, started: 'gone', host: 'h' }));
  expect(listRunRows({ runsDir, status: 'running' }).runs.length).toBe(1);
  writeFileSync(join(run.dir, 'run.lock'), '');
  expect(listRunRows({ runsDir, status: 'running' }).runs).toEqual([]);
  expect(listRunRows({ runsDir, status: 'failed' }).runs[0]?.error?.code).toBe('RUN_INTERRUPTED');
});

describe('batches', () => {
  const child = (run_id: string | null, variant: string) => ({
    index: 1,
    variant,
    agent: 'rsi',
    run_id,
    status: 'success',
    error: null,
    duration_ms: 1,
  });
  const document = {
    ...{ kind: 'sweep', sweep: 'grid', counts: { total: 4, success: 3, degraded: 0, failed: 1, halted: 0 } },
    winner: { run_id: null, variant: 'rsi__grid__buy_below-25', metric: 'calmar', value: 0.44 },
    overfitting: { trials: 4, n_effective: 2.1, winner_dsr: 0.38, pbo: null },
  };
  /** A batch and a child of it that was kept. */
  function batchStore(text?: string): { readonly runsDir: string; readonly kept: string } {
    const runsDir = temporaryFolder();
    const at = (minute: number) => ({ runsDir, currency: 'USD', now: () => Date.UTC(2026, 0, 2, 9, minute), hex: () => '0000' });
    const batch = createRun({ ...at(1), family: 'agent/batches', name: 'lab_grid_backtest', mode: 'backtest' });
    const facts = { origin: 'sweep', parent: batch.runId } as const;
    const run = createRun({ ...at(2), family: 'agent/backtest', name: 'rsi', facts });
    run.finish('success', {});
    const children = [child(run.runId, 'rsi__grid__buy_below-25'), child(null, 'rsi__grid__buy_below-30')];
    if (text === undefined) batch.writeJson('batch.json', { ...document, children });
    else batch.writeText('batch.json', text);
    batch.finish('degraded', {});
    return { runsDir, kept: run.runId };
  }

  test('the best child stands with what choosing it does to it', () => {
    const { runsDir } = batchStore();
    const [row, ...others] = listRunRows({ runsDir, type: 'batch' }).runs;
    expect(others).toEqual([]);
    expect(row).toMatchObject({ type: 'batch', mode: 'backtest', status: 'degraded', primary: { key: 'calmar', value: 0.44 } });
    expect(row!.batch).toEqual({ ...document, counts: { total: 4, failed: 1 } });
    expect(listRunRows({ runsDir, type: 'batch', sortBy: 'dsr' }).runs).toHaveLength(1);
  });

  test('its children are ranked under the names of their variants', () => {
    const { runsDir, kept } = batchStore();
    expect(scoreboards({ runsDir, type: 'agent', mode: 'backtest' })[0]!.board.rows).toMatchObject([
      { run_id: kept, name: 'rsi', variant: 'rsi__grid__buy_below-25' },
    ]);
  });

  test('a damaged one is listed without figures, its children without variants', () => {
    for (const text of ['{', '{"kind": 1}']) {
      const { runsDir } = batchStore(text);
      expect(listRunRows({ runsDir, type: 'batch' }).runs).toMatchObject([{ status: 'degraded', primary: null, batch: null }]);
      expect(scoreboards({ runsDir, type: 'agent', mode: 'backtest' })[0]!.board.rows).toMatchObject([{ variant: null }]);
    }
  });
});

test('rows of a batch, kept and not kept, make its scoreboard', () => {
  const run = (variant: string, run_id: string | null, sharpe: number | null) => ({
    ...{ run_id, name: 'rsi', variant, status: 'success' as const, verdict: null, stamps: [], startedAt: 0 },
    metrics: { sharpe, dsr: 0.4 },
  });
  const board = scoreboardOf('agent/backtest', [run('c', null, 1), run('b', null, 1), run('a', null, null), run('d', 'x', 2)]);
  expect(board.rows.map(({ variant, rank, run_id }) => [rank, variant, run_id])).toEqual([
    [1, 'd', 'x'],
    [2, 'b', null],
    [3, 'c', null],
    [4, 'a', null],
  ]);
  expect(Object.keys(board)).toEqual(['family', 'sort_by', 'ascending', 'rows']);
  expect(Object.keys(board.rows[0]!)).toEqual(['rank', 'run_id', 'name', 'variant', 'status', 'verdict', 'stamps', 'metrics']);
});

test('the best Sharpe ratio is told with the configurations on its data that it was chosen among, one run of each', () => {
  const runsDir = temporaryFolder();
  const hash = (digit: string): string => `sha256:${digit.repeat(64)}`;
  const ids = [
    ...[...'abc'].map((digit, minute) => ({ minute, config: digit, data: 'd', sharpe: minute as number | null })),
    { minute: 4, config: 'a', data: 'd', sharpe: 0 },
    { minute: 5, config: 'e', data: 'd', sharpe: null },
    { minute: 6, config: 'f', data: 'e', sharpe: 1 },
  ].map(({ minute, config, data, sharpe }) => {
    const facts = { config_hash: hash(config), data_fingerprint: hash(data), symbols: ['SPX'] };
    const now = (): number => Date.UTC(2026, 0, 2, 9, minute);
    const run = createRun({ runsDir, family: 'agent/backtest', name: 'rsi', currency: 'USD', now, hex: () => '0000', facts });
    run.writeJson('metrics.json', { metrics: { sharpe, net_pnl: '1.00' } });
    run.finish('success', {});
    return run.runId;
  });
  const rivals = (filter: { sortBy?: string; ascending?: boolean } = {}) =>
    scoreboards({ runsDir, type: 'agent', mode: 'backtest', ...filter })[0]!.rivals;
  // Of the two runs of configuration a the newer one; neither the run without a Sharpe ratio nor the one on other data.
  expect(rivals()).toEqual({ runsDir, family: 'agent/backtest', best: ids[2], runIds: [ids[1], ids[2], ids[3]] });
  expect(rivals({ sortBy: 'net_pnl' })).toBeUndefined();
  expect(rivals({ ascending: true })).toBeUndefined();
});
