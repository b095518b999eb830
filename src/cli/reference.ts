import { COMMANDS, LATER } from './catalogue.ts';
import type { CommandSpec } from './command.ts';

/** The page docs/reference/command-line.md, made from the catalogue. */
export function commandReference(): string {
  return `${[
    '# Command line',
    '`quanttradeai` and `qta` are the same program. Every command takes `--help` (flags and two examples) and `--json` (one JSON document on',
    'stdout, an error too: `{ "error": { "code", "message", "hint", "place" } }`). Logs and progress go to stderr; in a pipe there is no',
    'progress. `NO_COLOR` switches colours off.',
    '',
    table(
      ['exit code', 'meaning'],
      [
        ['0', 'done'],
        ['1', 'the answer is no: a verification found a difference, a run was halted'],
        ['2', 'the input is wrong: command line, configuration, data files'],
        ['3', 'the outside world refused: an unwritable folder, a full disk'],
        ['70', 'a bug of ours'],
      ],
    ),
    '',
    ...COMMANDS.map(section),
    '## Later',
    '',
    `Accepted and answered with one sentence and exit code 2, as not active in this version: ${LATER.map((name) => `\`${name}\``).join(', ')}.`,
  ].join('\n')}\n`;
}

function section(spec: CommandSpec): string {
  const words = (spec.arguments ?? []).map(({ name }) => ` ${name}`).join('');
  const lines = [`## ${spec.path.join(' ')}${words}`, '', `${spec.summary[0]!.toUpperCase()}${spec.summary.slice(1)}.`, ''];
  const rows = [
    ...(spec.arguments ?? []).map(({ name, summary, choices }) => [`\`${name}\``, withChoices(summary, choices), '']),
    ...(spec.options ?? []).map((option) => [
      `\`${option.flags}\``,
      withChoices(option.summary, option.choices),
      option.required === true ? 'required' : (option.default ?? ''),
    ]),
  ];
  if (rows.length > 0) lines.push(table(['flag', 'meaning', 'default'], rows), '');
  lines.push('```sh', ...spec.examples, '```', '');
  return lines.join('\n');
}

function withChoices(summary: string, choices: readonly string[] | undefined): string {
  return choices === undefined ? summary : `${summary}: ${choices.map((word) => `\`${word}\``).join(', ')}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
