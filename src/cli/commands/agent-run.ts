import { resolve } from 'node:path';
import { type LoadedProject, requireProject } from '../../app/project/index.ts';
import { loadProjectFile } from '../../app/validate/index.ts';
import { backtestRun } from '../backtest-run.ts';
import {
  ArgumentExcessError,
  ArgumentMissingError,
  type CommandContext,
  type CommandResult,
  NotActiveError,
  type Options,
} from '../command.ts';

const LATER_FLAGS = ['estimate'] as const;
const LATER_VALUES = ['acknowledgeLive', 'replay'] as const;
const CHOICES = ['--agent', '--all', '--sweep'] as const;

export async function agentRun(context: CommandContext, options: Options): Promise<CommandResult> {
  const asked = options.oneOf('mode', ['backtest', 'paper', 'live']);
  if (asked === 'paper' || asked === 'live') throw new NotActiveError(`\`agent run --mode ${asked}\``);
  for (const name of LATER_FLAGS) if (options.flag(name)) throw notActive(name);
  for (const name of LATER_VALUES) if (options.text(name) !== undefined) throw notActive(name);
  const agent = options.text('agent');
  const sweep = options.text('sweep');
  const chosen = [agent !== undefined, options.flag('all'), sweep !== undefined];
  const given = CHOICES.filter((_, index) => chosen[index]);
  if (given.length === 0) throw new ArgumentMissingError('agent run needs --agent <name>, --sweep <name> or --all');
  if (given.length > 1) throw new ArgumentExcessError(`agent run takes one of ${given.join(' and ')}`);
  if (agent !== undefined) {
    const divides = options.text('workers') !== undefined ? 'workers' : options.count('maxConcurrency') && 'maxConcurrency';
    if (divides) throw new ArgumentExcessError(`${flagOf(divides)} goes with --sweep or --all: one agent is one run`);
  }
  const configPath = resolve(context.cwd, options.needed('config'));
  const loaded = loadProjectFile({ configPath, env: context.env, now: Date.now() });
  const mode = asked ?? profileMode(loaded);
  if (mode === 'paper' || mode === 'live') {
    throw new NotActiveError(`mode ${mode} of profile "${loaded.profile}"`, 'add --mode backtest');
  }
  if (agent !== undefined) return backtestRun(context, loaded, agent);
  const { batchRun, workersOf } = await import('../batch-run.ts');
  const { threads, ...elsewhere } = workersOf(options.text('workers'));
  const workers = threads ?? options.count('maxConcurrency');
  return batchRun(context, loaded, { sweep, workers, elsewhere, fresh: options.flag('fresh') });
}

function notActive(name: string): NotActiveError {
  return new NotActiveError(`\`agent run ${flagOf(name)}\``);
}

/** `maxConcurrency` as it is written: `--max-concurrency`. */
function flagOf(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The profile's mode stands in for the flag; research counts as backtest. */
function profileMode(loaded: LoadedProject): string | undefined {
  const { profiles } = requireProject(loaded);
  return loaded.profile === undefined ? undefined : profiles[loaded.profile]?.mode;
}
