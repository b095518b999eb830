import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CommandContext, Options } from '../command.ts';

/** The folder of runs that a command means: the one named, the project's, or `runs` here. */
export async function runsFolder(context: CommandContext, options: Options): Promise<string> {
  const named = options.text('runsDir');
  if (named !== undefined) return resolve(context.cwd, named);
  const config = options.text('config');
  const path = resolve(context.cwd, config ?? 'config/project.yaml');
  if (config === undefined && !existsSync(path)) return resolve(context.cwd, 'runs');
  const { runsFolderOf } = await import('../../app/runs/index.ts');
  return runsFolderOf({ configPath: path, env: context.env });
}
