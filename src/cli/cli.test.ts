import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { COMMANDS, LATER } from './catalogue.ts';

const BIN = fileURLToPath(new URL('../../bin/quanttradeai.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'qta-cli-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function qta(words: readonly string[], env: Readonly<Record<string, string>> = {}): Said {
  const result = spawnSync(process.execPath, [BIN, ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder, QTA_FROM_SOURCE: '1', ...env },
  });
  return { code: result.status, out: result.stdout, err: result.stderr };
}

const TOP_HELP = `Usage: quanttradeai <command> [options]

Define trading strategies once, research and backtest them honestly, run them
unchanged in paper and live.

Options:
  -V, --version                 print the version
  -h, --help                    print help; also after every command

Commands:
  init [options]                write a new project
  validate [options]            check the project and show what will really run
  research                      train models and judge them
  agent                         run agents
  worker [options]              evaluate variants of sweeps that other machines
                                run, until it is stopped
  runs                          list, report and verify runs
  promote [options]             judge a research run and put its models into use
  backtest [options]            try a named strategy without a project
  evaluate [options]            score a model on the configured test window;
                                counts as a look
  data                          the project's data
  verify [options]              compare what the program computes with published
                                figures
  completion [options] <shell>  print the completion script of a shell

Not active in this version: deploy, submit, status, world, serve, ops, audit, mcp.

Begin with:
  quanttradeai init --template rule-agent -o config/project.yaml

`;

describe('help', () => {
  test('at the top, with and without the word', () => {
    expect(qta(['--help'])).toEqual({ code: 0, out: TOP_HELP, err: '' });
    expect(qta([])).toEqual({ code: 0, out: TOP_HELP, err: '' });
  });

  test('of a group: on request 0, for a missing word 2', () => {
    expect(qta(['runs', '--help']).code).toBe(0);
    const bare = qta(['runs']);
    expect(bare.code).toBe(2);
    expect(bare.out).toContain('verify [options] <id>');
  });

  test.each(COMMANDS.map((spec) => [spec.path.join(' '), spec] as const))(
    'of `%s` names its flags and shows two examples',
    (name, spec) => {
      const { code, out, err } = qta([...spec.path, '--help']);
      expect({ code, err }).toEqual({ code: 0, err: '' });
      expect(out).toContain(`Usage: quanttradeai ${name} [options]`);
      for (const { flags } of spec.options ?? []) expect(out).toContain(flags);
      expect(spec.examples.length).toBe(2);
      expect(out.endsWith(`Examples:\n${spec.examples.map((line) => `  ${line}\n`).join('')}\n`)).toBe(true);
    },
  );

  test('the version', () => {
    for (const flag of ['--version', '-V']) expect(qta([flag]).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('what the line gets wrong is exit 2 with the nearest word', () => {
  test.each<[words: string, err: string]>([
    ['runs lst', 'error COMMAND_UNKNOWN\n  unknown command \'lst\'\n  hint: did you mean "list"?\n'],
    ['vaildate', 'error COMMAND_UNKNOWN\n  unknown command \'vaildate\'\n  hint: did you mean "validate"?\n'],
    ['runs list --mod x', 'error OPTION_UNKNOWN\n  unknown option \'--mod\'\n  hint: did you mean "--mode"?\n'],
    [
      'runs list --limit 0',
      "error OPTION_VALUE\n  option '--limit <n>' argument '0' is invalid. It must be a whole number from 1\n  hint: see --help\n",
    ],
    ['runs report', "error ARGUMENT_MISSING\n  missing required argument 'id'\n  hint: see --help\n"],
    [
      'runs list a b',
      "error ARGUMENT_EXCESS\n  too many arguments for 'list'. Expected 0 arguments but got 2: a, b\n  hint: see --help\n",
    ],
    ['init', "error ARGUMENT_MISSING\n  required option '--template <name>' not specified\n  hint: see --help\n"],
  ])('%s', (words, err) => {
    expect(qta(words.split(' '))).toEqual({ code: 2, out: '', err });
  });

  test('as one JSON document on stdout', () => {
    const { code, out, err } = qta(['runs', 'list', '--mod', 'x', '--json']);
    expect({ code, err }).toEqual({ code: 2, err: '' });
    expect(JSON.parse(out)).toEqual({
      error: { code: 'OPTION_UNKNOWN', message: "unknown option '--mod'", hint: 'did you mean "--mode"?', place: null },
    });
  });

  test('an id that no run has', () => {
    const { code, out } = qta(['runs', 'verify', 'x', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(out).error).toMatchObject({ code: 'RUN_UNKNOWN', hint: expect.stringContaining('no runs') });
  });
});

test.each(LATER)('`%s` is answered with one sentence and exit 2', (command) => {
  const { code, out, err } = qta([...command.split(' '), '--run', 'x', '-c', 'config/project.yaml']);
  expect({ code, out, err }).toEqual({
    code: 2,
    out: '',
    err: `error NOT_ACTIVE\n  \`${command}\` is not active in this version\n`,
  });
});

test.each([
  'agent run --all --mode paper',
  'agent run --sweep x --mode live',
  'agent run --agent x --mode live',
  'promote --run x --to paper',
])('`%s` says that a later version does it', (line) => {
  const { code, out } = qta([...line.split(' '), '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(out).error.code).toBe('NOT_ACTIVE');
});

test.each([
  ['--agent x --workers 2', '--workers goes with --sweep or --all: one agent is one run'],
  ['--agent x --max-concurrency 2', '--max-concurrency goes with --sweep or --all: one agent is one run'],
  ['--agent x --all', 'agent run takes one of --agent and --all'],
  ['', 'agent run needs --agent <name>, --sweep <name> or --all'],
])('`agent run %s` is refused', (flags, message) => {
  const { code, out } = qta(['agent', 'run', ...flags.split(' ').filter(Boolean), '-c', 'config/project.yaml', '--json']);
  expect({ code, message: JSON.parse(out).error.message }).toEqual({ code: 2, message });
});

describe('runs', () => {
  test('an empty folder has no runs', () => {
    expect(qta(['runs', 'list'])).toEqual({ code: 0, out: `no runs in ${join(folder, 'runs')} match\n`, err: '' });
    expect(JSON.parse(qta(['runs', 'list', '--json']).out)).toEqual({ schema_version: 1, runs: [] });
    expect(JSON.parse(qta(['runs', 'list', '--scoreboard', '--json', '--type', 'agent', '--mode', 'backtest']).out)).toEqual({
      ...{ schema_version: 1, family: 'agent/backtest', sort_by: 'sharpe', ascending: false, rows: [] },
    });
    expect(Object.keys(JSON.parse(qta(['runs', 'list', '--scoreboard', '--json']).out))).toEqual(['schema_version', 'families']);
  });
});

describe('completion', () => {
  const words = [...new Set(COMMANDS.flatMap(({ path }) => path))];
  test.each(['bash', 'zsh', 'fish'])('%s knows every command and flag', (shell) => {
    const { code, out } = qta(['completion', shell]);
    expect(code).toBe(0);
    for (const word of words) expect(out).toMatch(new RegExp(`\\b${word}\\b`));
    for (const { flags } of COMMANDS.flatMap(({ options }) => options ?? [])) {
      expect(out).toContain(/--([a-z-]+)/.exec(flags)?.[1]);
    }
  });

  const complete = (...line: string[]): readonly string[] => {
    const script = `${qta(['completion', 'bash']).out}
COMP_WORDS=(${line.map((word) => `'${word}'`).join(' ')}); COMP_CWORD=${line.length - 1}
_quanttradeai; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const result = spawnSync('bash', ['-c', script], { encoding: 'utf8' });
    expect(result.stderr).toBe('');
    return result.stdout.trim().split('\n');
  };

  test.skipIf(spawnSync('bash', ['--version']).status !== 0)('bash completes commands, flags and their values', () => {
    expect(complete('quanttradeai', 'v')).toEqual(['validate', 'verify']);
    expect(complete('quanttradeai', 'runs', '')).toEqual(['list', 'report', 'verify']);
    expect(complete('quanttradeai', 'runs', 'list', '--s')).toEqual(['--status', '--scoreboard', '--sort-by']);
    expect(complete('quanttradeai', 'init', '--template', 'r')).toEqual(['research', 'rule-agent']);
    expect(complete('quanttradeai', 'completion', '')).toEqual(expect.arrayContaining(['bash', 'zsh', 'fish']));
  });

  test.each(['zsh', 'fish'])('%s accepts its script', (shell) => {
    const file = join(folder, `completion.${shell}`);
    writeFileSync(file, qta(['completion', shell]).out);
    const result = spawnSync(shell, ['-n', file], { encoding: 'utf8' });
    // Not on every machine; where the shell is, it must find no fault.
    if (result.error === undefined) expect(result.stderr).toBe('');
    expect(qta(['completion', 'tcsh']).code).toBe(2);
  });
});

describe('streams', () => {
  test('a reader that leaves early ends the program quietly', async () => {
    const child = spawn(process.execPath, [BIN, 'completion', 'fish'], {
      ...{ stdio: ['ignore', 'pipe', 'pipe'] as const, cwd: folder, env: { ...process.env, QTA_FROM_SOURCE: '1' } },
    });
    child.stdout.destroy();
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    const code = await new Promise((resolve) => child.once('exit', resolve));
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  test.skipIf(!existsSync('/dev/full'))('output that cannot be written is the outside world', () => {
    const full = openSync('/dev/full', 'w');
    const result = spawnSync(process.execPath, [BIN, 'completion', 'bash'], {
      ...{ stdio: ['ignore', full, 'pipe'], cwd: folder, encoding: 'utf8', env: { ...process.env, QTA_FROM_SOURCE: '1' } },
    });
    closeSync(full);
    expect(result.status).toBe(3);
    expect(result.stderr).toContain('OUTPUT_WRITE');
  });

  test('colours only when asked for in a pipe, never with NO_COLOR', () => {
    const colour = '\u001b[';
    expect(qta(['runs', 'lst']).err).not.toContain(colour);
    expect(qta(['runs', 'lst'], { FORCE_COLOR: '1' }).err).toContain(colour);
    expect(qta(['runs', 'lst'], { FORCE_COLOR: '1', NO_COLOR: '1' }).err).not.toContain(colour);
  });

  test('a Node that is too old gets one line', () => {
    const old = `Object.defineProperty(process.versions, 'node', { value: '20.1.0' }); await import(${JSON.stringify(`file://${BIN}`)});`;
    const result = spawnSync(process.execPath, ['--input-type=module', '-e', old], { encoding: 'utf8' });
    expect(result.status).toBe(3);
    expect(result.stdout).toBe('');
    expect(result.stderr).toMatch(/^quanttradeai needs Node 24 or newer, this is 20\.1\.0: .*nodejs\.org.*\n$/);
  });
});
