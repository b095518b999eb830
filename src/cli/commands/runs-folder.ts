import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { projectFolder } from '../../app/project/index.ts';
import { runsFolderOf } from '../../app/runs/index.ts';
import type { CommandContext, Options } from '../command.ts';

/** The folder of runs that a command means, and the project that its runs belong to. */
export interface RunsPlace {
  readonly runsDir: string;
  readonly projectDir: string;
}

/** The folder named, the project's, or `runs` here; the project is the one named, or the current folder. */
export function runsPlace(context: CommandContext, options: Options): RunsPlace {
  const named = options.text('runsDir');
  const config = options.text('config');
  const configPath = resolve(context.cwd, config ?? 'config/project.yaml');
  const hasProject = config !== undefined || existsSync(configPath);
  const projectDir = hasProject ? projectFolder(configPath) : context.cwd;
  if (named !== undefined) return { runsDir: resolve(context.cwd, named), projectDir };
  const runsDir = hasProject ? runsFolderOf({ configPath, env: context.env }) : resolve(context.cwd, 'runs');
  return { runsDir, projectDir };
}
