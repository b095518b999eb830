import { resolve } from 'node:path';
import { validateProject } from '../../app/validate/index.ts';
import { type CommandContext, type CommandResult, NotActiveError, type Options } from '../command.ts';

export async function validate(context: CommandContext, options: Options): Promise<CommandResult> {
  if (options.flag('deep')) throw new NotActiveError('`validate --deep`');
  const configPath = resolve(context.cwd, options.needed('config'));
  const { exitCode, document, text } = await validateProject({ configPath, env: context.env, now: Date.now() });
  return { exitCode, json: document, text };
}
