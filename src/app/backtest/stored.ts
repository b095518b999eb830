import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes, sha256 } from '../../adapters/fs/index.ts';
import type { RunSummary } from '../../adapters/runs/index.ts';
import { isoDate, type UnixMs, type Warning } from '../../base/index.ts';
import { renderReport } from '../../report/index.ts';
import { type LoadedProject, loadProject, requireAgent, requireProject } from '../project/index.ts';
import type { RerunInput, RunFiles } from '../runs/index.ts';
import { prepareAgent } from './prepare.ts';
import { reportData } from './report-data.ts';
import { runAgentBacktest } from './run-agent.ts';
import { returnsPerYear, worldOf } from './settings.ts';

/** What it takes to work with a stored run again. */
export interface StoredRunContext {
  /** Absolute folder that the paths of the stored configuration start from. */
  readonly projectDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: UnixMs;
  /** Version of the package. */
  readonly version: string;
  readonly onProgress?: (done: number, total: number, label: string) => void;
}

/** Runs a stored run's own resolved configuration again, into another folder; gives the folder of the new run. */
export async function repeatRun(input: RerunInput, context: StoredRunContext): Promise<string> {
  const { summary, configText } = input;
  const loaded = loadStored(summary, configText, context);
  const run = await runAgentBacktest({
    loaded,
    agent: summary.name,
    runsDir: input.runsDir,
    version: context.version,
    resolvedYaml: configText,
    ...(summary.config_hash === null ? {} : { configHash: summary.config_hash }),
    warnings: configWarnings(summary),
    ...(context.onProgress === undefined ? {} : { onProgress: context.onProgress }),
  });
  return run.dir;
}

/** Warnings about the text of the project file, which its resolved form no longer shows: those with a place in it. */
function configWarnings(summary: RunSummary): Warning[] {
  return summary.warnings
    .filter(({ path }) => path !== null)
    .map(({ code, message, path }) => ({ code, message, path: path ?? undefined }));
}

function loadStored(summary: RunSummary, text: string, context: StoredRunContext): LoadedProject {
  const configPath = join(context.projectDir, `${summary.name}.resolved.yaml`);
  const bytes = new TextEncoder().encode(text);
  return loadProject({
    configPath,
    env: context.env,
    files: { read: (path) => (path === configPath ? bytes : readBytes(path)), exists: existsSync },
    sha256,
    today: isoDate(context.now),
  });
}

/** The report of a stored run, made again from its files; prices and buy-and-hold join where the data is still the same. */
export async function runReportHtml(files: RunFiles, context: StoredRunContext): Promise<string> {
  const loaded = loadStored(files.summary, files.text('resolved_project_config.yaml'), context);
  const project = requireProject(loaded);
  const agent = requireAgent(project, files.summary.name);
  const prepared = await prepareAgent({ project, projectDir: loaded.projectDir, agent });
  const { dataset } = prepared.loaded;
  return renderReport(
    reportData({
      summary: files.summary,
      text: (file) => files.text(file),
      dataset: dataset.fingerprint === files.summary.data_fingerprint ? dataset : undefined,
      capital: Number(worldOf(project, agent).capital),
      timezone: project.project.timezone,
      returnsPerYear: returnsPerYear(dataset),
      reproduce: `quanttradeai runs verify ${files.summary.run_id}`,
    }),
  );
}
