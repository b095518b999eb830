import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { type AppErrorOptions, type ExitCode, invariant } from '../base/index.ts';
import { COMMANDS, GROUPS, LATER } from './catalogue.ts';
import {
  ArgumentExcessError,
  ArgumentMissingError,
  type CommandSpec,
  CommandUnknownError,
  NotActiveError,
  type OptionSpec,
  Options,
  OptionUnknownError,
  OptionValueError,
  type UsageError,
} from './command.ts';

/** What reading the command line led to. */
export type Outcome =
  | { readonly kind: 'command'; readonly spec: CommandSpec; readonly options: Options }
  /** Help or version: a text for stdout. */
  | { readonly kind: 'text'; readonly text: string; readonly exitCode: ExitCode };

/**
 * Reads the words after the program's name.
 * @throws UsageError for words that we do not know, NotActiveError for commands of a later version
 */
export function readCommandLine(words: readonly string[], version: string): Outcome {
  let chosen: Outcome | undefined;
  let printed = '';
  const program = buildProgram(version, (spec, options) => {
    chosen = { kind: 'command', spec, options };
  });
  eachCommand(program, (command) => {
    command.exitOverride().configureOutput({
      writeOut: (text) => {
        printed += text;
      },
      writeErr: (text) => {
        printed += text;
      },
      outputError: () => {},
    });
  });
  try {
    program.parse([...words], { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return { kind: 'text', text: printed, exitCode: 0 };
    if (error.code === 'commander.help') return { kind: 'text', text: printed, exitCode: words.length === 0 ? 0 : 2 };
    throw usageError(error);
  }
  return chosen ?? { kind: 'text', text: program.helpInformation(), exitCode: 0 };
}

type Chosen = (spec: CommandSpec, options: Options) => void;

function buildProgram(version: string, chosen: Chosen): Command {
  const program = new Command('quanttradeai')
    .description('Define trading strategies once, research and backtest them honestly, run them unchanged in paper and live.')
    .usage('<command> [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help; also after every command')
    .helpCommand(false)
    .showSuggestionAfterError(true);
  for (const spec of COMMANDS) addCommand(parentOf(program, spec), spec, chosen);
  for (const path of LATER) addLater(program, path.split(' '));
  program.addHelpText(
    'after',
    `\nNot active in this version: ${LATER.join(', ')}.\n\nBegin with:\n  quanttradeai init --template rule-agent -o config/project.yaml\n`,
  );
  return program;
}

function parentOf(program: Command, spec: CommandSpec): Command {
  const [group] = spec.path;
  if (spec.path.length === 1 || group === undefined) return program;
  return groupOf(program, group, GROUPS[group] ?? '');
}

function groupOf(program: Command, name: string, summary: string): Command {
  const known = program.commands.find((command) => command.name() === name);
  if (known !== undefined) return known;
  return program
    .command(name, { hidden: summary === '' })
    .description(summary)
    .usage('<command> [options]')
    .helpCommand(false);
}

function addCommand(parent: Command, spec: CommandSpec, chosen: Chosen): void {
  const command = parent.command(spec.path.at(-1)!).description(spec.summary).allowExcessArguments(false);
  for (const { name, summary, choices } of spec.arguments ?? []) {
    const argument = new Argument(name, summary);
    if (choices !== undefined) argument.choices(choices);
    command.addArgument(argument);
  }
  for (const option of spec.options ?? []) command.addOption(commanderOption(option));
  command.option('--json', 'print one JSON document');
  command.addHelpText('after', `\nExamples:\n${spec.examples.map((line) => `  ${line}\n`).join('')}`);
  command.action(() => {
    const words = Object.fromEntries(
      (spec.arguments ?? []).map(({ name }, index) => [name.replaceAll(/[<>[\]]/g, ''), command.args[index]]),
    );
    chosen(spec, new Options({ ...command.opts(), ...words }));
  });
}

function commanderOption({ flags, summary, choices, default: value, count, repeated, required }: OptionSpec): Option {
  const option = new Option(flags, summary);
  if (choices !== undefined) option.choices(choices);
  if (value !== undefined) option.default(value);
  if (count === true) option.argParser(wholeNumber);
  if (repeated === true) option.argParser((text: string, before: unknown) => [...(Array.isArray(before) ? before : []), text]);
  if (required === true) option.makeOptionMandatory();
  return option;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(text);
}

function addLater(program: Command, path: readonly string[]): void {
  program
    .command(path[0]!, { hidden: true })
    .description('not active in this version')
    .argument('[words...]')
    .allowUnknownOption()
    .action(() => {
      throw new NotActiveError(`\`${path.join(' ')}\``);
    });
}

function eachCommand(command: Command, visit: (command: Command) => void): void {
  visit(command);
  for (const child of command.commands) eachCommand(child, visit);
}

type Refusal = new (message: string, options: AppErrorOptions) => UsageError;
const REFUSALS: ReadonlyMap<string, Refusal> = new Map<string, Refusal>([
  ['commander.unknownCommand', CommandUnknownError],
  ['commander.unknownOption', OptionUnknownError],
  ['commander.invalidArgument', OptionValueError],
  ['commander.optionMissingArgument', OptionValueError],
  ['commander.missingArgument', ArgumentMissingError],
  ['commander.missingMandatoryOptionValue', ArgumentMissingError],
  ['commander.excessArguments', ArgumentExcessError],
]);

/** The parser's sentence in our form: without its prefix and full stop, the suggestion as hint. */
function usageError(error: CommanderError): UsageError {
  const [sentence = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const suggestion = /^\(Did you mean (?:one of )?(.+)\?\)$/.exec(rest.join(' '));
  const hint =
    suggestion === null
      ? 'see --help'
      : `did you mean ${suggestion[1]!
          .split(', ')
          .map((word) => `"${word}"`)
          .join(' or ')}?`;
  const Chosen = REFUSALS.get(error.code);
  invariant(Chosen !== undefined, `the parser's refusal ${error.code} has a code of ours`);
  return new Chosen(sentence.replace(/\.$/, ''), { hint });
}
