import { resolve } from 'node:path';
import { runAgentBacktest, type StoredRunContext } from '../app/backtest/index.ts';
import { type LoadedProject, requireProject } from '../app/project/index.ts';
import { runOutcome } from '../app/runs/index.ts';
import type { CommandContext, CommandResult } from './command.ts';
import { runText } from './run-text.ts';
import { VERSION } from './version.ts';

type OnProgress = NonNullable<StoredRunContext['onProgress']>;

/** What the use cases of stored runs want to know about the world. */
export function storedRunContext(context: CommandContext, projectDir: string): StoredRunContext {
  return { projectDir, env: context.env, now: Date.now(), version: VERSION };
}

/** Does the work while its progress is shown; the line is gone before anything else is printed. */
export async function withProgress<T>(context: CommandContext, work: (onProgress: OnProgress) => Promise<T>): Promise<T> {
  const progress = context.progress();
  try {
    return await work((done, total, label) => progress.update(done, total, label));
  } finally {
    progress.end();
  }
}

/** Runs one agent of a loaded project over history and answers with the run's outcome; a halted run lost its account and answers no. */
export async function backtestRun(context: CommandContext, loaded: LoadedProject, agent: string): Promise<CommandResult> {
  const runsDir = resolve(loaded.projectDir, requireProject(loaded).operations.storage.runs_dir);
  const warnings = loaded.problems.map(({ code, message, path }) => ({ code, message, path }));
  const { runId } = await withProgress(context, (onProgress) =>
    runAgentBacktest({ loaded, agent, runsDir, version: VERSION, warnings, onProgress }),
  );
  const outcome = runOutcome(runsDir, runId);
  const exitCode = outcome.status === 'halted' ? 1 : 0;
  return { exitCode, json: outcome, text: runText(outcome, context.cwd, context.style) };
}
