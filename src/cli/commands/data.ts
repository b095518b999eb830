import { type CommandContext, type CommandResult, NotActiveError, type Options } from '../command.ts';

export async function dataList(_context: CommandContext, _options: Options): Promise<CommandResult> {
  throw new NotActiveError('`dataList`');
}

export async function dataFetch(_context: CommandContext, _options: Options): Promise<CommandResult> {
  throw new NotActiveError('`dataFetch`');
}
