import { runReportHtml } from '../../app/backtest/index.ts';
import { batchReport } from '../../app/batch/index.ts';
import { researchReport } from '../../app/research/index.ts';
import { type RunFiles, reportRun } from '../../app/runs/index.ts';
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
    render: (files) => pageOf(files, context, projectDir),
  });
  const paths = [report.path, report.pdf, report.png].filter((path) => path !== undefined);
  const text = paths.map((path) => `${shortPath(path, context.cwd)}\n`).join('');
  return { exitCode: 0, json: { schema_version: 1, ...report }, text };
}

/** Each kind of run has its own page; that of a research run needs nothing but the run's files. */
async function pageOf(files: RunFiles, context: CommandContext, projectDir: string): Promise<string> {
  if (files.summary.type === 'batch') return batchReport(files.summary, (file) => files.text(file));
  if (files.summary.type !== 'research') return runReportHtml(files, storedRunContext(context, projectDir));
  return researchReport(files.summary, (file) => files.optional(file));
}
