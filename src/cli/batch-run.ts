import { resolve } from 'node:path';
import { batchOutcome, runBatch } from '../app/batch/index.ts';
import { type LoadedProject, requireProject } from '../app/project/index.ts';
import { withProgress } from './backtest-run.ts';
import { batchText } from './batch-text.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { VERSION } from './version.ts';

/** Runs a sweep, or all agents, of a loaded project; answers no when a child failed. */
export async function batchRun(
  context: CommandContext,
  loaded: LoadedProject,
  {
    sweep,
    workers,
    fresh,
  }: { readonly sweep: string | undefined; readonly workers: number | undefined; readonly fresh: boolean },
): Promise<CommandResult> {
  const { operations } = requireProject(loaded);
  const runsDir = resolve(loaded.projectDir, operations.storage.runs_dir);
  const warnings = loaded.problems.map(({ code, message, path }) => ({ code, message, path }));
  const batch = await withProgress(context, (onProgress) =>
    runBatch({
      ...{ loaded, sweep, workers, fresh, runsDir, version: VERSION, warnings, onProgress },
      place: { projectDir: loaded.projectDir, env: context.env, now: Date.now() },
    }),
  );
  const outcome = batchOutcome(runsDir, batch.batchId);
  const again = batch.resumed ? `went on with ${batch.batchId}, whose process had ended\n` : '';
  return { exitCode: batch.status === 'success' ? 0 : 1, json: outcome, text: `${again}${batchText(outcome, context.style)}` };
}
