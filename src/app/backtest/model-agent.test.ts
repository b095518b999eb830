import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../adapters/fs/fs.testkit.ts';
import { verifyRun } from '../runs/index.ts';
import { SDK_URL } from './features.ts';
import { type HandMade, handMadeModel, promoteByHand, writeProject } from './model-agent.testkit.ts';
import type { ModelsFile } from './models-file.ts';
import { runAgentBacktest } from './run-agent.ts';
import { repeatRun } from './stored.ts';

/** Rows of the S&P 500 from 2000 to 2012 that ship with the product. */
const DATA = 'data: { source: sample, symbols: [SPX], start_date: 2000-01-03, end_date: 2012-12-31 }';
const FEATURES = 'features: { definitions: [{ name: rsi_14, type: technical }, { name: sma_20, type: technical }] }';
const SOURCE = 'model_signal_sources: [{ name: m, path: models/promoted/m }]';
const AGENT = `  - { name: a, kind: model, ${SOURCE}, model: { name: m } }`;

/** Long from 2004, out from 2008; both trained on what came before. */
const MODEL: HandMade = {
  name: 'm',
  features: ['rsi_14', 'sma_20'],
  horizon: 5,
  members: [
    { from: '2004-01-01', to: '2008-01-01', trained: ['2000-02-01', '2003-12-31'], shares: [0.2, 0.2, 0.6] },
    { from: '2008-01-01', trained: ['2000-02-01', '2007-12-31'], shares: [0.5, 0.3, 0.2] },
  ],
};

function projectText(agents: string, features = FEATURES): string {
  return `project: { name: lab, seed: 3 }\n${DATA}\n${features}\nmetrics: { robustness: false }\nagents:\n${agents}\n`;
}

interface Decision {
  readonly as_of: string;
  readonly in_sample: boolean;
  readonly inputs: Readonly<Record<string, Readonly<Record<string, number | null>>>>;
  readonly decisions: readonly { readonly action: string; readonly target_weight: number; readonly reason: string }[];
}

type Values = Readonly<Record<string, unknown>>;
interface Metrics {
  readonly basis: Values;
  readonly metrics: Values;
  readonly not_available: Values;
  readonly segments: Readonly<Record<string, Values>>;
}
interface Summary extends Values {
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

interface Run {
  readonly folder: string;
  readonly dir: string;
  readonly runId: string;
  readonly summary: Summary;
  readonly metrics: Metrics;
  readonly models: ModelsFile;
  readonly certificate: { readonly verdict: string; readonly findings: readonly Values[] };
  readonly decisions: readonly Decision[];
}

interface Made {
  readonly agents?: string;
  readonly model?: HandMade;
  readonly features?: string;
  readonly files?: Readonly<Record<string, string>>;
  /** Project at the time of the run, where it is another one than the model was made for. */
  readonly later?: string;
}

async function run({ agents = AGENT, model = MODEL, features = FEATURES, files = {}, later }: Made = {}): Promise<Run> {
  const folder = temporaryFolder();
  const made = writeProject(folder, projectText(agents, features), files);
  promoteByHand(join(folder, 'models/promoted/m'), await handMadeModel(made, model));
  const loaded = later === undefined ? made : writeProject(folder, later);
  const { dir, runId } = await runAgentBacktest({ loaded, agent: 'a', runsDir: join(folder, 'runs'), version: '0.0.0' });
  const text = (file: string): string => readFileSync(join(dir, file), 'utf8');
  const lines = text('decisions.jsonl').trimEnd().split('\n');
  return {
    folder,
    dir,
    runId,
    summary: JSON.parse(text('summary.json')),
    metrics: JSON.parse(text('metrics.json')),
    models: JSON.parse(text('models.json')),
    certificate: JSON.parse(text('certificate.json')),
    decisions: lines.map((line): Decision => JSON.parse(line)),
  };
}

const codesOf = ({ summary }: Run): string[] => summary.warnings.map(({ code }) => code);

describe('a promoted model', { timeout: 60_000 }, () => {
  test('each bar is decided by the member that is valid there, never by one that knew it', async () => {
    const made = await run();
    const { decisions } = made;
    const byYear = new Map<string, Set<string>>();
    for (const { as_of, decisions: said } of decisions) {
      const year = as_of.slice(0, 4);
      byYear.set(year, (byYear.get(year) ?? new Set()).add(`${said[0]!.action} ${said[0]!.target_weight}`));
    }
    // The standard cap of a position is a quarter; −1 without shorts is flat.
    const long = ['2004', '2005', '2006', '2007'].map((year) => [year, ['buy 0.25']]);
    const out = ['2008', '2009', '2010', '2011', '2012'].map((year) => [year, ['sell 0']]);
    expect([...byYear].map(([year, all]) => [year, [...all]])).toEqual([...long, ...out]);
    expect(decisions[0]!.as_of).toBe('2004-01-02T21:00:00.000Z');
    expect(decisions.every(({ in_sample }) => in_sample === false)).toBe(true);
    expect(made.certificate).toMatchObject({ verdict: 'PASS' });
  });

  test('evaluation begins at its first bar, and says why', async () => {
    const made = await run();
    const { warnings } = made.summary;
    expect(warnings.find(({ code }) => code === 'MODEL_STARTS_LATER')).toEqual({
      code: 'MODEL_STARTS_LATER',
      message: 'agent "a" is evaluated from 2004-01-02: before it no member of model "m" may speak',
      path: null,
    });
    expect(made.metrics.basis).toMatchObject({ from: '2004-01-02' });
    // 365 days after 2003-12-31; the second member was trained until 2007-12-31 and is 1,827 days old in the end.
    expect(warnings.find(({ code }) => code === 'MODEL_OLD')!.message).toMatch(/first on 2004-12-30, at most 1827 days$/);
  });

  test('the run pins it by hash, with members and features', async () => {
    const made = await run();
    const [file] = readdirSync(join(made.folder, 'models/promoted/m')).filter((name) => name.startsWith('model-'));
    const { models, out_of_sample } = made.models;
    expect(models).toHaveLength(1);
    expect(models[0]).toMatchObject({ name: 'm', path: 'models/promoted/m', file, family: 'constant', horizon_bars: 5 });
    expect(models[0]!.hash.slice('sha256:'.length, 'sha256:'.length + 12)).toBe(file!.slice('model-'.length, -'.json'.length));
    expect(models[0]!.members[1]).toEqual({
      valid_from: '2008-01-01T00:00:00.000Z',
      valid_to: null,
      trained_from: '2000-02-01T00:00:00.000Z',
      trained_to: '2007-12-31T00:00:00.000Z',
      rows: 500,
    });
    expect(out_of_sample).toMatchObject({ in_sample_bars: 0, share: 1, from: '2004-01-02T21:00:00.000Z' });
    expect(readFileSync(join(made.dir, 'report.html'), 'utf8')).toContain(models[0]!.hash.slice(0, 19));
  });

  test('a final member says nothing before its time, whatever it was trained on', async () => {
    // Trained to the end of 2007 with a label of five bars: valid from the first bar after what it read.
    const last = await run({ model: { ...MODEL, members: [MODEL.members[1]!] } });
    expect(last.decisions[0]!.as_of).toBe('2008-01-02T21:00:00.000Z');
    // With folds before it, those years are the folds' alone: its shares (0.5 down) are never read there.
    const all = await run();
    const early = all.decisions.filter(({ as_of }) => as_of < '2008');
    expect(new Set(early.map(({ inputs }) => inputs['SPX']!['signal.m.p_down']))).toEqual(new Set([0.2]));
  });

  test('its folder or its file may be named by path', async () => {
    const byFolder = await run({ agents: '  - { name: a, kind: model, model: { path: models/promoted/m } }' });
    expect(byFolder.decisions[0]!.decisions[0]!.reason).toMatch(/^m: signal 1/);
    const [file] = readdirSync(join(byFolder.folder, 'models/promoted/m')).filter((name) => name.startsWith('model-'));
    const text = readFileSync(join(byFolder.folder, 'models/promoted/m', file!), 'utf8');
    const byFile = await run({
      agents: '  - { name: a, kind: model, model: { path: model.json } }',
      files: { 'model.json': text },
    });
    expect(byFile.models.models[0]!.hash).toBe(byFolder.models.models[0]!.hash);
    expect(byFile.metrics.metrics).toEqual(byFolder.metrics.metrics);
  });

  test('symbols that it was not trained on are named', async () => {
    expect(codesOf(await run({ model: { ...MODEL, symbols: ['GLD'] } }))).toContain('MODEL_SYMBOL_UNSEEN');
  });
});

describe('what does not fit the project is refused', { timeout: 60_000 }, () => {
  const other = (definitions: string): string => projectText(AGENT, `features: { definitions: [${definitions}] }`);
  test.each<[what: string, made: Made, code: string, message: RegExp]>([
    [
      'another definition',
      { later: other('{ name: rsi_14, type: technical, params: { period: 21 } }, { name: sma_20, type: technical }') },
      'MODEL_FEATURE_MISMATCH',
      /"rsi_14".*"period\\?":14.*"period\\?":21/,
    ],
    [
      'no definition',
      { later: other('{ name: rsi_14, type: technical }') },
      'MODEL_FEATURE_MISMATCH',
      /"sma_20".*does not define/,
    ],
    ['other bars', { model: { ...MODEL, interval: '1h' } }, 'MODEL_INTERVAL_MISMATCH', /1h bars.*1d bars/],
    [
      'a window before its first member',
      { model: { ...MODEL, members: [{ ...MODEL.members[1]!, from: '2015-01-01' }] } },
      'DATA_RANGE_UNAVAILABLE',
      /speaks from 2015-01-01/,
    ],
  ])('%s', async (_what, made, code, message) => {
    await expect(run(made)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  test('nothing promoted', async () => {
    const folder = temporaryFolder();
    const loaded = writeProject(folder, projectText(AGENT));
    const work = runAgentBacktest({ loaded, agent: 'a', runsDir: join(folder, 'runs'), version: '0.0.0' });
    await expect(work).rejects.toMatchObject({ code: 'MODEL_NOT_PROMOTED', message: /models\/promoted\/m/ });
  });
});

describe('bars inside the training', { timeout: 60_000 }, () => {
  /** Speaks about what it learned from until 2008. */
  const SEEN: HandMade = {
    ...MODEL,
    members: [{ from: '2004-01-01', trained: ['2000-02-01', '2008-01-01'], shares: [0.2, 0.2, 0.6] }],
  };

  test('are marked, and the figures begin after them with the whole capital', async () => {
    const made = await run({ model: SEEN });
    const marks = made.decisions.map(({ as_of, in_sample }) => `${as_of.slice(0, 4) < '2008'} ${in_sample}`);
    expect([...new Set(marks)]).toEqual(['true true', 'false false']);
    const { basis, metrics, segments } = made.metrics;
    expect(basis).toMatchObject({ from: '2008-01-02', to: '2012-12-31' });
    expect(Object.keys(segments)).toEqual(['in_sample', 'out_of_sample']);
    expect(segments['out_of_sample']).toMatchObject({ total_return: metrics['total_return'], net_pnl: metrics['net_pnl'] });
    expect(made.summary['stamps']).toContain('IN-SAMPLE BARS');
    expect(codesOf(made)).toContain('MODEL_IN_SAMPLE');
    // The same model asked from 2008 on is the same run.
    const alone = await run({ model: SEEN, agents: AGENT.replace('kind: model', 'kind: model, evaluate_from: 2008-01-01') });
    expect(alone.metrics).toMatchObject({ basis, segments: {} });
    expect(alone.metrics.metrics).toEqual(metrics);
    // 2004-01-02 … 2007-12-31 are 1,006 sessions, 2008-01-02 … 2012-12-31 are 1,259 (NYSE calendar).
    expect(made.models.out_of_sample).toEqual({
      evaluated_bars: 2265,
      in_sample_bars: 1006,
      counted_bars: 1259,
      share: 1259 / 2265,
      from: '2008-01-02T21:00:00.000Z',
    });
  });

  test('none left: no figure, verdict pending', async () => {
    const made = await run({ model: { ...SEEN, members: [{ ...SEEN.members[0]!, trained: ['2000-02-01', '2013-12-31'] }] } });
    const { metrics, segments, not_available } = made.metrics;
    expect(new Set(Object.values(metrics))).toEqual(new Set([null]));
    expect(not_available['sharpe']).toMatch(/^no bar out of sample/);
    expect(Object.keys(segments)).toEqual(['in_sample']);
    expect(made.summary).toMatchObject({ verdict: 'pending', verdict_line: /no bar out of sample/ });
    expect(made.models.out_of_sample).toMatchObject({ counted_bars: 0, share: 0, from: null });
  });
});

const PEEK = `import { defineFeature, z } from '${SDK_URL}';
export default defineFeature({
  type: 'peek', summary: 'next close', unit: 'price', source: 'test', params: z.strictObject({}),
  inputs: () => [{ kind: 'bar', field: 'close' }], warmup: () => 0, stateSize: () => 0,
  block: ([close], [out], state, from, to) => { for (let i = from; i < to; i += 1) out[i] = close[i + 1] ?? NaN; },
});
`;

test('a leaking feature of a model is caught by name', { timeout: 60_000 }, async () => {
  const made = await run({
    features: 'features: { definitions: [{ name: peek, type: custom, module: peek.ts }] }',
    files: { 'peek.ts': PEEK },
    model: { ...MODEL, features: ['peek'] },
  });
  const certificate = made.certificate;
  expect(certificate.verdict).toBe('FAIL');
  expect(certificate.findings[0]).toMatchObject({ subject: 'feature peek' });
  expect(made.summary).toMatchObject({ verdict: 'invalid', verdict_line: /leak suite failed.*peek/ });
});

test('a rule reads the signals of a model', { timeout: 60_000 }, async () => {
  const rule = '{ entry: "signal.m.p_up > 0.5 and rsi_14 < 40", exit: "signal.m.signal < 0 or rsi_14 > 60" }';
  const made = await run({ agents: `  - { name: a, kind: rule, ${SOURCE}, rule: ${rule} }` });
  const entries = made.decisions.filter(({ decisions }) => decisions[0]!.action === 'buy');
  expect(entries.length).toBeGreaterThan(5);
  for (const { as_of, inputs } of entries) {
    expect(as_of >= '2004' && as_of < '2008').toBe(true);
    expect(inputs['SPX']).toMatchObject({ 'signal.m.p_up': 0.6 });
  }
  expect(codesOf(made)).toContain('MODEL_STARTS_LATER');
  expect(made.certificate.verdict).toBe('PASS');
});

describe('verify', { timeout: 60_000 }, () => {
  const verify = ({ folder, runId }: Run): ReturnType<typeof verifyRun> => {
    const context = { projectDir: folder, env: {}, now: 0, version: '0.0.0' };
    return verifyRun({ runsDir: join(folder, 'runs'), id: runId, rerun: (input) => repeatRun(input, context) });
  };

  test('finds the model of the run, whatever is promoted now', async () => {
    const made = await run();
    expect(await verify(made)).toMatchObject({ equal: true, differences: [] });
    const loaded = writeProject(made.folder, projectText(AGENT));
    const newer = { ...MODEL, members: [{ ...MODEL.members[0]!, shares: [0.6, 0.2, 0.2] as const }] };
    promoteByHand(join(made.folder, 'models/promoted/m'), await handMadeModel(loaded, newer));
    expect(await verify(made)).toMatchObject({ equal: true, differences: [] });
  });

  test('says that it is gone', async () => {
    const made = await run();
    const folder = join(made.folder, 'models/promoted/m');
    for (const file of readdirSync(folder)) if (file.startsWith('model-')) rmSync(join(folder, file));
    const short = made.models.models[0]!.hash.slice(0, 19);
    await expect(verify(made)).rejects.toMatchObject({
      code: 'MODEL_FILE_GONE',
      message: `the run used the model ${short}, and no file of models/promoted/m has that hash`,
    });
  });
});
