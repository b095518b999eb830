import { resolve } from 'node:path';
import { checkPagePath, compareStoredRuns, writeComparisonPage } from '../../app/comparison/index.ts';
import { type CommandContext, type CommandResult, type Options, OptionValueError } from '../command.ts';
import { comparisonText } from '../comparison-text.ts';
import { shortPath } from '../run-text.ts';
import { runsPlace } from './runs-folder.ts';

/** The first option that has no meaning for runs that are named one by one. */
function senseless(options: Options): string | undefined {
  if (options.flag('scoreboard')) return '--scoreboard';
  if (options.flag('ascending')) return '--ascending';
  if (options.count('limit') !== undefined) return '--limit';
  if (options.text('type') !== 'all') return '--type';
  const named = (['sortBy', 'mode', 'status'] as const).find((name) => options.text(name) !== undefined);
  return named === undefined ? undefined : { sortBy: '--sort-by', mode: '--mode', status: '--status' }[named];
}

/** `runs list --compare A --compare B [--html FILE]`. */
export async function runsCompare(context: CommandContext, options: Options): Promise<CommandResult> {
  const wrong = senseless(options);
  if (wrong !== undefined) {
    throw new OptionValueError(`${wrong} and --compare do not go together`, {
      hint: '--compare takes the runs that it names, as they are named',
    });
  }
  const { runsDir } = runsPlace(context, options);
  const named = options.text('html');
  const path = named === undefined ? undefined : resolve(context.cwd, named);
  if (path !== undefined) checkPagePath(runsDir, path);
  const compared = compareStoredRuns(runsDir, options.list('compare'));
  const text = comparisonText(compared.comparison, context.style);
  if (path === undefined) return { exitCode: 0, json: compared.comparison, text };
  writeComparisonPage({ runsDir, path, compared });
  return {
    exitCode: 0,
    json: { ...compared.comparison, page: path },
    text: `${text}\n${context.style.bold('page')}  ${shortPath(path, context.cwd)}\n`,
  };
}
