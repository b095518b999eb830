import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Random } from '../../base/index.ts';
import { type RunOutcome, runOutcome, type VerifyResult, verifyRun } from '../runs/index.ts';
import { openTrialLedger } from '../trials/index.ts';
import { barsCsv, barsOfCloses, LabFolder } from './robustness/prepared-run.testkit.ts';
import { runAgentBacktest } from './run-agent.ts';
import { repeatRun } from './stored.ts';

let lab: LabFolder;
let runsDir: string;
beforeEach(() => {
  lab = new LabFolder();
  runsDir = join(lab.path, 'runs');
});
afterEach(() => lab.remove());

/** A walk of 120 days, so that rules trade. */
function closes(): number[] {
  const random = new Random(5, 'walk');
  const walk = [100];
  for (let i = 1; i < 120; i += 1) walk.push(walk.at(-1)! * (1 + 0.02 * random.normal()));
  return walk;
}
const FILES = { 'data/AAA_1d.csv': barsCsv(barsOfCloses(closes())) };

interface Variant {
  readonly feature?: string;
  readonly rule?: string;
  readonly below?: number;
  readonly costs?: string;
  readonly risk?: string;
  readonly data?: string;
  readonly author?: string;
}

async function run(variant: Variant = {}): Promise<RunOutcome> {
  const { feature = 'rsi_5', below = 55, costs = 'bps: 5', risk = '{}', data = 'timeframe: 1d', author } = variant;
  const rule = variant.rule ?? `entry: "${feature} < ${below}", exit: "${feature} > 60"`;
  const yaml = `features: { definitions: [{ name: ${feature}, type: technical, kind: rsi, params: { period: 5 } }] }
metrics: { robustness: false }
position_manager: { execution: { costs: { ${costs} } } }
agents: [{ name: a, kind: rule, ${author === undefined ? '' : `author: { model: ${author} }, `}risk: ${risk}, rule: { ${rule} } }]
`;
  const loaded = lab.load(FILES, yaml, data);
  const { runId } = await runAgentBacktest({ loaded, agent: 'a', runsDir, version: '0.0.0' });
  return runOutcome(runsDir, runId);
}

const trialsOf = ({ metrics }: RunOutcome): unknown => metrics['trials'];

test('a run is a line with its returns, written before its metrics', async () => {
  const first = await run();
  const { lines } = openTrialLedger({ runsDir });
  expect(lines).toMatchObject([
    {
      ...{ seq: 1, kind: 'evaluation', run_id: first.run_id, parent: null, author: { kind: 'person', model: null } },
      window: { symbols: ['AAA'], interval: '1d', from: first.basis?.from, to: first.basis?.to },
    },
  ]);
  const curve = readFileSync(join(first.dir, 'equity_curve.csv'), 'utf8').trim().split('\n').slice(2);
  const series = openTrialLedger({ runsDir }).seriesOf(lines[0]!)!;
  expect(lines[0]!.n).toBe(curve.length);
  expect(series.returns.length).toBe(curve.length);
  // The curve's own column of returns, and its dates: the bar of a day closes at the next midnight.
  expect([...series.returns].map((value) => value.toFixed(6))).toEqual(curve.map((row) => Number(row.split(',')[6]).toFixed(6)));
  expect([...series.days].map((day) => (day + 1) * 86_400_000)).toEqual(curve.map((row) => Date.parse(row.split(',')[0]!)));
  expect(first.trials).toEqual({ n: 1, n_effective: 1 });
  expect(first.metrics).toMatchObject({ trials: 1, looks: null, dsr: first.metrics['psr'] });
  expect(first.not_available['looks']).toBe('no test window is configured');
});

test('the same configuration again is no new trial and gives the same bytes, whatever its names', async () => {
  const bytes = ({ dir }: RunOutcome): string => readFileSync(join(dir, 'metrics.json'), 'utf8');
  const first = await run();
  const again = await run();
  expect(bytes(again)).toBe(bytes(first));
  expect(trialsOf(await run({ feature: 'quick' }))).toBe(1);
  expect(trialsOf(await run({ rule: 'entry: "(rsi_5)<55", exit: "rsi_5  >  60"' }))).toBe(1);
  expect(openTrialLedger({ runsDir }).head.seq).toBe(4);
});

test.each<[string, Variant]>([
  ['the rule', { below: 54 }],
  ['costs', { costs: 'bps: 6' }],
  ['the limits of the agent', { risk: '{ max_position_pct: 0.1 }' }],
])('%s makes another trial', async (_, variant) => {
  await run();
  const other = await run(variant);
  expect(other.trials?.n).toBe(2);
  expect(other.metrics['dsr']).not.toBe(other.metrics['psr']);
  const file = JSON.parse(readFileSync(join(other.dir, 'trials.json'), 'utf8'));
  expect(file).toMatchObject({ n: 2, n_effective: other.trials?.n_effective, with_returns: 2, sharpe_ratios: 2, looks: null });
  expect(file.dsr).toBe(other.metrics['dsr']);
  // The two run alike: worth fewer than two, so that the bar is lower.
  expect(file.n_effective).toBeLessThan(2);
  expect(file.dsr_at_n).toBeLessThan(file.dsr);
  expect(trialsOf(await run())).toBe(2);
});

test('a deleted run stays counted', async () => {
  const { dir } = await run();
  rmSync(dir, { recursive: true });
  expect(trialsOf(await run({ below: 54 }))).toBe(2);
});

test('a run that touches the test window is a look; the same configuration looks once', async () => {
  const data = 'timeframe: 1d, test_start: 2021-04-01, test_end: 2029-12-31';
  expect((await run({ data })).metrics['looks']).toBe(1);
  expect((await run({ data })).metrics['looks']).toBe(1);
  expect((await run({ data, below: 54, author: 'coder-1' })).metrics['looks']).toBe(2);
  const { lines } = openTrialLedger({ runsDir });
  expect(lines.map(({ kind }) => kind)).toEqual(Array.from({ length: 3 }, () => ['evaluation', 'test_look']).flat());
  expect(lines[1]).toMatchObject({ window: { from: '2021-04-01', to: lines[0]!.window.to }, series: null, sharpe: null });
  expect(lines[5]!.author).toEqual({ kind: 'model', model: 'coder-1' });
  const outside = 'timeframe: 1d, test_start: 2029-01-01, test_end: 2029-12-31';
  expect((await run({ data: outside, below: 53 })).metrics['looks']).toBe(0);
});

describe('runs verify', () => {
  const context = { env: {}, now: 0, version: '0.0.0' };
  const verify = ({ run_id }: RunOutcome): Promise<VerifyResult> =>
    verifyRun({ runsDir, id: run_id, rerun: (input) => repeatRun(input, { ...context, projectDir: lab.path }) });
  const ledgerPath = (): string => join(runsDir, 'ledger.jsonl');
  const change = (from: string, to: string, path = ledgerPath()): void => {
    const text = readFileSync(path, 'utf8');
    expect(text).toContain(from);
    writeFileSync(path, text.replace(from, to));
  };

  test('counts up to the line that the run recorded, and writes nothing', async () => {
    const data = 'timeframe: 1d, test_start: 2021-04-01, test_end: 2029-12-31';
    const first = await run({ data });
    const second = await run({ data, below: 54 });
    await run({ data, below: 53 });
    const before = readFileSync(ledgerPath(), 'utf8');
    expect(await verify(first)).toMatchObject({ equal: true });
    expect(await verify(second)).toMatchObject({ equal: true });
    expect(readFileSync(ledgerPath(), 'utf8')).toBe(before);
  });

  test('names a figure that was changed', async () => {
    await run();
    const second = await run({ below: 54 });
    change('"trials": 2', '"trials": 1', join(second.dir, 'metrics.json'));
    const { equal, differences } = await verify(second);
    expect(equal).toBe(false);
    expect(differences[0]).toMatchObject({ file: 'metrics.json', field: 'metrics.trials', stored: '1', rerun: '2' });
  });

  test('names the line of a ledger that was changed, of whatever run', async () => {
    const first = await run();
    await run({ below: 54 });
    change('"seq":2,"kind":"evaluation"', '"seq":2,"kind":"inner"');
    await expect(verify(first)).rejects.toMatchObject({ code: 'LEDGER_BROKEN', exitCode: 1, seq: 2 });
    await expect(run()).rejects.toMatchObject({ code: 'LEDGER_BROKEN', seq: 2 });
  });

  test('names the line that a run recorded and the ledger has lost', async () => {
    const first = await run();
    const second = await run({ below: 54 });
    const [line] = readFileSync(ledgerPath(), 'utf8').split('\n');
    writeFileSync(ledgerPath(), `${line}\n`);
    expect((await verify(first)).equal).toBe(true);
    await expect(verify(second)).rejects.toMatchObject({ code: 'LEDGER_BROKEN', seq: 2 });
    // Another line in its place.
    await run({ below: 53 });
    await expect(verify(second)).rejects.toMatchObject({ seq: 2, message: expect.stringContaining('is not the one that') });
  });
});

test('forty variants of a rule are forty trials', () => {
  const hashes = Array.from({ length: 40 }, (_, i) => {
    const yaml = `agents: [{ name: a, kind: rule, rule: { entry: "close < ${i + 1}", exit: "close > 100" } }]\n`;
    return JSON.stringify(lab.load(FILES, yaml).deciding!.agent('a'));
  });
  expect(new Set(hashes).size).toBe(40);
});
