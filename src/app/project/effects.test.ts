import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { observeReads, schemaFields } from '../../config/index.ts';
import { runAgentBacktest } from '../backtest/index.ts';
import { handMadeModel, type MemberFacts, promoteByHand } from '../backtest/model-agent.testkit.ts';
import { runBatch } from '../batch/index.ts';
import { loadDataset } from '../data/index.ts';
import { runResearch } from '../research/index.ts';
import { walkCsv } from '../research/research.testkit.ts';
import { loadProjectFile } from '../validate/index.ts';
import { inactiveCapability } from './inactive.ts';
import { requireProject } from './load-project.ts';
import { projectSchema } from './schema.ts';

/** Read while the file is loaded, or by a command other than a backtest; each with the place that reads it. */
const READ_ELSEWHERE: Readonly<Record<string, string>> = {
  'project.description': 'written into the resolved config for people',
  'project.profile': 'the loader: chooses the profile',
  'project.schema_version': 'the loader: refuses another version',
  'profiles.*.mode': 'the loader: stage of agents and deployment; agent run: default of --mode',
  include: 'the loader',
  'agents[].description': 'written into the resolved config for people',
  'agents[].enabled': 'validate: a disabled agent is told apart',
  'agents[].mode': 'agent run: default of --mode, STAGE_TOO_LOW',
  'research.evaluation.split': 'the loader: a split that shuffles does not exist',
  'research.promotion.targets[].path': 'promote: where a model is put into use',
  'research.promotion.gates.*.threshold': 'promote: the bound of a gate',
  'research.promotion.gates.*.severity': 'promote: whether a gate blocks',
  'research.promotion.gates.*.reason': 'promote: printed and kept in the manifest',
  'sweeps[].kind': 'the loader: there is one kind',
  'operations.storage.runs_dir': 'agent run and runs: the folder of runs',
  'operations.storage.state_dir': 'agent run --workers redis and worker: the folder of blobs',
  'operations.storage.redis.url_env': 'agent run --workers redis and worker: the address of the queue',
  'operations.storage.redis.prefix': 'agent run --workers redis and worker: the keys of the queue',
  'operations.storage.s3.bucket': 'agent run --workers redis and worker: the store of blobs',
  'operations.storage.s3.region': 'agent run --workers redis and worker: the store of blobs',
  'operations.storage.s3.prefix': 'agent run --workers redis and worker: the names of blobs',
  'operations.storage.s3.endpoint': 'agent run --workers redis and worker: a server that speaks as S3 does',
  'operations.storage.s3.access_key_id_env': 'agent run --workers redis and worker: the key of the store',
  'operations.storage.s3.secret_access_key_env': 'agent run --workers redis and worker: the key of the store',
};

let folder: string;
const reads = new Set<string>();

const ROWS = 420;
/** Seeded by hand: a wave with a trend, so that every rule below trades. */
function csv(step: number): string {
  const lines = ['when,o,h,l,c,v,known'];
  for (let i = 0; i < ROWS; i += 1) {
    const close = 100 + 12 * Math.sin(i / 9) + i / 40;
    const open = 100 + 12 * Math.sin((i - 1) / 9) + i / 40;
    const time = new Date(Date.UTC(2021, 0, 4) + i * step).toISOString();
    lines.push(
      [time, open, Math.max(open, close) + 1, Math.min(open, close) - 1, close, 10_000 + (i % 7) * 100, time]
        .map(String)
        .join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

const EXECUTION = `execution:
    like: none
    fill: next_open
    order_type: stop_limit
    time_in_force: gtc
    limit_offset_bps: 20
    stop_offset_bps: 1
    latency: 1ms
    costs: { bps: 3, per_share: 0.01, per_order: 1, minimum: 1, apply: both, round_decimals: 2 }
    slippage: { model: volatility }
    liquidity: { max_participation: 0.5 }
    impact: { enabled: true }
    cash_interest_bps: 10
    intrabar: { path: finer, drill_timeframe: 1h }
`;
const PROJECT = `project: { name: lab, seed: 3, timezone: Europe/Berlin, currency: EUR }
data:
  source: csv
  symbols: [AAA, { ticker: BBB, asset_class: crypto, sector: tech, tick_size: 0.05, lot_size: 0.01, borrow_rate_bps: 10, path: "data/b_{timeframe}.csv" }]
  start_date: 2021-01-20
  end_date: 2021-12-31
  timeframe: 4h
  secondary_timeframes: [1d]
  calendar: 24x7
  csv:
    columns: { time: when, open: o, high: h, low: l, close: c, volume: v, available_at: known }
    timestamp: close
  series:
    - { id: mood, source: csv, code: level, path: data/mood.csv, frequency: weekly, max_age: 400d, available: { rule: lag, lag: 1d, time: "08:00", timezone: UTC } }
features:
  set: core40
  core40: { cross_section: true }
  definitions:
    - { name: rsi_14, type: technical }
    - { name: sma_20, type: technical, input: rsi_14 }
    - { name: ema_9, type: ema, params: { period: 9 }, timeframe: 1d }
    - { name: reach_14, type: technical, kind: atr, symbol: AAA }
    - { name: own, type: custom, module: own.ts }
    - { name: mood, type: series, params: { id: mood, transform: diff, periods: 2 } }
position_manager:
  ${EXECUTION}  sizing: { mode: fraction, value: 0.2 }
metrics: { risk_free: 0.01 }
risk: { limits: { max_order_value: 100000, max_open_positions: 2 } }
agents:
  - name: entry
    kind: rule
    rule: { entry: "rsi_14 < 45 and own > 0", exit: "rsi_14 > 60", short_entry: "rsi_14 > 70", short_exit: "rsi_14 < 50" }
    stops: { stop_loss_pct: 0.05, take_profit_pct: 0.1, trailing_stop_pct: 0.1, stop_atr: { feature: reach_14, multiple: 3 }, max_holding_bars: 30 }
    risk: { allow_short: true, max_drawdown_pct: 0.1, max_daily_loss_pct: 0.02, max_order_value: 50000 }
    schedule: { every: 1d, warmup_bars: 30 }
    evaluate_from: 2021-02-01
  - name: when
    kind: rule
    symbols: [BBB]
    rule: { when: [{ if: "sma_20 > 50", action: buy, weight: 0.1, reason: above }, { if: "true", action: close }] }
  - { name: target, kind: rule, symbols: [AAA], rule: { target: "if(close > ema_9 and mood > 0 and return_5 > -1, 0.1, 0)" } }
  - { name: preset, kind: rule, symbols: [AAA], rule: { preset: rsi_threshold, feature: rsi_14 }, execution: { order_type: market, impact: { model: almgren_chriss } } }
  - { name: cross, kind: rule, symbols: [AAA], rule: { preset: sma_crossover, fast_feature: rsi_14, slow_feature: sma_20 } }
  - { name: named, kind: model, symbols: [AAA], model_signal_sources: [{ name: m, path: models/m }], model: { name: m, sizing: score, hold: overlap, max_age_days: 30 } }
  - { name: by_path, kind: model, symbols: [AAA], model: { path: models/m } }
`;
const MEMBER: MemberFacts = { from: '2021-02-01', trained: ['2020-01-01', '2021-01-01'], shares: [0.2, 0.2, 0.6] };
/** One value a week, read by its column. */
const MOOD = `when,level\n${Array.from({ length: 60 }, (_, i) => `${new Date(Date.UTC(2020, 11, 4 + 7 * i)).toISOString()},${i * i}`).join('\n')}\n`;
const OWN = `import { defineFeature, z } from '${new URL('../sdk.ts', import.meta.url).href}';
export default defineFeature({
  type: 'own', summary: 'one', unit: 'number', source: 'test', params: z.strictObject({}),
  warmup: () => 0, create: () => ({ update: () => 1 }),
});
`;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'qta-effects-'));
  const hour = 3_600_000;
  const files = {
    'config/project.yaml': PROJECT,
    'own.ts': OWN,
    'data/mood.csv': MOOD,
    'data/AAA_4h.csv': csv(4 * hour),
    'data/b_4h.csv': csv(4 * hour),
    'data/AAA_1h.csv': csv(hour),
    'data/b_1h.csv': csv(hour),
  };
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  const loaded = loadProjectFile({ configPath: join(folder, 'config/project.yaml'), env: {}, now: 0 });
  expect(loaded.problems.filter(({ code }) => code !== 'MODEL_NOT_PROMOTED').map(({ message, path }) => [path, message])).toEqual(
    [],
  );
  const project = requireProject(loaded);
  const model = { features: ['rsi_14'], horizon: 3, symbols: ['AAA'], members: [MEMBER] };
  promoteByHand(join(folder, 'models/m'), await handMadeModel(loaded, { name: 'm', ...model }));
  const observed = observeReads(project);
  for (const { name } of project.agents) {
    await runAgentBacktest({
      loaded: { ...loaded, project: observed.value },
      agent: name,
      runsDir: join(folder, 'runs'),
      version: '0.0.0',
    });
  }
  for (const path of observed.reads) reads.add(path);
  await readOnline();
  await readSweeps();
  await readResearch();
}, 240_000);

const RESEARCH_BASE = `project: { name: lab, seed: 3 }
data: { source: csv, symbols: [WAA, WBB], start_date: 2021-01-04, end_date: 2023-06-20, timeframe: 1d, calendar: 24x7, csv: { timestamp: close }, test_start: 2023-01-02, test_end: 2023-06-20 }
features: { definitions: [{ name: rsi_14, type: technical }, { name: roc_5, type: roc, params: { period: 5 } }, { name: sma_20, type: technical }] }
agents: [{ name: primary, kind: rule, symbols: [WAA, WBB], rule: { entry: "close > open", exit: "close < open" } }]
`;
/** Sections `research` that between them read every key. */
const RESEARCHES = [
  `research: { symbols: [WAA], features: [rsi_14, roc_5], seed: 4, labels: { type: forward_return, horizon: 2, entry: next_open, threshold: { vol_mult: 0.3, span: 20 } }, model: { family: gbdt, params: { rounds: 10 }, ensemble_seeds: 2, calibration: none, tuning: { enabled: true, trials: 2, time_limit: 1h, nested: false, space: { max_leaves: [2, 4] } } }, preprocess: { winsorise: null, scale: robust, missing: native, select: { n: 1 } }, weights: { uniqueness: off, decay: 0.5, class: balanced }, evaluation: { scheme: rolling, folds: 2, train_bars: 200, embargo_bars: 3, cpcv: { groups: 3, test: 1 } }, backtest: { hold: overlap, allow_short: true, enabled: false }, promotion: { policy: sandbox, targets: [{ name: m, symbol: WAA, path: models/r }] } }`,
  `research: { labels: { type: triple_barrier, take_profit_sigma: 1, stop_loss_sigma: 1, max_bars: 5, span: 20, vertical: sign }, model: { family: logistic }, evaluation: { folds: 2, use_configured_test_window: false }, backtest: { intrabar: { path: finer, drill_timeframe: 1d } } }`,
  `research: { labels: { type: trend_scan, window_min: 3, window_max: 6 }, model: { kind: regressor, family: ridge }, evaluation: { folds: 2 } }`,
  `research: { labels: { type: meta, primary: primary, max_bars: 5, span: 20 }, model: { family: constant }, evaluation: { folds: 2 } }`,
  `research: { labels: { type: custom, module: label.ts, params: { ahead: 2 } }, model: { kind: regressor, family: custom, module: model.ts }, evaluation: { folds: 2 } }`,
];
const SDK = new URL('../sdk.ts', import.meta.url).href;
const OWN_LABEL = `import { defineLabel, z } from '${SDK}';
export default defineLabel({
  params: z.strictObject({ ahead: z.int() }),
  label: ({ close }, t, { ahead }) => t + ahead < close.length
    ? { t1: t + ahead, value: close[t + ahead] / close[t] - 1, label_return: close[t + ahead] / close[t] - 1 } : undefined,
});
`;
const OWN_MODEL = `import { defineModel, z } from '${SDK}';
const model = (mean) => ({ predict: ({ rows }) => [new Float64Array(rows).fill(mean)], toJSON: () => ({ mean }) });
export default defineModel({
  params: z.strictObject({}),
  fit: ({ target }) => model(target.reduce((sum, value) => sum + value, 0) / target.length),
  load: ({ mean }) => model(mean),
});
`;

/** Research runs, which read the section \`research\`; a model in an ONNX file is looked for and not there. */
async function readResearch(): Promise<void> {
  for (const symbol of ['WAA', 'WBB']) writeFileSync(join(folder, `data/${symbol}_1d.csv`), walkCsv(symbol, 900));
  writeFileSync(join(folder, 'label.ts'), OWN_LABEL);
  writeFileSync(join(folder, 'model.ts'), OWN_MODEL);
  const onnx = `research: { model: { family: onnx, file: m.onnx, sha256: "${'0'.repeat(64)}", columns: [rsi_14], outputs: probabilities, classes: [-1, 0, 1] }, evaluation: { folds: 2 } }`;
  writeFileSync(join(folder, 'm.onnx'), 'no model');
  for (const [index, section] of [...RESEARCHES, onnx].entries()) {
    const configPath = join(folder, `config/research_${index}.yaml`);
    writeFileSync(configPath, `${RESEARCH_BASE}${section}\n`);
    const loaded = loadProjectFile({ configPath, env: {}, now: 0 });
    expect(loaded.problems.filter(({ severity }) => severity === 'error').map(({ message, path }) => [path, message])).toEqual(
      [],
    );
    const observed = observeReads(requireProject(loaded));
    const run = runResearch({
      loaded: { ...loaded, project: observed.value },
      runsDir: join(folder, 'runs'),
      version: '0.0.0',
      // What is watched cannot be handed to a thread.
      workers: 1,
    });
    if (section === onnx) await expect(run).rejects.toMatchObject({ code: 'MODEL_FILE_INVALID' });
    else await run;
    for (const path of observed.reads) reads.add(path);
  }
}

/** Sources that need the network: the store is looked at, which reads every setting, and nothing is there. */
async function readOnline(): Promise<void> {
  const configPath = join(folder, 'config/online.yaml');
  const symbols = ['yahoo', 'alpaca', 'ccxt'].map((source) => `{ ticker: ${source.toUpperCase()}, source: ${source} }`);
  writeFileSync(configPath, `project: { name: online }\ndata: { symbols: [${symbols.join(', ')}], start_date: 2024-01-02 }\n`);
  const project = requireProject(loadProjectFile({ configPath, env: {}, now: 0 }));
  const observed = observeReads(project);
  const { data, operations } = observed.value;
  const online = { alpaca: operations.connections.alpaca, stored: 'whole' as const };
  const request = { data, seed: 1, currency: 'USD', projectDir: folder, online };
  for (const symbol of ['YAHOO', 'ALPACA', 'CCXT']) {
    await expect(loadDataset({ ...request, symbols: [symbol] })).rejects.toMatchObject({ code: 'DATA_NOT_STORED' });
  }
  for (const path of observed.reads) reads.add(path);
}

/** Sweeps that between them read every key. */
const SWEEPS = `sweeps:
  - { name: grid, agent: preset, objective: calmar, keep: top_k, top_k: 1, parameters: [{ path: rule.buy_below, values: [30, 40] }] }
  - { name: drawn, agent: preset, method: random, trials: 2, seed: 4, keep: none, parameters: [{ path: rule.buy_below, min: 20, max: 40, scale: log, integer: true, step: 2 }] }
  - { name: halved, agent: preset, method: successive_halving, trials: 3, keep: none, halving: { factor: 3, first_fraction: 0.5 }, parameters: [{ path: rule.buy_below, min: 20, max: 40 }] }
operations: { workers: { max_concurrency: 1, memory_mb: 512, time_limit: 5m } }
`;

async function readSweeps(): Promise<void> {
  const configPath = join(folder, 'config/sweeps.yaml');
  writeFileSync(configPath, `${PROJECT}${SWEEPS}`);
  const loaded = loadProjectFile({ configPath, env: {}, now: 0 });
  for (const sweep of ['grid', 'drawn', 'halved']) {
    const observed = observeReads(requireProject(loaded));
    await runBatch({
      ...{ sweep, runsDir: join(folder, 'runs'), version: '0.0.0', loaded: { ...loaded, project: observed.value } },
      place: { projectDir: folder, env: {}, now: 0 },
    });
    for (const path of observed.reads) reads.add(path);
  }
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** An agent's execution holds the project's, so reading the one reads the other. */
function isRead(path: string): boolean {
  const inherited = path.replace(/^position_manager\.execution\./, 'agents[].execution.');
  return [...reads].some((read) =>
    [path, inherited].some((name) => read === name || read.startsWith(`${name}.`) || read.startsWith(`${name}[`)),
  );
}

const fields = schemaFields(projectSchema).map((field) => field.path);

test('every field is read, or listed as inactive', () => {
  const lost = fields.filter(
    (path) => inactiveCapability(path) === undefined && !Object.hasOwn(READ_ELSEWHERE, path) && !isRead(path),
  );
  expect(lost).toEqual([]);
});

test('no field that is listed as inactive is read', () => {
  expect(fields.filter((path) => inactiveCapability(path) !== undefined && isRead(path))).toEqual([]);
});

test('what is read elsewhere is in the schema and not read here', () => {
  expect(Object.keys(READ_ELSEWHERE).filter((path) => !fields.includes(path) || isRead(path))).toEqual([]);
});
