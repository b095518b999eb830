import { type CommandContext, type CommandResult, NotActiveError, type Options } from '../command.ts';

export async function init(_context: CommandContext, _options: Options): Promise<CommandResult> {
  throw new NotActiveError('`init`');
}
