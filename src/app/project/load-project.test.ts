import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError, requireAgent, requireProject } from './load-project.ts';
import { HEAD } from './problem-cases.testkit.ts';
import { codesOf, loadText, problemsText } from './project.testkit.ts';

const DOLLAR = '$';
const FEATURES = 'features: { definitions: [{ name: rsi_14, type: technical }] }\n';
const AGENT = `${FEATURES}agents:\n  - { name: one, kind: rule, rule: { preset: rsi_threshold, feature: rsi_14 } }\n`;

describe('layers', () => {
  const profiles = `project: { name: lab, profile: paper }
profiles:
  paper:
    mode: paper
    metrics: { risk_free: 0.02 }
    data: { streaming: { enabled: true } }
    agents:
      - { name: one, description: from the profile }
      - { name: two, kind: rule, rule: { target: 0.1 } }
  other:
    metrics: { sharp: 1 }
data: { symbols: [SPX], start_date: 2000-01-03, end_date: 2020-04-17 }
metrics: { risk_free: 0.01 }
${AGENT}`;

  test('a profile is laid over the file: maps and named lists merge', () => {
    const { project, origins, problems } = loadText(
      profiles.replace('    metrics: { sharp: 1 }\n', '    metrics: { sharpe: geometric }\n'),
    );
    expect(problems).toEqual([]);
    expect(project!.metrics).toMatchObject({ risk_free: 0.02, sharpe: 'sessions' });
    expect(project!.agents.map(({ name, description, mode }) => [name, description, mode])).toEqual([
      ['one', 'from the profile', 'paper'],
      ['two', '', 'paper'],
    ]);
    expect(origins.get('metrics.risk_free')).toBe('profile paper (config/project.yaml:5)');
    expect(origins.get('metrics.sharpe')).toBe('default');
    expect(origins.get('agents[0].name')).toBe('profile paper (config/project.yaml:8)');
    expect(origins.get('agents[0].kind')).toBe('config/project.yaml:16');
    expect(project!.profiles).toEqual({ paper: { mode: 'paper' }, other: {} });
  });

  test('a profile that is not chosen is checked too', () => {
    expect(loadText(profiles).problems).toMatchObject([
      { code: 'CONFIG_KEY_UNKNOWN', line: 11, message: 'metrics has no key "sharp"' },
    ]);
  });

  test('another profile by flag; null puts the default back', () => {
    const yaml = profiles.replace('    metrics: { sharp: 1 }\n', '    metrics: { risk_free: null }\n');
    const { project, profile, origins } = loadText(yaml, { profile: 'other' });
    expect(profile).toBe('other');
    expect(project!.metrics.risk_free).toBe(0);
    expect(origins.get('metrics.risk_free')).toBe('default');
    expect(origins.get('project.profile')).toBe('flag --profile');
    expect(project!.agents.map((agent) => agent.mode)).toEqual(['backtest']);
  });

  test('the profile may come from the environment', () => {
    const yaml = profiles
      .replace('profile: paper', `profile: "${DOLLAR}{QTA_PROFILE:-paper}"`)
      .replace('sharp:', 'sharpe:')
      .replace('sharpe: 1', 'sharpe: geometric');
    expect(loadText(yaml).profile).toBe('paper');
    expect(loadText(yaml, { env: { QTA_PROFILE: 'other' } }).project!.metrics.sharpe).toBe('geometric');
    expect(codesOf(loadText(yaml, { env: { QTA_PROFILE: 'none' } }))).toEqual(['PROFILE_UNKNOWN']);
  });

  test('includes lie below the file, nested ones deeper; named lists join', () => {
    const files = {
      'config/a.yaml': 'include: [config/b.yaml]\nmetrics: { risk_free: 0.03, sharpe: geometric }\n',
      'config/b.yaml':
        'metrics: { risk_free: 0.04, sortino: negative_sd }\nagents: [{ name: two, kind: rule, rule: { target: 0.1 } }]\n',
    };
    const { project, origins, problems } = loadText(`include: [config/a.yaml]\nmetrics: { sharpe: sessions }\n${HEAD}${AGENT}`, {
      files,
    });
    expect(problems).toEqual([]);
    expect(project!.metrics).toMatchObject({ sharpe: 'sessions', sortino: 'negative_sd', risk_free: 0.03 });
    expect(origins.get('metrics.sharpe')).toBe('config/project.yaml:2');
    expect(origins.get('metrics.risk_free')).toBe('config/a.yaml:2 (include)');
    expect(origins.get('metrics.sortino')).toBe('config/b.yaml:1 (include)');
    expect(project!.agents.map((agent) => agent.name)).toEqual(['two', 'one']);
  });

  test.each([
    ['outside the folder', 'include: [../a.yaml]\n', {}, ['PATH_OUTSIDE_PROJECT']],
    ['missing', 'include: [config/a.yaml]\n', {}, ['FILE_MISSING']],
    ['with project', 'include: [config/a.yaml]\n', { 'config/a.yaml': 'project: { seed: 1 }\n' }, ['CONFIG_KEY_UNKNOWN']],
    ['of itself', 'include: [config/project.yaml]\n', {}, ['INCLUDE_CYCLE']],
    [
      'five deep',
      'include: [a1.yaml]\n',
      Object.fromEntries([1, 2, 3, 4, 5].map((n) => [`a${n}.yaml`, `include: [a${n + 1}.yaml]\n`])),
      ['INCLUDE_CYCLE'],
    ],
    [
      'the same file twice',
      'include: [a.yaml, b.yaml]\n',
      { 'a.yaml': 'include: [c.yaml]\n', 'b.yaml': 'include: [c.yaml]\n', 'c.yaml': 'metrics: { risk_free: 0.1 }\n' },
      [],
    ],
    [
      'the same agent twice',
      'include: [a.yaml, b.yaml]\n',
      { 'a.yaml': 'agents: [{ name: x, kind: rule, rule: { target: 0 } }]\n', 'b.yaml': 'agents: [{ name: x }]\n' },
      ['INCLUDE_CONFLICT'],
    ],
    ['as a text', 'include: a.yaml\n', { 'a.yaml': '{}' }, ['CONFIG_TYPE']],
  ])('include %s', (_, yaml, files, codes) => {
    expect(codesOf(loadText(yaml + HEAD, { files }))).toEqual(codes);
  });

  test('flag over profile over file', () => {
    const { project, origins } = loadText(`${HEAD}operations: { workers: { max_concurrency: 2 } }\n`, {
      overrides: [{ path: 'operations.workers.max_concurrency', value: 8, flag: '--max-concurrency' }],
    });
    expect(project!.operations.workers.max_concurrency).toBe(8);
    expect(origins.get('operations.workers.max_concurrency')).toBe('flag --max-concurrency');
    const bad = loadText(HEAD, {
      overrides: [{ path: 'operations.workers.max_concurrency', value: 0, flag: '--max-concurrency' }],
    });
    expect(codesOf(bad)).toEqual(['CONFIG_RANGE']);
  });

  test('execution: agent over position_manager, research.backtest too, each value with its own place', () => {
    const { project, origins } = loadText(`${HEAD}position_manager: { execution: { costs: { bps: 7 }, slippage: { bps: 1 } } }
research: { evaluation: { use_configured_test_window: false }, backtest: { costs: { enabled: true, bps: 3 } } }
${AGENT.replace('rsi_14 } }\n', 'rsi_14 }, execution: { slippage: { bps: 2 } } }\n')}`);
    expect(project!.agents[0]!.execution).toMatchObject({
      costs: { bps: 7 },
      slippage: { bps: 2, model: 'bps' },
      backend: 'simulated',
    });
    expect(project!.research!.backtest).toMatchObject({ costs: { bps: 3 }, slippage: { bps: 1 }, enabled: true });
    expect(origins.get('agents[0].execution.costs.bps')).toBe('config/project.yaml:3');
    expect(origins.get('agents[0].execution.slippage.bps')).toBe('config/project.yaml:7');
  });

  test('like supplies defaults of execution, sizing, metrics and averages; what is written wins', () => {
    const { project, origins } =
      loadText(`${HEAD}position_manager: { execution: { like: lean, costs: { minimum: 2 } }, sizing: { fractional: auto } }
features: { definitions: [{ name: ema_5, type: technical }] }
agents:
  - { name: one, kind: rule, rule: { entry: "close > ema_5" } }
  - { name: two, kind: rule, rule: { entry: "close > ema_5" }, execution: { like: backtesting_py } }
`);
    expect(project!.position_manager.execution.costs).toMatchObject({ bps: 0, per_share: '0.005', minimum: '2' });
    expect(project!.position_manager.sizing).toMatchObject({ reserve: 0.0025, fractional: 'auto' });
    expect(project!.metrics).toMatchObject({ sharpe: 'calendar_days', sortino: 'negative_sd' });
    expect(project!.agents[0]!.execution).toMatchObject({
      like: 'lean',
      intrabar: { path: 'worst_price' },
      costs: { minimum: '2' },
    });
    expect(project!.agents[1]!.execution).toMatchObject({
      like: 'backtesting_py',
      close_at_end: 'last_open',
      costs: { bps: 0, minimum: '2' },
    });
    expect(origins.get('position_manager.sizing.reserve')).toBe('like lean');
    expect(origins.get('agents[1].execution.close_at_end')).toBe('like backtesting_py');
  });
});

describe('values', () => {
  test('money is read from the text, never through a float', () => {
    const yaml = `${HEAD}worlds: [{ name: w, capital: 123456789012345.12345678 }]\nposition_manager: { sizing: { min_order_value: "0.10" } }\n`;
    const { project } = loadText(yaml);
    expect(project!.worlds[0]!.capital).toBe('123456789012345.12345678');
    expect(project!.position_manager.sizing.min_order_value).toBe('0.10');
    expect(codesOf(loadText(`${HEAD}worlds: [{ name: w, capital: 1e5 }]\n`))).toEqual(['CONFIG_TYPE']);
  });

  test('null means absent where a key has no default, and is refused where it has one', () => {
    expect(codesOf(loadText(`${HEAD}research: { symbols: null, evaluation: { use_configured_test_window: false } }\n`))).toEqual(
      [],
    );
    expect(codesOf(loadText(`${HEAD}risk: null\nagents:\n`))).toEqual([]);
    expect(
      codesOf(
        loadText(`${HEAD}research: { preprocess: { winsorise: null }, evaluation: { use_configured_test_window: false } }\n`),
      ),
    ).toEqual([]);
    expect(codesOf(loadText(`${HEAD}metrics: { sharpe: null }\n`))).toEqual(['CONFIG_TYPE']);
  });

  test('blocks of the context: absent, true, false, map', () => {
    const yaml = (news: string): string =>
      `${HEAD}agents: [{ name: a, kind: llm, llm: { provider: rules, model: r, prompt: p }, context: { ${news} } }]\n`;
    expect(loadText(yaml('positions: true')).project!.agents[0]!.context!.orders).toBe(false);
    expect(loadText(yaml('orders: true')).project!.agents[0]!.context!.orders).toEqual({ max_entries: 5 });
    expect(loadText(yaml('orders: { max_entries: 7 }')).project!.agents[0]!.context!.orders).toEqual({ max_entries: 7 });
    expect(loadText(yaml('orders: null')).project!.agents[0]!.context!.orders).toBe(false);
    expect(codesOf(loadText(yaml('orders: 3')))).toEqual(['CONFIG_TYPE']);
  });

  test('parameters from the name of a feature say so', () => {
    const { project, origins } = loadText(`${HEAD}${AGENT}`);
    expect(project!.features.definitions[0]).toMatchObject({ kind: 'rsi', params: { period: 14 } });
    expect(origins.get('features.definitions[0].params.period')).toBe('from name');
  });

  test('defaults that other settings decide', () => {
    const { project } = loadText(`project: { name: lab, seed: 7, currency: EUR }
data: { symbols: [SPX, { ticker: GLD }], start_date: 2000-01-03, end_date: 2020-04-17, streaming: { enabled: true } }
${AGENT}sweeps: [{ name: s, agent: one, parameters: [{ path: rule.buy_below, values: [25] }] }]
`);
    expect(project!.agents[0]!.symbols).toEqual(['SPX', 'GLD']);
    expect(project!.data.streaming).toMatchObject({ provider: 'sample', channels: ['bars'], symbols: ['SPX', 'GLD'] });
    expect(project!.worlds).toMatchObject([{ name: 'default', currency: 'EUR', capital: '100000', members: ['one'] }]);
    expect(project!.sweeps[0]!.seed).toBe(7);
    expect(project!.deployment.mode).toBe('paper');
  });

  test('a missing file, an agent of another name', () => {
    const { project, valid } = loadText(`${HEAD}${AGENT}`);
    expect(valid).toBe(true);
    expect(requireAgent(project!, 'one').name).toBe('one');
    expect(() => requireAgent(project!, 'on')).toThrow('no agent is named "on"');
    expect(() => requireProject(loadText('project: 1\n'))).toThrow(ConfigError);
  });
});

describe('the resolved config', () => {
  const yaml = `${HEAD}${AGENT}risk: { limits: { max_order_pct: 0.1 } }\n`;

  test('the same input gives the same bytes; the hash covers what can change a result', () => {
    const first = loadText(yaml);
    expect(loadText(yaml).resolvedYaml).toBe(first.resolvedYaml);
    expect(first.configHash).toMatch(/^sha256:[0-9a-f]{64}$/);
    const hash = (text: string): string => loadText(text).configHash;
    expect(
      hash(
        `# a comment\n${yaml}deployment: { target: render }\noperations: { workers: { max_concurrency: 2 }, server: { port: 1 } }\n`,
      ),
    ).toBe(first.configHash);
    expect(hash(yaml.replace('0.1', '0.2'))).not.toBe(first.configHash);
  });

  test('where a file lies on a machine changes no hash', () => {
    const csv = (path: string): string =>
      `project: { name: lab }\ndata: { source: csv, symbols: [A], start_date: 2000-01-03, csv: { path: ${path} } }\n`;
    const load = (path: string): string => loadText(csv(path), { files: { [`../${path}`]: 'x' } }).configHash;
    expect(load('/one/a.csv')).toBe(load('/two/a.csv'));
    expect(load('/one/a.csv')).not.toBe(load('/one/b.csv'));
  });

  test('order of keys changes no byte of the values', () => {
    const limits = ['max_order_pct: 0.1', 'max_position_pct: 0.2', 'max_daily_loss_pct: 0.01'];
    const write = (keys: readonly string[]): string =>
      `${HEAD}${AGENT}data_: 0\n`.replace('data_: 0\n', `risk: { limits: { ${keys.join(', ')} } }\n`);
    fc.assert(
      fc.property(fc.shuffledSubarray(limits, { minLength: 3 }), (keys) => {
        expect(loadText(write(keys)).resolvedYaml).toBe(loadText(write(limits)).resolvedYaml);
      }),
      { numRuns: 20 },
    );
  });

  test('read again it is the same project', () => {
    const first = loadText(yaml);
    const again = loadText(first.resolvedYaml);
    expect(again.problems).toEqual([]);
    expect(again.configHash).toBe(first.configHash);
    expect(again.project).toEqual(first.project);
    const strip = (text: string): string => text.replaceAll(/ +# .*$/gm, '');
    expect(strip(again.resolvedYaml)).toBe(strip(first.resolvedYaml));
  });

  test('every line of a value has an origin', () => {
    for (const line of loadText(yaml).resolvedYaml.trimEnd().split('\n')) if (!line.endsWith(':')) expect(line).toMatch(/ # /);
  });
});

const SHARED = process.env['QTA_SHARED'] ?? join(import.meta.dirname, '../../../../shared');
const ROADMAP = join(SHARED, 'product/3-roadmap.md');

describe.skipIf(!existsSync(ROADMAP))("the roadmap's sample", () => {
  const text = existsSync(ROADMAP) ? readFileSync(ROADMAP, 'utf8') : '';
  const start = text.indexOf('# config/project.yaml\n');
  const sample = text.slice(start, text.indexOf('\nAgent UX Model', start));
  const files = { 'prompts/breakout.md': 'x', 'prompts/hybrid_swing.md': 'x' };

  test('is valid as printed, with the warnings it should have', () => {
    const loaded = loadText(sample, { files });
    expect(loaded.valid).toBe(true);
    expect(codesOf(loaded)).toEqual([
      'DATA_SYNTHETIC',
      'STREAM_SYMBOL_MISSING',
      'LLM_KEY_MISSING',
      'LLM_PRICE_UNKNOWN',
      'MODEL_NOT_PROMOTED',
      'LLM_KEY_MISSING',
      'LLM_PRICE_UNKNOWN',
    ]);
    expect(loaded.project!.agents.map(({ name, symbols, mode }) => [name, symbols, mode])).toEqual([
      ['breakout_gpt', ['AAPL', 'TSLA'], 'paper'],
      ['hybrid_swing_agent', ['AAPL'], 'paper'],
    ]);
  });

  test('asks for its prompt files', () => {
    expect(problemsText(sample)).toContain('there is no file prompts/breakout.md');
    expect(
      loadText(sample, { files, env: { OPENAI_API_KEY: 'x' } }).problems.filter(({ code }) => code === 'LLM_KEY_MISSING'),
    ).toEqual([]);
  });
});
