import { resolve } from 'node:path';
import { requireProject } from '../../app/project/index.ts';
import { runResearch } from '../../app/research/index.ts';
import { runOutcome } from '../../app/runs/index.ts';
import { loadProjectFile } from '../../app/validate/index.ts';
import { withProgress } from '../backtest-run.ts';
import type { CommandContext, CommandResult, Options } from '../command.ts';
import { runText } from '../run-text.ts';
import { VERSION } from '../version.ts';

export async function researchRun(context: CommandContext, options: Options): Promise<CommandResult> {
  const configPath = resolve(context.cwd, options.needed('config'));
  const loaded = loadProjectFile({ configPath, env: context.env, now: Date.now() });
  const runsDir = resolve(loaded.projectDir, requireProject(loaded).operations.storage.runs_dir);
  const warnings = loaded.problems.map(({ code, message, path }) => ({ code, message, path }));
  const workers = options.count('workers');
  const { runId, resumed } = await withProgress(context, (onProgress) =>
    runResearch({
      ...{ loaded, runsDir, version: VERSION, warnings, fresh: options.flag('fresh') },
      ...(workers === undefined ? {} : { workers }),
      onProgress: ({ done, total, label }) => onProgress(done, total, label),
    }),
  );
  const outcome = runOutcome(runsDir, runId);
  const again = resumed ? `went on with ${runId}, whose process had ended\n` : '';
  return { exitCode: 0, json: outcome, text: `${again}${runText(outcome, context.cwd, context.style)}` };
}
