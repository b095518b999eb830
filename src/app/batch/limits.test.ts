import { afterEach, expect, test } from 'vitest';
import { BatchFolder, RSI_LAB } from './batch.testkit.ts';

let folder: BatchFolder | undefined;
afterEach(() => folder?.remove());

/** A feature of the project that never answers when it is asked for 3. */
const STUCK = `import { defineFeature, z } from '${new URL('../sdk.ts', import.meta.url).href}';
export default defineFeature({
  type: 'stuck', summary: 'the close', unit: 'price', source: 'test', params: z.strictObject({ n: z.int().default(1) }),
  warmup: () => 0,
  create: ({ n }) => ({ update: ({ close }) => { while (n === 3); return close; } }),
});
`;

test('a child over its time is ended and has failed; the others are as they would be', { timeout: 240_000 }, async () => {
  folder =
    new BatchFolder(`features: { definitions: [{ name: mine, type: custom, module: mine.ts, params: { n: 1 } }, { name: sma_20, type: technical }] }
agents: [{ name: own, kind: rule, rule: { entry: "mine > sma_20", exit: "mine < sma_20" } }]
sweeps: [{ name: stuck, agent: own, keep: none, parameters: [{ path: features.mine.params.n, values: [1, 2, 3, 4] }] }]
operations: { workers: { time_limit: 15s } }
`);
  folder.write('mine.ts', STUCK);
  const outcome = await folder.run('stuck');
  expect(outcome).toMatchObject({ status: 'degraded', counts: { total: 4, success: 3, failed: 1 } });
  expect(outcome.failures).toMatchObject([{ index: 3, code: 'TIME_LIMIT' }]);
  // The same rule under three names of a parameter that does nothing.
  const sharpes = outcome.scoreboard.flatMap(({ metrics, status }) => (status === 'success' ? [metrics['sharpe']] : []));
  expect(sharpes).toHaveLength(3);
  expect(new Set(sharpes).size).toBe(1);
});

test('halving: the best third goes on with three times the days, and every run is a trial', { timeout: 240_000 }, async () => {
  folder = new BatchFolder(
    `${RSI_LAB}sweeps: [{ name: half, agent: dip, method: successive_halving, trials: 7, keep: none, halving: { factor: 3, first_fraction: 0.3 }, parameters: [{ path: rule.buy_below, min: 30, max: 50 }] }]\n`,
  );
  const outcome = await folder.run('half');
  const lines = folder
    .read('ledger.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { run_id: string; config_hash: string; n: number });
  const rung = (of: string): typeof lines => lines.filter(({ run_id }) => run_id.includes(of));
  // 7 on 30 % of the days, the best ⌈7/3⌉ = 3 on 90 %, the best of them on all.
  expect([rung('/rungs/0/'), rung('/rungs/1/'), rung(`${outcome.batch_id}/variants/`)].map(({ length }) => length)).toEqual([
    7, 3, 1,
  ]);
  expect(new Set(lines.map(({ config_hash }) => config_hash)).size).toBe(11);
  const days = (of: string): number => rung(of)[0]!.n;
  const whole = days(`${outcome.batch_id}/variants/`);
  expect(days('/rungs/0/') / whole).toBeCloseTo(0.3, 2);
  expect(days('/rungs/1/') / whole).toBeCloseTo(0.9, 2);
  expect(outcome.overfitting).toMatchObject({ trials: 11, compared: 7 });
});
