import { join } from 'node:path';
import { listFolder, readText, writeFileAtomic } from '../../adapters/fs/index.ts';
import { findRun, type RunSummary, readRunSummary } from '../../adapters/runs/index.ts';
import { RunFileMissingError, RunNotFinishedError } from './errors.ts';

/** The files of one run, as text. */
export interface RunFiles {
  readonly runId: string;
  readonly dir: string;
  readonly summary: RunSummary;
  /** Names of all files in the run's folder. */
  readonly names: readonly string[];
  /** @throws RunFileMissingError */
  text(file: string): string;
}

/** The files of a run that has ended with results. @throws RunUnknownError @throws RunNotFinishedError */
export function openRun(runsDir: string, id: string, purpose: string): RunFiles {
  const entry = findRun(runsDir, id);
  const summary = readRunSummary(entry);
  if (summary.status === 'running' || summary.status === 'failed') {
    throw new RunNotFinishedError(
      entry.runId,
      summary.error === null ? summary.status : `failed (${summary.error.code})`,
      purpose,
    );
  }
  return {
    runId: entry.runId,
    dir: entry.dir,
    summary,
    names: listFolder(entry.dir) ?? [],
    text(file) {
      const path = join(entry.dir, file);
      const text = readText(path);
      if (text === undefined) throw new RunFileMissingError(path);
      return text;
    },
  };
}

/** Writes report.html again from the run's own files; gives its path. */
export async function reportRun(options: {
  readonly runsDir: string;
  readonly id: string;
  readonly render: (files: RunFiles) => Promise<string>;
}): Promise<{ readonly run_id: string; readonly path: string }> {
  const files = openRun(options.runsDir, options.id, 'reported');
  const path = join(files.dir, 'report.html');
  writeFileAtomic(path, await options.render(files));
  return { run_id: files.runId, path };
}
