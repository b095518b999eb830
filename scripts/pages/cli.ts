import { COMMANDS, LATER } from '../../src/cli/catalogue.ts';
import type { CommandSpec, OptionSpec } from '../../src/cli/command.ts';
import { bullets, code, GENERATED, page, table } from './markdown.ts';

/** Every command with its flags and examples, from the catalogue that help and completion are made of. */
export function renderCli(): string {
  return page(
    GENERATED,
    '# Command line',
    '`quanttradeai`, for short `qta`. Every command takes `--json`: one JSON document on stdout, everything else on stderr. Exit codes: 0 done, 1 the answer is no, 2 your input, 3 the outside world, 70 our bug.',
    ...COMMANDS.map(renderCommand),
    '## Later commands',
    'Known, and answered with one sentence and exit code 2 until their part of the program is there.',
    bullets(LATER.map((name) => code(`quanttradeai ${name}`))),
  );
}

function renderCommand(command: CommandSpec): string {
  const words = [...command.path, ...(command.arguments ?? []).map(({ name }) => name)].join(' ');
  const facts = [
    ...(command.arguments ?? []).map(({ name, summary, choices }) => [code(name), summary, (choices ?? []).join(', '), '']),
    ...(command.options ?? []).map(optionRow),
  ];
  return page(
    `## ${words}`,
    `${command.summary.charAt(0).toUpperCase()}${command.summary.slice(1)}.`,
    facts.length === 0 ? undefined : table(['flag or argument', 'meaning', 'values', 'default'], facts),
    `\`\`\`text\n${command.examples.join('\n')}\n\`\`\``,
  ).trimEnd();
}

function optionRow({ flags, summary, choices, required, default: standard }: OptionSpec): readonly string[] {
  return [code(flags), summary, (choices ?? []).join(', '), required === true ? 'must be given' : (standard ?? '')];
}
