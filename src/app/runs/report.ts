import { join } from 'node:path';
import { findBrowser, printPage } from '../../adapters/browser/index.ts';
import { listFiles, readText, writeFileAtomic } from '../../adapters/fs/index.ts';
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
  /** Undefined for a file that is missing. */
  optional(file: string): string | undefined;
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
    names: listFiles(entry.dir) ?? [],
    text(file) {
      const path = join(entry.dir, file);
      const text = readText(path);
      if (text === undefined) throw new RunFileMissingError(path);
      return text;
    },
    optional: (file) => readText(join(entry.dir, file)),
  };
}

/** What `reportRun` wrote. */
export interface WrittenReport {
  readonly run_id: string;
  readonly path: string;
  /** Paths of what else was asked for. */
  readonly pdf?: string;
  readonly png?: string;
}

/**
 * Writes report.html again from the run's own files, and on request prints it to report.pdf and report.png with an installed browser.
 * The browser is looked for before anything is written.
 */
export async function reportRun(options: {
  readonly runsDir: string;
  readonly id: string;
  readonly render: (files: RunFiles) => Promise<string>;
  /** Absent: neither. */
  readonly print?: {
    readonly pdf: boolean;
    readonly png: boolean;
    readonly env: Readonly<Record<string, string | undefined>>;
  };
}): Promise<WrittenReport> {
  const files = openRun(options.runsDir, options.id, 'reported');
  const { print } = options;
  const browser = print !== undefined && (print.pdf || print.png) ? findBrowser(print.env) : undefined;
  const path = join(files.dir, 'report.html');
  writeFileAtomic(path, await options.render(files));
  const written = { run_id: files.runId, path };
  if (print === undefined || browser === undefined) return written;
  const pdf = print.pdf ? join(files.dir, 'report.pdf') : undefined;
  const png = print.png ? join(files.dir, 'report.png') : undefined;
  await printPage({ page: path, pdf, png, browser });
  return { ...written, ...(pdf === undefined ? {} : { pdf }), ...(png === undefined ? {} : { png }) };
}
