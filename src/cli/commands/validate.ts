import { resolve } from 'node:path';
import { validateProject } from '../../app/validate/index.ts';
import type { CommandContext, CommandResult, Options } from '../command.ts';

export async function validate(context: CommandContext, options: Options): Promise<CommandResult> {
  const configPath = resolve(context.cwd, options.needed('config'));
  const { exitCode, document, text } = await validateProject({
    configPath,
    env: context.env,
    now: Date.now(),
    deep: options.flag('deep'),
  });
  return { exitCode, json: document, text };
}
