import { resolve } from 'node:path';
import { presetProject } from '../../app/preset/index.ts';
import { isoDate } from '../../base/index.ts';
import { backtestRun } from '../backtest-run.ts';
import type { CommandContext, CommandResult, Options } from '../command.ts';

export async function backtest(context: CommandContext, options: Options): Promise<CommandResult> {
  const config = options.text('config');
  const { loaded, agent } = presetProject({
    strategy: options.needed('strategy'),
    symbol: options.text('symbol'),
    params: options.list('param'),
    configPath: config === undefined ? undefined : resolve(context.cwd, config),
    cwd: context.cwd,
    env: context.env,
    today: isoDate(Date.now()),
  });
  return backtestRun(context, loaded, agent);
}
