import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { runAgentBacktest } from '../backtest/index.ts';
import { loadStoredProject } from '../project/index.ts';
import { BatchFolder, RSI_LAB } from './batch.testkit.ts';
import { ROW_METRICS } from './evaluate-child.ts';
import type { BatchOutcome } from './index.ts';

let folder: BatchFolder | undefined;
afterEach(() => folder?.remove());

function lab(yaml: string, options?: ConstructorParameters<typeof BatchFolder>[1]): BatchFolder {
  folder = new BatchFolder(`${RSI_LAB}${yaml}`, options);
  return folder;
}

const GRID = `sweeps: [{ name: grid, agent: dip, keep: none, parameters: [{ path: rule.buy_below, values: [35, 45] }, { path: rule.sell_above, values: [50, 55, 60] }] }]\n`;

interface Line {
  readonly kind: string;
  readonly run_id: string;
  readonly parent: string | null;
  readonly config_hash: string;
  readonly hash: string;
  readonly window: { readonly from: string; readonly to: string };
}

function lines(of: BatchFolder): readonly Line[] {
  const text = of.read('ledger.jsonl').trimEnd();
  return text.split('\n').map((line) => JSON.parse(line) as Line);
}

interface Results {
  readonly rows: readonly {
    readonly index: number;
    readonly variant: string;
    readonly run_id: string | null;
    readonly metrics: Record<string, unknown>;
  }[];
}

function results(of: BatchFolder, { batch_id }: BatchOutcome): Results['rows'] {
  return (of.json(`${batch_id}/results.json`) as Results).rows;
}

test('a grid: names in order, one line each in the ledger, every child an ordinary run of its batch', async () => {
  const one = lab(GRID.replace('keep: none', 'keep: top_k, top_k: 3'));
  const outcome = await one.run('grid');
  expect(outcome).toMatchObject({ status: 'success', counts: { total: 6, success: 6, failed: 0 } });
  expect(outcome.children.map(({ variant }) => variant)).toEqual(
    [35, 45].flatMap((buy) => [50, 55, 60].map((sell) => `dip__grid__buy_below-${buy}__sell_above-${sell}`)),
  );
  const own = lines(one);
  expect(own.map(({ kind, parent }) => [kind, parent])).toEqual(own.map(() => ['sweep', outcome.batch_id]));
  expect(own.map(({ run_id }) => run_id).sort()).toEqual(
    outcome.children.map(({ index, variant }) => `${outcome.batch_id}/variants/00${index}_${variant}`),
  );
  expect(new Set(own.map(({ config_hash }) => config_hash)).size).toBe(6);
  const kept = outcome.children.filter(({ run_id }) => run_id !== null);
  expect(kept).toHaveLength(3);
  for (const { run_id, index } of kept) {
    const summary = one.json(`${run_id}/summary.json`) as Record<string, unknown>;
    // The run said the same as the quick pass, to the last bit: else its head would be another one.
    expect(summary).toMatchObject({ parent: outcome.batch_id, origin: 'sweep', status: 'success', ledger: outcome.ledger.head });
    const { metrics } = one.json(`${run_id}/metrics.json`) as { readonly metrics: Record<string, unknown> };
    const row = results(one, outcome)[index - 1]!;
    for (const key of [...ROW_METRICS, 'dsr', 'pbo', 'spa_p', 'trials'])
      expect([key, row.metrics[key]]).toEqual([key, metrics[key]]);
  }
  expect(outcome.overfitting).toMatchObject({ trials: 6, compared: 6 });
  expect(existsSync(join(one.runsDir, outcome.batch_id, 'rows.jsonl'))).toBe(false);
  expect(readdirSync(join(one.runsDir, outcome.batch_id, 'variants'))).toHaveLength(3);
  expect(one.read(`${outcome.batch_id}/report.html`)).toContain('</html>');
});

test('a child has the bytes of a run of its configuration alone', async () => {
  const one = lab(GRID.replace('keep: none', 'keep: top_k, top_k: 1'));
  const { batch_id, children } = await one.run('grid');
  const { index, variant, run_id } = children.find((child) => child.run_id !== null)!;
  const text = one.read(`${batch_id}/variants/00${index}_${variant}/project.yaml`);
  const alone = await runAgentBacktest({
    loaded: loadStoredProject({ name: 'alone', text, projectDir: one.path, env: {}, now: 0 }),
    ...{ agent: 'dip', runsDir: join(one.path, 'alone'), version: '0.0.0' },
  });
  const same = (name: string): void => {
    const plain = (bytes: string): string =>
      bytes.replaceAll(/"(client_order_id|corr)":"[^"]*"/g, '""').replaceAll(/q1\.[a-z0-9.]+/g, 'order');
    expect(plain(readFileSync(join(alone.dir, name), 'utf8')), name).toBe(plain(one.read(`${run_id}/${name}`)));
  };
  for (const name of ['equity_curve.csv', 'ledger.csv', 'decisions.jsonl', 'executions.jsonl', 'trades.csv']) same(name);
});

test('one worker and two: the same files', async () => {
  const files = async (workers: number): Promise<readonly string[]> => {
    const one = lab(GRID);
    const { batch_id } = await one.run('grid', workers);
    const bytes = readFileSync(join(one.runsDir, '.trials', `${batch_id.split('/')[2]}.f64`)).toString('base64');
    const batch = one.read(`${batch_id}/batch.json`).replaceAll(/"(duration_ms|max_concurrency)": \d+/g, '""');
    const plain = (text: string): string => text.replaceAll(batch_id, 'batch').replaceAll(/sha256:[0-9a-f]{64}/g, 'hash');
    const made = [bytes, plain(batch), one.read(`${batch_id}/results.json`), one.read(`${batch_id}/scoreboard.json`)];
    one.remove();
    return made;
  };
  expect(await files(2)).toEqual(await files(1));
});

test('features are swept on a copy of their own, over the same days for all', async () => {
  const one = lab(
    'sweeps: [{ name: periods, agent: dip, keep: none, parameters: [{ path: features.rsi_14.params.period, values: [5, 30, 14] }] }]\n',
    { data: ', quality: { on_gap: ignore }' },
  );
  const outcome = await one.run('periods');
  expect(outcome.status).toBe('success');
  const windows = new Set(lines(one).map(({ window }) => JSON.stringify(window)));
  expect(windows.size).toBe(1);
  expect(new Set(results(one, outcome).map(({ metrics }) => metrics['sharpe'])).size).toBe(3);
});

test('a variant that fails is listed with its code, and the others run', async () => {
  const one = lab(
    `sweeps: [{ name: grid, agent: dip, keep: none, parameters: [{ path: rule.buy_below, values: [30, 45, 70] }, { path: rule.sell_above, values: [60] }] }]\n`,
  );
  const outcome = await one.run('grid');
  expect(outcome).toMatchObject({ status: 'degraded', counts: { total: 3, success: 2, failed: 1 } });
  expect(outcome.failures).toEqual([
    { index: 3, variant: 'dip__grid__buy_below-70__sell_above-60', code: 'RULE_THRESHOLDS', message: expect.any(String) },
  ]);
  expect(lines(one)).toHaveLength(2);
  expect(outcome.children[2]).toMatchObject({ run_id: null, status: 'failed' });
});

test('when all fail the batch has failed', async () => {
  const one = lab(`sweeps: [{ name: grid, agent: dip, parameters: [{ path: rule.buy_below, values: [70, 80] }] }]\n`);
  const outcome = await one.run('grid');
  expect(outcome).toMatchObject({ status: 'failed', winner: null });
  expect(one.json(`${outcome.batch_id}/summary.json`)).toMatchObject({ status: 'failed', error: { code: 'RULE_THRESHOLDS' } });
});

test.each([
  ['none', 0],
  ['top_k', 2],
  ['all', 4],
])('keep: %s', async (keep, runs) => {
  const one = lab(GRID.replace('keep: none', `keep: ${keep}, top_k: 2`).replace('[50, 55, 60]', '[50, 60]'));
  const outcome = await one.run('grid');
  const kept = outcome.children.filter(({ run_id }) => run_id !== null);
  expect(kept).toHaveLength(runs);
  if (keep === 'top_k') {
    const best = outcome.scoreboard.slice(0, 2).map(({ variant }) => variant);
    expect(kept.map(({ variant }) => variant).sort()).toEqual(best.sort());
  }
  expect(results(one, outcome)).toHaveLength(4);
  expect(lines(one)).toHaveLength(4);
});

test('with a test window variants end before it, and at most five candidates look at it', async () => {
  const one = lab(GRID, { data: ', test_start: 2022-06-01, test_end: 2022-11-01' });
  const outcome = await one.run('grid');
  const own = lines(one);
  const swept = own.filter(({ kind }) => kind === 'sweep');
  const looks = own.filter(({ kind }) => kind === 'test_look');
  expect(swept).toHaveLength(6);
  expect(new Set(swept.map(({ window }) => window.to))).toEqual(new Set(['2022-05-31']));
  expect(looks).toHaveLength(5);
  expect(new Set(looks.map(({ window }) => `${window.from} ${window.to}`))).toEqual(new Set(['2022-06-01 2022-11-01']));
  expect(outcome.test_window).toHaveLength(5);
  const [first] = outcome.overfitting.walk_forward;
  const sharpe = (metrics: Record<string, unknown>): number => metrics['sharpe'] as number;
  const before = results(one, outcome).find(({ variant }) => variant === outcome.winner!.variant)!;
  if (sharpe(before.metrics) > 0)
    expect(first!.efficiency).toBeCloseTo(sharpe(outcome.test_window[0]!.metrics) / sharpe(before.metrics), 12);
});

test('all agents: each as it runs alone, one that is not active is a failed child', async () => {
  const one = lab(`  - { name: off, kind: rule, enabled: false, rule: { entry: "close > open", exit: "close < open" } }
  - { name: coded, kind: code, code: { module: x.ts } }
`);
  one.write('x.ts', 'export class X {}\n');
  const outcome = await one.run(undefined);
  expect(outcome.children.map(({ agent, status }) => [agent, status])).toEqual([
    ['dip', 'success'],
    ['trend', 'success'],
    ['coded', 'failed'],
  ]);
  expect(outcome.failures).toMatchObject([{ variant: 'coded', code: 'NOT_ACTIVE' }]);
  expect(lines(one).map(({ kind, parent }) => [kind, parent])).toEqual([
    ['evaluation', outcome.batch_id],
    ['evaluation', outcome.batch_id],
  ]);
});

test('a sweep that nobody declared, and a project without agents', async () => {
  const one = lab(GRID);
  await expect(one.run('grit')).rejects.toMatchObject({ code: 'SWEEP_UNKNOWN', hint: expect.stringContaining('grid') });
  one.remove();
  folder = new BatchFolder('agents: []\n');
  await expect(folder.run(undefined)).rejects.toMatchObject({ code: 'AGENTS_NONE' });
  expect(existsSync(folder.runsDir)).toBe(false);
});

test('a setting that decides the defaults of others is not swept', async () => {
  const one = lab(`sweeps: [{ name: like, agent: dip, parameters: [{ path: execution.like, values: [none, lean] }] }]\n`);
  await expect(one.run('like')).rejects.toThrow('execution.like may not be swept');
});
