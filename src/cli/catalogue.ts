import type { CommandSpec, OptionSpec } from './command.ts';

const CONFIG: OptionSpec = { flags: '-c, --config <path>', summary: 'the project', default: 'config/project.yaml' };
const TEMPLATES = ['research', 'rule-agent', 'model-agent', 'llm-agent', 'hybrid', 'strategy-lab', 'world'];
const RUNS_DIR: readonly OptionSpec[] = [
  { flags: '-c, --config <path>', summary: 'the project whose runs are meant (default: config/project.yaml if there is one)' },
  { flags: '--runs-dir <folder>', summary: 'the folder of runs itself, in place of a project' },
];

/** Every command that works, in the order of help. Flags and examples of help, completion and reference come from here. */
export const COMMANDS: readonly CommandSpec[] = [
  {
    path: ['init'],
    summary: 'write a new project',
    options: [
      { flags: '--template <name>', summary: 'what to begin with', choices: TEMPLATES, required: true },
      { flags: '-o, --output <path>', summary: 'where the project file goes', default: 'config/project.yaml' },
      {
        flags: '--data <source>',
        summary: 'where prices come from',
        choices: ['sample', 'csv', 'yahoo', 'alpaca', 'ccxt'],
        default: 'sample',
      },
      { flags: '--force', summary: 'overwrite; a copy of each file is kept as *.bak' },
    ],
    examples: [
      'quanttradeai init --template rule-agent -o config/project.yaml',
      'quanttradeai init --template strategy-lab --data csv -o config/project.yaml',
    ],
    load: async () => (await import('./commands/init.ts')).init,
  },
  {
    path: ['validate'],
    summary: 'check the project and show what will really run',
    options: [CONFIG, { flags: '--deep', summary: 'also replay every decision with its future unknown (leak tests)' }],
    examples: ['quanttradeai validate -c config/project.yaml', 'quanttradeai validate -c config/project.yaml --json'],
    load: async () => (await import('./commands/validate.ts')).validate,
  },
  {
    path: ['research', 'run'],
    summary: 'train, evaluate and backtest the model of the project',
    options: [
      CONFIG,
      { flags: '--fresh', summary: 'begin anew in place of going on with an interrupted run' },
      {
        flags: '--workers <n>',
        summary: 'threads that train (default: one a core); any number gives the same bytes',
        count: true,
      },
    ],
    examples: ['quanttradeai research run -c config/project.yaml', 'quanttradeai research run -c config/project.yaml --json'],
    load: async () => (await import('./commands/research-run.ts')).researchRun,
  },
  {
    path: ['agent', 'run'],
    summary: 'run one agent, all agents, or the variants of a sweep',
    options: [
      CONFIG,
      { flags: '--agent <name>', summary: 'the agent' },
      { flags: '--mode <mode>', summary: "default: the profile's, else backtest", choices: ['backtest', 'paper', 'live'] },
      { flags: '--all', summary: 'every agent that is enabled' },
      { flags: '--sweep <name>', summary: 'all variants of a sweep' },
      {
        flags: '--max-concurrency <n>',
        summary: 'children of a batch at a time (default: operations.workers.max_concurrency); any number gives the same bytes',
        count: true,
      },
      {
        flags: '--workers <where>',
        summary:
          'threads of a batch, or redis: every `quanttradeai worker` that meets there (its address, redis://host:6379, does as well)',
      },
      { flags: '--fresh', summary: 'begin a batch anew in place of going on with an interrupted one' },
      { flags: '--acknowledge-live <phrase>', summary: 'consent to live orders (not active in this version)' },
      { flags: '--replay <run>', summary: 'repeat a paper run (not active in this version)' },
      { flags: '--estimate', summary: 'only say what it would cost (not active in this version)' },
    ],
    examples: [
      'quanttradeai agent run --agent rsi_reversion -c config/project.yaml --mode backtest',
      'quanttradeai agent run --sweep rsi_threshold_grid -c config/project.yaml --mode backtest',
    ],
    load: async () => (await import('./commands/agent-run.ts')).agentRun,
  },
  {
    path: ['worker'],
    summary: 'evaluate variants of sweeps that other machines run, until it is stopped',
    options: [
      CONFIG,
      {
        flags: '--concurrency <n>',
        summary: 'jobs at a time (default: one a core, at most operations.workers.max_concurrency)',
        count: true,
      },
      {
        flags: '--redis <url>',
        summary: 'redis://host:6379 without a password (default: operations.storage.redis of the project)',
      },
    ],
    examples: [
      'quanttradeai worker -c config/project.yaml',
      'quanttradeai worker -c config/project.yaml --concurrency 8 --redis redis://10.0.0.5:6379',
    ],
    load: async () => (await import('./commands/worker.ts')).worker,
  },
  {
    path: ['runs', 'list'],
    summary: 'show runs, newest first, or rank them',
    options: [
      ...RUNS_DIR,
      { flags: '--type <type>', summary: 'only these', choices: ['all', 'research', 'agent', 'batch'], default: 'all' },
      { flags: '--mode <mode>', summary: 'only these', choices: ['backtest', 'paper', 'live'] },
      { flags: '--status <status>', summary: 'only these', choices: ['running', 'success', 'degraded', 'failed', 'halted'] },
      { flags: '--limit <n>', summary: 'at most so many rows a table (default: 20)', count: true },
      { flags: '--scoreboard', summary: 'one table per family with its metrics, best first' },
      { flags: '--sort-by <key>', summary: 'started_at, name, status or any metric' },
      { flags: '--ascending', summary: 'smallest first' },
      { flags: '--compare <id>', summary: 'a run to compare; 2 to 8 of one kind, the first is the baseline', repeated: true },
      { flags: '--html <file>', summary: 'with --compare: also as a page' },
    ],
    examples: [
      'quanttradeai runs list --scoreboard --type agent --mode backtest --sort-by max_drawdown --ascending',
      'quanttradeai runs list --compare 20260417_101010_123_rsi_reversion_3fa2 --compare 20260417_101512_456_sma_trend_77b0',
    ],
    load: async () => (await import('./commands/runs-list.ts')).runsList,
  },
  {
    path: ['runs', 'report'],
    summary: 'write the report of a run again and print its path',
    arguments: [{ name: '<id>', summary: 'the run: agent/backtest/… or the name of its folder' }],
    options: [
      ...RUNS_DIR,
      { flags: '--pdf', summary: 'also as report.pdf, printed by an installed Chromium or Chrome' },
      { flags: '--png', summary: 'also as report.png, a picture of its first tab' },
    ],
    examples: [
      'quanttradeai runs report agent/backtest/20260417_101010_123_rsi_reversion_3fa2',
      'quanttradeai runs report 20260417_101010_123_rsi_reversion_3fa2 --json',
    ],
    load: async () => (await import('./commands/runs-report.ts')).runsReport,
  },
  {
    path: ['runs', 'verify'],
    summary: 'run a run again and compare every byte',
    arguments: [{ name: '<id>', summary: 'the run: agent/backtest/… or the name of its folder' }],
    options: [...RUNS_DIR],
    examples: [
      'quanttradeai runs verify agent/backtest/20260417_101010_123_rsi_reversion_3fa2',
      'quanttradeai runs verify 20260417_101010_123_rsi_reversion_3fa2 --json',
    ],
    load: async () => (await import('./commands/runs-verify.ts')).runsVerify,
  },
  {
    path: ['promote'],
    summary: 'judge a research run and put its models into use',
    options: [
      CONFIG,
      { flags: '--run <id>', summary: 'the run: research/… or the name of its folder', required: true },
      { flags: '--dry-run', summary: 'only show the gates; write nothing' },
      { flags: '--to <stage>', summary: 'an agent (not active in this version)', choices: ['paper', 'live'] },
      { flags: '--acknowledge-live <agent>', summary: 'consent to live orders (not active in this version)' },
    ],
    examples: [
      'quanttradeai promote --run research/20260417_101010_123_research_lab_3fa2 -c config/project.yaml --dry-run',
      'quanttradeai promote --run 20260417_101010_123_research_lab_3fa2 -c config/project.yaml --json',
    ],
    load: async () => (await import('./commands/promote.ts')).promote,
  },
  {
    path: ['backtest'],
    summary: 'try a named strategy without a project',
    options: [
      { flags: '--strategy <name>', summary: 'rsi_threshold or sma_crossover', required: true },
      { flags: '--symbol <symbol>', summary: 'default: SPX, real daily bars' },
      { flags: '--param <key=value>', summary: 'a parameter of the strategy', repeated: true },
      { flags: '-c, --config <path>', summary: "take the project's data and settings" },
    ],
    examples: [
      'quanttradeai backtest --strategy sma_crossover',
      'quanttradeai backtest --strategy rsi_threshold --param buy_below=25 --param sell_above=75',
    ],
    load: async () => (await import('./commands/backtest.ts')).backtest,
  },
  {
    path: ['evaluate'],
    summary: 'score a model on the configured test window; counts as a look',
    options: [
      {
        flags: '-m, --model <model>',
        summary: 'a promotion target, a folder under models/promoted or a model.json',
        required: true,
      },
      CONFIG,
    ],
    examples: [
      'quanttradeai evaluate -m spx_daily_classifier -c config/project.yaml',
      'quanttradeai evaluate -m models/promoted/spx_daily_classifier --json',
    ],
    load: async () => (await import('./commands/evaluate.ts')).evaluate,
  },
  {
    path: ['data', 'list'],
    summary: 'show the series of the project: window, bars, source, quality',
    options: [CONFIG],
    examples: ['quanttradeai data list -c config/project.yaml', 'quanttradeai data list --json'],
    load: async () => (await import('./commands/data.ts')).dataList,
  },
  {
    path: ['data', 'fetch'],
    summary: 'read the project data into the local store',
    options: [CONFIG, { flags: '--refresh', summary: 'read again what is already stored' }],
    examples: ['quanttradeai data fetch -c config/project.yaml', 'quanttradeai data fetch -c config/project.yaml --refresh'],
    load: async () => (await import('./commands/data.ts')).dataFetch,
  },
  {
    path: ['verify'],
    summary: 'compare what the program computes with published figures',
    options: [
      {
        flags: '--references <folder>',
        summary: 'also a folder of reference files; a file that no check knows is named as not checked',
      },
    ],
    examples: ['quanttradeai verify', 'quanttradeai verify --references ../shared/oracles --json'],
    load: async () => (await import('./commands/verify.ts')).verify,
  },
  {
    path: ['completion'],
    summary: 'print the completion script of a shell',
    arguments: [{ name: '<shell>', summary: 'the shell', choices: ['bash', 'zsh', 'fish'] }],
    examples: [
      'source <(quanttradeai completion bash)',
      'quanttradeai completion fish > ~/.config/fish/completions/quanttradeai.fish',
    ],
    load: async () => (await import('./commands/completion.ts')).completion,
  },
];

/** What each group of commands is about. */
export const GROUPS: Readonly<Record<string, string>> = {
  research: 'train models and judge them',
  agent: 'run agents',
  runs: 'list, report and verify runs',
  data: "the project's data",
};

/** Commands of the product that a later version brings: accepted, answered with one sentence and exit code 2. */
export const LATER: readonly string[] = ['deploy', 'submit', 'status', 'world', 'serve', 'ops', 'audit', 'mcp'];
