import { COMMANDS } from '../catalogue.ts';
import type { CommandContext, CommandResult, CommandSpec, Options } from '../command.ts';
import { OptionValueError } from '../command.ts';

export async function completion(_context: CommandContext, options: Options): Promise<CommandResult> {
  const shell = options.oneOf('shell', ['bash', 'zsh', 'fish']);
  if (shell === undefined) throw new OptionValueError('the shell is bash, zsh or fish');
  const script = { bash: bashScript, zsh: zshScript, fish: fishScript }[shell]();
  return { exitCode: 0, json: { schema_version: 1, shell, script }, text: script };
}

/** Words that may follow the words so far: `runs` → `list report verify`. */
function wordsAfter(): ReadonlyMap<string, readonly string[]> {
  const after = new Map<string, string[]>();
  for (const { path } of COMMANDS) {
    path.forEach((word, index) => {
      const before = path.slice(0, index).join(' ');
      const known = after.get(before) ?? [];
      if (!known.includes(word)) after.set(before, [...known, word]);
    });
  }
  return after;
}

function longFlags(spec: CommandSpec): readonly string[] {
  const flags = (spec.options ?? []).map(({ flags }) => /--[a-z-]+/.exec(flags)?.[0] ?? '');
  return [...flags, '--json', '--help'];
}

function bashScript(): string {
  const cases = [...wordsAfter()].map(([before, words]) => `    "${before}") words="${words.join(' ')}" ;;`);
  const flagCases = COMMANDS.map(
    (spec) => `    "${spec.path.join(' ')}") words="${[...argumentWords(spec), ...longFlags(spec)].join(' ')}" ;;`,
  );
  const valueCases = choiceCases().map(({ path, flag, choices }) => `    "${path} ${flag}") words="${choices.join(' ')}" ;;`);
  return `# completion of quanttradeai for bash: source <(quanttradeai completion bash)
_quanttradeai() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" path="" words="" index
  for ((index = 1; index < COMP_CWORD; index++)); do
    case "\${COMP_WORDS[index]}" in
      -*) break ;;
      *) path="\${path:+$path }\${COMP_WORDS[index]}" ;;
    esac
  done
  case "$path" in
${cases.join('\n')}
${flagCases.join('\n')}
  esac
  case "$path $previous" in
${valueCases.join('\n')}
    *" --config"|*" -c"|*" --output"|*" -o"|*" --runs-dir") COMPREPLY=($(compgen -f -- "$current")); return ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o filenames -F _quanttradeai quanttradeai qta
`;
}

/** An argument's own words: `bash zsh fish` after `completion`. */
function argumentWords(spec: CommandSpec): readonly string[] {
  return (spec.arguments ?? []).flatMap(({ choices }) => choices ?? []);
}

interface ChoiceCase {
  readonly path: string;
  readonly flag: string;
  readonly choices: readonly string[];
}

function choiceCases(): readonly ChoiceCase[] {
  return COMMANDS.flatMap(({ path, options }) =>
    (options ?? []).flatMap(({ flags, choices }) =>
      choices === undefined ? [] : [{ path: path.join(' '), flag: /--[a-z-]+/.exec(flags)?.[0] ?? '', choices }],
    ),
  );
}

function zshScript(): string {
  return `#compdef quanttradeai qta
# completion of quanttradeai for zsh: source <(quanttradeai completion zsh)
autoload -U +X bashcompinit && bashcompinit
${bashScript()}`;
}

function fishScript(): string {
  const lines = ['# completion of quanttradeai for fish', 'function __quanttradeai_path', '  set -l path'];
  lines.push(
    '  for word in (commandline -opc)[2..-1]',
    "    string match -q -- '-*' $word; and break",
    '    set -a path $word',
    '  end',
    '  string join " " -- $path',
    'end',
  );
  for (const program of ['quanttradeai', 'qta']) {
    lines.push(`complete -c ${program} -f`);
    for (const [before, words] of wordsAfter()) {
      const test = `test (__quanttradeai_path) = ${quoted(before)}`;
      for (const word of words)
        lines.push(`complete -c ${program} -n ${quoted(test)} -a ${word} -d ${quoted(summaryOf(before, word))}`);
    }
    for (const spec of COMMANDS) lines.push(...fishFlags(program, spec));
  }
  return `${lines.join('\n')}\n`;
}

function fishFlags(program: string, spec: CommandSpec): readonly string[] {
  const test = quoted(`string match -q -- ${quoted(`${spec.path.join(' ')}*`)} (__quanttradeai_path)`);
  const options = [...(spec.options ?? []), { flags: '--json', summary: 'print one JSON document', choices: undefined }];
  const lines = options.map(({ flags, summary, choices }) => {
    const long = /--([a-z-]+)/.exec(flags)?.[1] ?? '';
    const short = /^-(\w),/.exec(flags)?.[1];
    const value = flags.includes('<') ? (choices === undefined ? ' -r -F' : ` -x -a ${quoted(choices.join(' '))}`) : '';
    return `complete -c ${program} -n ${test} -l ${long}${short === undefined ? '' : ` -s ${short}`}${value} -d ${quoted(summary)}`;
  });
  const words = argumentWords(spec);
  return words.length === 0 ? lines : [...lines, `complete -c ${program} -n ${test} -a ${quoted(words.join(' '))}`];
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

function summaryOf(before: string, word: string): string {
  const path = before === '' ? word : `${before} ${word}`;
  return COMMANDS.find((spec) => spec.path.join(' ') === path)?.summary ?? 'commands';
}
