import type { ProblemCode } from '../../config/index.ts';
import type { ProjectOptions } from './project.testkit.ts';

/** One faulty project for a code. The lines of `yaml` follow the first two lines of {@link HEAD} unless `whole` is set. */
export interface ProblemCase extends ProjectOptions {
  readonly code: ProblemCode;
  /** Tells two cases of one code apart. */
  readonly what?: string;
  readonly yaml: string;
  readonly whole?: boolean;
}

export const HEAD = `project: { name: lab }
data: { symbols: [SPX], start_date: 2000-01-03, end_date: 2020-04-17 }
`;
const DOLLAR = '$';
const RSI = 'features: { definitions: [{ name: rsi_14, type: technical }] }\n';
const RULE = 'rule: { preset: rsi_threshold, feature: rsi_14 }';
const agent = (lines: string): string => `agents:\n  - name: a1\n    kind: rule\n    ${RULE}\n${lines}`;
const LLM = 'llm: { provider: rules, model: r, prompt: hello }';
const llmAgent = (lines: string): string => `agents:\n  - name: a1\n    kind: llm\n${lines}`;

export const PROBLEM_CASES: readonly ProblemCase[] = [
  { code: 'YAML_SYNTAX', yaml: 'agents: [\n' },
  { code: 'YAML_SYNTAX', what: 'tab', yaml: 'features:\n\tdefinitions: []\n' },
  { code: 'YAML_SYNTAX', what: 'two documents', yaml: '---\nproject: {}\n' },
  { code: 'YAML_DUPLICATE_KEY', yaml: 'risk:\n  limits: {}\n  limits: {}\n' },
  { code: 'YAML_TOO_LARGE', whole: true, yaml: `# ${'x'.repeat(1_200_000)}\n` },
  {
    code: 'YAML_ALIASES',
    whole: true,
    yaml: `a: &a [1,1,1,1,1,1,1,1,1]\n${'bcdefg'
      .split('')
      .map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdef'[i]}`).join(',')}]\n`)
      .join('')}`,
  },
  { code: 'CONFIG_KEY_UNKNOWN', yaml: 'risk:\n  limits:\n    max_positon_pct: 0.1\n' },
  { code: 'CONFIG_KEY_UNKNOWN', what: 'section', yaml: 'agent: []\n' },
  { code: 'CONFIG_KEY_MISSING', yaml: 'agents:\n  - kind: rule\n' },
  { code: 'CONFIG_KEY_MISSING', what: 'section', whole: true, yaml: 'project: { name: lab }\n' },
  {
    code: 'CONFIG_KEY_MISSING',
    what: 'form of a rule',
    yaml: 'agents:\n  - name: a1\n    kind: rule\n    rule: { feature: rsi_14 }\n',
  },
  { code: 'CONFIG_TYPE', yaml: 'research:\n  enabled: maybe\n' },
  {
    code: 'CONFIG_TYPE',
    what: 'whole number',
    yaml: 'sweeps:\n  - { name: s, agent: a, parameters: [{ path: x, values: [1] }], trials: 1.5 }\n',
  },
  {
    code: 'CONFIG_TYPE',
    what: 'date',
    whole: true,
    yaml: 'project: { name: lab }\ndata: { symbols: [SPX], start_date: 2000-02-30 }\n',
  },
  { code: 'CONFIG_TYPE', what: 'money', yaml: 'worlds:\n  - name: w\n    capital: -5\n' },
  {
    code: 'CONFIG_TYPE',
    what: 'one of two types',
    yaml: 'research: { evaluation: { embargo_bars: some, use_configured_test_window: false } }\n',
  },
  { code: 'CONFIG_TYPE', what: 'no number', yaml: 'metrics: { risk_free: .nan }\n' },
  { code: 'CONFIG_TYPE', what: 'map', yaml: 'risk: [1]\n' },
  { code: 'CONFIG_TYPE', what: 'null', yaml: 'position_manager:\n  netting: null\n' },
  { code: 'CONFIG_RANGE', yaml: 'research:\n  labels: { horizon: 0 }\n  evaluation: { use_configured_test_window: false }\n' },
  { code: 'CONFIG_RANGE', what: 'list', yaml: 'sweeps:\n  - { name: s, agent: a, parameters: [] }\n' },
  {
    code: 'CONFIG_RANGE',
    what: 'above',
    yaml: 'data_: 1\n'.replace('data_: 1\n', 'position_manager: { sizing: { value: 0 } }\n'),
  },
  {
    code: 'CONFIG_FRACTION',
    yaml: `${RSI}agents:\n  - name: a1\n    kind: rule\n    ${RULE}\n    risk:\n      max_position_pct: 5\n`,
  },
  { code: 'CONFIG_VALUE_UNKNOWN', yaml: 'metrics: { sharpe: session }\n' },
  {
    code: 'CONFIG_VALUE_UNKNOWN',
    what: 'preset',
    yaml: 'agents:\n  - name: a1\n    kind: rule\n    rule: { preset: rsi_treshold }\n',
  },
  {
    code: 'CONFIG_VERSION',
    whole: true,
    yaml: 'project: { name: lab, schema_version: 2 }\ndata: { symbols: [SPX], start_date: 2000-01-03 }\n',
  },
  { code: 'NAME_DUPLICATE', yaml: `${RSI}${agent('')}  - name: a1\n    kind: rule\n    ${RULE}\n` },
  { code: 'NAME_RESERVED', yaml: 'agents:\n  - name: close\n    kind: rule\n    rule: { target: 0.1 }\n' },
  {
    code: 'PROFILE_UNKNOWN',
    whole: true,
    yaml: 'project:\n  name: lab\n  profile: papr\nprofiles: { paper: {} }\ndata: { symbols: [SPX], start_date: 2000-01-03 }\n',
  },
  {
    code: 'INCLUDE_CYCLE',
    yaml: 'include: [config/a.yaml]\n',
    files: { 'config/a.yaml': 'include: [config/b.yaml]\n', 'config/b.yaml': 'include: [config/a.yaml]\n' },
  },
  {
    code: 'INCLUDE_CONFLICT',
    yaml: 'include: [config/a.yaml, config/b.yaml]\n',
    files: { 'config/a.yaml': 'metrics: { risk_free: 0.01 }\n', 'config/b.yaml': 'metrics: { risk_free: 0.02 }\n' },
  },
  { code: 'ENV_MISSING', yaml: `metrics: { sharpe: "${DOLLAR}{WANTED_SHARPE}" }\n` },
  {
    code: 'SECRET_IN_CONFIG',
    yaml: `worlds:\n  - name: w\n    description: ${DOLLAR}{OPENAI_API_KEY}\n`,
    env: { OPENAI_API_KEY: 'sk-1' },
  },
  { code: 'SECRET_IN_CONFIG', what: 'written out', yaml: `worlds:\n  - name: w\n    description: sk-${'a1b2'.repeat(6)}\n` },
  { code: 'FILE_MISSING', yaml: llmAgent('    llm: { provider: rules, model: r, prompt_file: prompts/none.md }\n') },
  {
    code: 'FILE_MISSING',
    what: 'bars',
    whole: true,
    yaml: 'project: { name: lab }\ndata:\n  source: csv\n  symbols: [AAPL]\n  start_date: 2000-01-03\n',
  },
  { code: 'FILE_MISSING', what: 'news', yaml: 'news: { provider: csv, path: data/news.csv }\n' },
  {
    code: 'PATH_OUTSIDE_PROJECT',
    yaml: llmAgent('    llm: { provider: rules, model: r, prompt_file: ../secret.md }\n'),
    files: { '../secret.md': 'x' },
  },
  {
    code: 'DATA_WINDOW',
    whole: true,
    yaml: 'project: { name: lab }\ndata:\n  symbols: [SPX]\n  start_date: 2020-01-03\n  end_date: 2010-01-04\n',
  },
  {
    code: 'DATA_TEST_WINDOW',
    whole: true,
    yaml: 'project: { name: lab }\ndata:\n  symbols: [SPX]\n  start_date: 2000-01-03\n  end_date: 2010-01-04\n  test_start: 2009-01-02\n  test_end: 2011-01-03\n',
  },
  {
    code: 'DATA_RANGE_UNAVAILABLE',
    whole: true,
    yaml: 'project: { name: lab }\ndata:\n  symbols: [SPX]\n  start_date: 1999-01-04\n',
  },
  {
    code: 'DATA_SYNTHETIC',
    whole: true,
    yaml: 'project: { name: lab }\ndata:\n  symbols: [SPX, GLD]\n  start_date: 2000-01-03\n',
  },
  {
    code: 'TIMEFRAME_UNAVAILABLE',
    whole: true,
    yaml: 'project: { name: lab }\ndata:\n  symbols: [SPX]\n  start_date: 2000-01-03\n  timeframe: 1h\n',
  },
  { code: 'SYMBOL_UNKNOWN', yaml: `${RSI}${agent('    symbols: [SPY]\n')}` },
  {
    code: 'SERIES_UNKNOWN',
    yaml: 'agents:\n  - name: a1\n    kind: rule\n    symbols: [SPX]\n    rule: { preset: inventory_surprise, symbol: SPX, series: WCESTUS1 }\n',
  },
  { code: 'STREAM_REQUIRED', yaml: `${RSI}${agent('    mode: paper\n')}` },
  {
    code: 'STREAM_SYMBOL_MISSING',
    whole: true,
    yaml: `project: { name: lab }\ndata:\n  symbols: [SPX, GLD]\n  start_date: 2000-01-03\n  end_date: 2020-04-17\n  streaming:\n    enabled: true\n    symbols: [SPX]\n${RSI}${agent('    mode: paper\n')}`,
  },
  {
    code: 'FEATURE_UNKNOWN',
    yaml: `${RSI}${llmAgent(`    ${LLM}\n    context:\n      features:\n        - rsi_14\n        - rsi14\n`)}`,
  },
  {
    code: 'FEATURE_UNKNOWN',
    what: 'in a preset',
    yaml: `${RSI}agents:\n  - name: a1\n    kind: rule\n    rule: { preset: rsi_threshold, feature: rsi_15 }\n`,
  },
  { code: 'FEATURE_KIND_UNKNOWN', yaml: 'features:\n  definitions:\n    - { name: rsy_14, type: technical }\n' },
  {
    code: 'FEATURE_PARAMS',
    yaml: 'features:\n  definitions:\n    - { name: rsi_14, type: technical, params: { periods: 14 } }\n',
  },
  { code: 'FEATURE_TIMEFRAME', yaml: 'features:\n  definitions:\n    - { name: rsi_14, type: technical, timeframe: 1h }\n' },
  {
    code: 'FEATURE_CYCLE',
    yaml: 'features:\n  definitions:\n    - { name: sma_5, type: technical, input: sma_9 }\n    - { name: sma_9, type: technical, input: sma_5 }\n',
  },
  {
    code: 'FEATURE_NAME_MISMATCH',
    yaml: `features:\n  definitions:\n    - { name: rsi_14, type: technical, params: { period: 10 } }\n${agent('')}`,
  },
  {
    code: 'FEATURE_START_DEPENDENT',
    yaml: 'features:\n  definitions:\n    - { name: obv, type: technical }\n    - { name: flow, type: delta, input: obv }\nresearch:\n  features: [flow, obv]\n  evaluation: { use_configured_test_window: false }\n',
  },
  {
    code: 'LABEL_THRESHOLDS',
    yaml: 'research:\n  labels: { buy_threshold: -0.02 }\n  evaluation: { use_configured_test_window: false }\n',
  },
  {
    code: 'LABEL_THRESHOLDS',
    what: 'two kinds',
    yaml: 'research:\n  labels: { thresholds: none, threshold: {} }\n  evaluation: { use_configured_test_window: false }\n',
  },
  {
    code: 'CONFIG_RANGE',
    what: 'windows of trend_scan',
    yaml: 'research:\n  labels: { type: trend_scan, window_max: 4 }\n  evaluation: { use_configured_test_window: false }\n',
  },
  {
    code: 'CONFIG_RANGE',
    what: 'groups of cpcv',
    yaml: 'research:\n  evaluation: { use_configured_test_window: false, cpcv: { groups: 4, test: 4 } }\n',
  },
  {
    code: 'SETTING_UNUSED',
    what: 'labels of another type',
    yaml: 'research:\n  labels: { type: triple_barrier, horizon: 7 }\n  evaluation: { use_configured_test_window: false }\n',
  },
  {
    code: 'SETTING_UNUSED',
    what: 'fixed thresholds beside scaled ones',
    yaml: 'research:\n  labels: { buy_threshold: 0.02, threshold: {} }\n  evaluation: { use_configured_test_window: false }\n',
  },
  {
    code: 'SETTING_UNUSED',
    what: 'splits and weights',
    yaml: 'research:\n  model: { kind: regressor }\n  weights: { class: balanced }\n  evaluation: { use_configured_test_window: false, train_bars: 500, embargo_bars: 3 }\n',
  },
  {
    code: 'LABEL_MODEL_MISMATCH',
    yaml: 'research:\n  labels: { type: triple_barrier }\n  model: { kind: regressor }\n  evaluation: { use_configured_test_window: false }\n',
  },
  {
    code: 'MODEL_KIND',
    what: 'a regressor for classes',
    yaml: 'research:\n  model: { family: ridge }\n  evaluation: { use_configured_test_window: false }\n',
  },
  {
    code: 'MODEL_KIND',
    what: 'outputs of an ONNX file',
    yaml: 'research:\n  model: { family: onnx, outputs: prediction }\n  evaluation: { use_configured_test_window: false }\n',
  },
  {
    code: 'MODEL_PARAMS',
    what: 'no such parameter',
    yaml: 'research:\n  model: { family: logistic, params: { l3: 1 } }\n  evaluation: { use_configured_test_window: false }\n',
  },
  {
    code: 'MODEL_PARAMS',
    what: 'value of a part of voting',
    yaml: 'research:\n  model: { params: { gbdt.max_leaves: 1 } }\n  evaluation: { use_configured_test_window: false }\n',
  },
  {
    code: 'MODEL_PARAMS',
    what: 'a tuned range',
    yaml: 'research:\n  model: { family: logistic, tuning: { space: { l2: [0, 1] } } }\n  evaluation: { use_configured_test_window: false }\n',
  },
  { code: 'TEST_WINDOW_REQUIRED', yaml: 'research: { enabled: true }\n' },
  {
    code: 'PROMOTION_PATH',
    yaml: 'research:\n  evaluation: { use_configured_test_window: false }\n  promotion:\n    targets: [{ name: m, path: trained/m }]\n',
  },
  {
    code: 'GATE_UNKNOWN',
    yaml: 'research:\n  evaluation: { use_configured_test_window: false }\n  promotion: { gates: { drs: { severity: warn, reason: why } } }\n',
  },
  {
    code: 'GATE_OVERRIDE_REASON',
    yaml: 'research:\n  evaluation: { use_configured_test_window: false }\n  promotion: { gates: { dsr: { severity: warn } } }\n',
  },
  {
    code: 'GATE_OVERRIDE_UNUSED',
    yaml: 'research:\n  evaluation: { use_configured_test_window: false }\n  promotion: { gates: { pins: { severity: warn, reason: why } } }\n',
  },
  {
    code: 'GATE_OVERRIDE_UNUSED',
    what: 'threshold',
    yaml: 'research:\n  evaluation: { use_configured_test_window: false }\n  promotion: { gates: { out_of_sample: { threshold: 0.5, reason: why } } }\n',
  },
  {
    code: 'GATE_OVERRIDE_UNUSED',
    what: 'nothing changed',
    yaml: 'research:\n  evaluation: { use_configured_test_window: false }\n  promotion: { gates: { dsr: { reason: why } } }\n',
  },
  { code: 'AGENT_UNKNOWN', yaml: `${RSI}${agent('')}risk:\n  blackouts: [{ event: cot, agents: [a2] }]\n` },
  { code: 'AGENT_KIND_KEYS', yaml: 'agents:\n  - name: a1\n    kind: rule\n' },
  { code: 'AGENT_KIND_KEYS', what: 'not used', yaml: `${RSI}${agent(`    ${LLM}\n`)}` },
  {
    code: 'RULE_THRESHOLDS',
    yaml: `${RSI}agents:\n  - name: a1\n    kind: rule\n    rule: { preset: rsi_threshold, feature: rsi_14, buy_below: 80 }\n`,
  },
  { code: 'RULE_SYNTAX', yaml: `${RSI}agents:\n  - name: a1\n    kind: rule\n    rule: { entry: "rsi_14 < < 30" }\n` },
  { code: 'RULE_TYPE', yaml: `${RSI}agents:\n  - name: a1\n    kind: rule\n    rule: { entry: "rsi_14 + 30" }\n` },
  {
    code: 'RULE_UNKNOWN_NAME',
    yaml: `${RSI}agents:\n  - name: a1\n    kind: rule\n    rule: { entry: "rsi_14 < 30 and smaa_20 > 1" }\n`,
  },
  { code: 'MODEL_SIGNAL_MISSING', yaml: llmAgent(`    ${LLM}\n    context: { model_signals: [spx_model] }\n`) },
  {
    code: 'MODEL_NOT_PROMOTED',
    yaml: 'agents:\n  - name: a1\n    kind: model\n    model: { name: m }\n    model_signal_sources:\n      - { name: m, path: models/promoted/m }\n',
  },
  { code: 'PROMPT_MISSING', yaml: llmAgent('    llm: { provider: rules, model: r }\n') },
  { code: 'LLM_KEY_MISSING', yaml: llmAgent('    llm: { provider: openai, model: m, prompt: hi, unpriced: allow }\n') },
  {
    code: 'LLM_PRICE_UNKNOWN',
    yaml: llmAgent('    llm: { provider: openai, model: m, prompt: hi }\n'),
    env: { OPENAI_API_KEY: 'x' },
  },
  { code: 'CONTEXT_UNKNOWN', yaml: llmAgent(`    ${LLM}\n    context: { postions: true }\n`) },
  { code: 'CONTEXT_NEWS_OFF', yaml: llmAgent(`    ${LLM}\n    context: { news: true }\n`) },
  { code: 'TOOL_UNKNOWN', yaml: llmAgent(`    ${LLM}\n    tools: [get_qoute]\n`) },
  { code: 'BROKER_BACKEND', yaml: `${RSI}${agent('    execution: { backend: alpaca }\n')}` },
  {
    code: 'REPLAY_WITH_BROKER',
    whole: true,
    yaml: `project: { name: lab }\ndata:\n  symbols: [SPX]\n  start_date: 2000-01-03\n  end_date: 2020-04-17\n  streaming: { enabled: true, provider: alpaca, replay: { enabled: true } }\n${RSI}${agent('    mode: paper\n    execution: { backend: alpaca }\n')}`,
  },
  { code: 'FILL_SAME_CLOSE', yaml: `${RSI}${agent('    execution: { fill: same_close }\n')}` },
  {
    code: 'STAGE_UNPROMOTED',
    whole: true,
    yaml: `project: { name: lab }\ndata:\n  symbols: [SPX]\n  start_date: 2000-01-03\n  end_date: 2020-04-17\n  streaming: { enabled: true }\nworlds: [{ name: w, allow_live: true }]\nrisk: { drawdown_protection: { enabled: true } }\nposition_manager: { netting: true }\n${RSI}${agent('    mode: live\n')}`,
  },
  {
    code: 'LIVE_PREREQUISITE',
    whole: true,
    yaml: `project: { name: lab }\ndata:\n  symbols: [SPX]\n  start_date: 2000-01-03\n  end_date: 2020-04-17\n  streaming: { enabled: true }\nworlds: [{ name: w, allow_live: true }]\nrisk: { drawdown_protection: { enabled: true } }\n${RSI}${agent('    mode: live\n')}`,
  },
  {
    code: 'LIVE_SYNTHETIC_DATA',
    whole: true,
    yaml: `project: { name: lab }\ndata:\n  symbols: [GLD]\n  start_date: 2000-01-03\n  streaming: { enabled: true }\nworlds: [{ name: w, allow_live: true }]\nrisk: { drawdown_protection: { enabled: true } }\nposition_manager: { netting: true }\n${RSI}${agent('    mode: live\n')}`,
  },
  { code: 'WORLD_MEMBER_UNKNOWN', yaml: `${RSI}${agent('')}worlds:\n  - { name: w, members: [a1, a2] }\n` },
  {
    code: 'WORLD_MEMBER_TWICE',
    yaml: `${RSI}${agent('')}worlds:\n  - { name: w, members: [a1] }\n  - { name: v, members: [a1] }\n`,
  },
  { code: 'AGENT_WITHOUT_WORLD', yaml: `${RSI}${agent('')}worlds:\n  - { name: w, members: [] }\n` },
  {
    code: 'WORLD_SANDBOX_LIVE',
    whole: true,
    yaml: `project: { name: lab }\ndata:\n  symbols: [SPX]\n  start_date: 2000-01-03\n  end_date: 2020-04-17\n  streaming: { enabled: true, provider: alpaca }\nworlds:\n  - { name: w, allow_live: true, policy: { preset: sandbox } }\n${RSI}${agent('    mode: paper\n    execution: { backend: alpaca }\n')}`,
  },
  { code: 'POLICY_METRIC_UNKNOWN', yaml: 'worlds:\n  - { name: w, policy: { to_paper: { sharp: { min: 1 } } } }\n' },
  {
    code: 'AUTHORISATION_EXPIRED',
    today: '2026-01-01',
    yaml: 'operations: { operators: [{ name: OpA, role: owner }] }\nworlds:\n  - name: w\n    standing_authorisation: { approvers: [OpA], expires: 2025-12-31, capital_cap: 100 }\n',
  },
  {
    code: 'AUTHORISATION_TERM',
    today: '2026-01-01',
    yaml: 'operations: { operators: [{ name: OpA, role: owner }] }\nworlds:\n  - name: w\n    standing_authorisation: { approvers: [OpA], expires: 2027-01-03, capital_cap: 100 }\n',
  },
  {
    code: 'OPERATOR_UNKNOWN',
    yaml: 'worlds:\n  - name: w\n    standing_authorisation: { approvers: [OpA], expires: 2026-12-31, capital_cap: 100 }\n',
  },
  { code: 'LIMIT_CONTRADICTION', yaml: 'risk:\n  limits: { max_position_pct: 0.5 }\n' },
  { code: 'LIMIT_CONTRADICTION', what: 'escalation', yaml: 'risk:\n  escalation: { throttle: 0.7 }\n' },
  { code: 'LIMIT_LOOSENED', yaml: `${RSI}${agent('').replace('a1', 'rsi_reversion')}    risk: { max_position_pct: 0.5 }\n` },
  { code: 'LIMIT_NEVER_BINDS', yaml: 'risk:\n  limits: { max_net_leverage: 2 }\n' },
  {
    code: 'SWEEP_AGENT_UNKNOWN',
    yaml: `${RSI}${agent('')}sweeps:\n  - { name: s, agent: a2, parameters: [{ path: rule.buy_below, values: [25] }] }\n`,
  },
  {
    code: 'SWEEP_PATH_UNKNOWN',
    yaml: `${RSI}${agent('')}sweeps:\n  - { name: s, agent: a1, parameters: [{ path: rule.buy_under, values: [25] }] }\n`,
  },
  {
    code: 'SWEEP_PATH_FORBIDDEN',
    yaml: `${RSI}${agent('')}sweeps:\n  - { name: s, agent: a1, parameters: [{ path: mode, values: [paper] }] }\n`,
  },
  {
    code: 'SWEEP_REPEATS',
    yaml: `${RSI}${agent('')}sweeps:\n  - { name: s, agent: a1, parameters: [{ path: rule.buy_below, values: [25, 30, 25.0] }] }\n`,
  },
  {
    code: 'SWEEP_REPEATS',
    what: 'path',
    yaml: `${RSI}${agent('')}sweeps:\n  - name: s\n    agent: a1\n    parameters: [{ path: rule.buy_below, values: [25] }, { path: rule.buy_below, values: [30] }]\n`,
  },
  {
    code: 'CONFIG_RANGE',
    what: 'whole numbers of a sweep',
    yaml: `${RSI}${agent('')}sweeps:\n  - { name: s, agent: a1, method: random, parameters: [{ path: rule.buy_below, min: 25.2, max: 25.8, integer: true }] }\n`,
  },
  {
    code: 'CONFIG_RANGE',
    what: 'step of a sweep',
    yaml: `${RSI}${agent('')}sweeps:\n  - { name: s, agent: a1, method: random, parameters: [{ path: rule.buy_below, min: 20, max: 30, integer: true, step: 2.5 }] }\n`,
  },
  {
    code: 'CONFIG_RANGE',
    what: 'first rung of nothing',
    yaml: `${RSI}${agent('')}sweeps:\n  - { name: s, agent: a1, method: successive_halving, halving: { first_fraction: 0 }, parameters: [{ path: rule.buy_below, values: [25] }] }\n`,
  },
  {
    code: 'SETTING_UNUSED',
    what: 'sweep',
    yaml: `${RSI}${agent('')}sweeps:\n  - name: s\n    agent: a1\n    trials: 20\n    seed: 7\n    halving: { factor: 2 }\n    parameters: [{ path: rule.buy_below, values: [25, 30], min: 20, integer: true }]\n`,
  },
  {
    code: 'SWEEP_TOO_LARGE',
    yaml: `${RSI}${agent('')}sweeps:\n  - name: s\n    agent: a1\n    max_variants: 3\n    parameters: [{ path: rule.buy_below, values: [25, 30] }, { path: rule.sell_above, values: [70, 75] }]\n`,
  },
  {
    code: 'CHANNEL_NOT_CONFIGURED',
    yaml: 'operations:\n  alerts: { channels: [{ name: d, type: discord, url_env: DISCORD_URL }] }\n',
  },
  { code: 'SETTING_UNUSED', yaml: RSI },
  {
    code: 'SETTING_UNUSED',
    what: 'csv',
    whole: true,
    yaml: 'project: { name: lab }\ndata:\n  symbols: [SPX]\n  start_date: 2000-01-03\n  end_date: 2020-04-17\n  csv: { timezone: America/New_York }\n',
  },
  {
    code: 'SETTING_UNUSED',
    what: 'fetching',
    whole: true,
    yaml: 'project: { name: lab }\ndata:\n  symbols: [SPX]\n  start_date: 2000-01-03\n  end_date: 2020-04-17\n  cache_expiration_days: 1\n  max_workers: 8\n  yahoo: { base_url: "https://mirror.example.org" }\n',
  },
  {
    code: 'SETTING_LEGACY',
    yaml: llmAgent('    llm: { provider: rules, model: r, prompt: hi, api_key_env_var: SOME_NAME }\n'),
    env: { SOME_NAME: 'x' },
  },
  { code: 'CONFIG_KEY_MISSING', what: 'size', yaml: 'position_manager: { sizing: { mode: quantity } }\n' },
  {
    code: 'CONFIG_KEY_MISSING',
    what: 'finer bars',
    yaml: `${RSI}${agent('    execution: { intrabar: { path: finer } }\n')}`,
  },
  {
    code: 'CONFIG_KEY_MISSING',
    what: 'stop to measure',
    yaml: `position_manager: { sizing: { mode: risk, value: 0.01 } }\n${RSI}${agent('')}`,
  },
  {
    code: 'CONFIG_RANGE',
    what: 'clock between bars',
    yaml: `${RSI}${agent('    schedule: { every: 1h }\n')}`,
  },
  {
    code: 'SETTING_UNUSED',
    what: 'drill timeframe',
    yaml: `${RSI}${agent('    execution: { intrabar: { drill_timeframe: 1h } }\n')}`,
  },
  { code: 'LIKE_WEIGHT_BELOW_ONE', yaml: `${RSI}${agent('    execution: { like: lean }\n')}` },
];
