import { resolve } from 'node:path';
import { type LoadedProject, requireProject } from '../../app/project/index.ts';
import { loadProjectFile } from '../../app/validate/index.ts';
import { backtestRun } from '../backtest-run.ts';
import { ArgumentMissingError, type CommandContext, type CommandResult, NotActiveError, type Options } from '../command.ts';

const LATER_FLAGS = ['all', 'estimate'] as const;
const LATER_VALUES = ['sweep', 'acknowledgeLive', 'replay'] as const;

export async function agentRun(context: CommandContext, options: Options): Promise<CommandResult> {
  for (const name of LATER_FLAGS) if (options.flag(name)) throw notActive(name);
  for (const name of LATER_VALUES) if (options.text(name) !== undefined) throw notActive(name);
  if (options.count('maxConcurrency') !== undefined) throw notActive('maxConcurrency');
  const asked = options.oneOf('mode', ['backtest', 'paper', 'live']);
  if (asked === 'paper' || asked === 'live') throw new NotActiveError(`\`agent run --mode ${asked}\``);
  const agent = options.text('agent');
  if (agent === undefined) throw new ArgumentMissingError('agent run needs --agent <name>');
  const configPath = resolve(context.cwd, options.needed('config'));
  const loaded = loadProjectFile({ configPath, env: context.env, now: Date.now() });
  const mode = asked ?? profileMode(loaded);
  if (mode === 'paper' || mode === 'live') {
    throw new NotActiveError(`mode ${mode} of profile "${loaded.profile}"`, 'add --mode backtest');
  }
  return backtestRun(context, loaded, agent);
}

function notActive(name: string): NotActiveError {
  return new NotActiveError(`\`agent run --${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}\``);
}

/** The profile's mode stands in for the flag; research counts as backtest. */
function profileMode(loaded: LoadedProject): string | undefined {
  const { profiles } = requireProject(loaded);
  return loaded.profile === undefined ? undefined : profiles[loaded.profile]?.mode;
}
