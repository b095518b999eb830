import { runReportHtml } from '../../app/backtest/index.ts';
import { reportRun } from '../../app/runs/index.ts';
import { storedRunContext } from '../backtest-run.ts';
import type { CommandContext, CommandResult, Options } from '../command.ts';
import { shortPath } from '../run-text.ts';
import { runsPlace } from './runs-folder.ts';

export async function runsReport(context: CommandContext, options: Options): Promise<CommandResult> {
  const { runsDir, projectDir } = runsPlace(context, options);
  const report = await reportRun({
    runsDir,
    id: options.needed('id'),
    print: { pdf: options.flag('pdf'), png: options.flag('png'), env: context.env },
    render: (files) => runReportHtml(files, storedRunContext(context, projectDir)),
  });
  const paths = [report.path, report.pdf, report.png].filter((path) => path !== undefined);
  const text = paths.map((path) => `${shortPath(path, context.cwd)}\n`).join('');
  return { exitCode: 0, json: { schema_version: 1, ...report }, text };
}
