import { runReportHtml } from '../../app/backtest/index.ts';
import { reportRun } from '../../app/runs/index.ts';
import { storedRunContext } from '../backtest-run.ts';
import { type CommandContext, type CommandResult, NotActiveError, type Options } from '../command.ts';
import { shortPath } from '../run-text.ts';
import { runsPlace } from './runs-folder.ts';

export async function runsReport(context: CommandContext, options: Options): Promise<CommandResult> {
  for (const kind of ['pdf', 'png'] as const) if (options.flag(kind)) throw new NotActiveError(`\`runs report --${kind}\``);
  const { runsDir, projectDir } = runsPlace(context, options);
  const report = await reportRun({
    runsDir,
    id: options.needed('id'),
    render: (files) => runReportHtml(files, storedRunContext(context, projectDir)),
  });
  return { exitCode: 0, json: { schema_version: 1, ...report }, text: `${shortPath(report.path, context.cwd)}\n` };
}
