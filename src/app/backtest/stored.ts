import { join } from 'node:path';
import { z } from 'zod';
import type { DataPin } from '../../adapters/data/index.ts';
import { readText } from '../../adapters/fs/index.ts';
import type { RunSummary } from '../../adapters/runs/index.ts';
import { AppError, parseDate, type UnixMs, type Warning } from '../../base/index.ts';
import { CALENDARS, calendarOf, type Dataset } from '../../market/index.ts';
import { renderReport } from '../../report/index.ts';
import { type LoadedProject, loadStoredProject, requireAgent, requireProject } from '../project/index.ts';
import type { RerunInput, RunFiles } from '../runs/index.ts';
import { modelPins } from './models-file.ts';
import { type PrepareOptions, prepareAgent, type StoredReading } from './prepare.ts';
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
    ledger: input.ledger,
    ...(input.batch === undefined ? {} : { batch: input.batch }),
    stored: storedReading(summary, (file) => readText(join(input.storedDir, file))),
    ...(context.onProgress === undefined ? {} : { onProgress: context.onProgress }),
  });
  return run.dir;
}

const pinSchema = z.object({
  sources: z.array(
    z.object({
      symbol: z.string(),
      calendar: z.enum(CALENDARS),
      lineage: z.object({ contentHash: z.string() }).nullable(),
      quality: z.object({ last: z.number().optional() }).nullable(),
    }),
  ),
});

/**
 * Where the data of a stored run ended, what it was, and which models took part: sources that grow are read as far as they reached then.
 * @param text of a file of the run; undefined: there is none
 */
export function storedReading({ window }: RunSummary, text: (file: string) => string | undefined): StoredReading {
  const untilDay = window === null ? undefined : parseDate(window.end);
  const pins = new Map<string, DataPin>();
  for (const { symbol, calendar, lineage, quality } of pinnedSources(text('data.json'))) {
    if (lineage === null || quality?.last === undefined) continue;
    pins.set(symbol, { contentHash: lineage.contentHash, lastDay: calendarOf(calendar).dateOf(quality.last) });
  }
  const models = modelPins(text('models.json'));
  return { pins, ...(untilDay === undefined ? {} : { untilDay }), ...(models === undefined ? {} : { models }) };
}

/** Nothing for a file that is absent or damaged: the comparison of the runs shows that. */
function pinnedSources(text: string | undefined): z.output<typeof pinSchema>['sources'] {
  if (text === undefined) return [];
  try {
    return pinSchema.safeParse(JSON.parse(text)).data?.sources ?? [];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

/** Warnings about the text of the project file, which its resolved form no longer shows: those with a place in it. */
export function configWarnings(summary: RunSummary): Warning[] {
  return summary.warnings
    .filter(({ path }) => path !== null)
    .map(({ code, message, path }) => ({ code, message, path: path ?? undefined }));
}

/** The project of a stored run, as the run itself had it. */
export function storedProject(files: RunFiles, context: StoredRunContext): LoadedProject {
  return loadStored(files.summary, files.text('resolved_project_config.yaml'), context);
}

export function loadStored({ name }: RunSummary, text: string, { projectDir, env, now }: StoredRunContext): LoadedProject {
  return loadStoredProject({ name, text, projectDir, env, now });
}

/**
 * The report of a stored run, made again from its files; prices and buy-and-hold join where the data is still the same. Files that
 * earlier versions did not write, and data that is gone or has changed, leave their parts out and say so.
 */
export async function runReportHtml(files: RunFiles, context: StoredRunContext): Promise<string> {
  const loaded = storedProject(files, context);
  const project = requireProject(loaded);
  const agent = requireAgent(project, files.summary.name);
  const stored = storedReading(files.summary, (file) => (files.names.includes(file) ? files.text(file) : undefined));
  const found = await datasetOf(files.summary, { project, projectDir: loaded.projectDir, agent, stored });
  const data = reportData({
    summary: files.summary,
    text: (file) => files.text(file),
    optional: (file) => (files.names.includes(file) ? files.text(file) : undefined),
    dataset: found.dataset,
    withoutDataset: found.why,
    capital: Number(worldOf(project, agent).capital),
    timezone: project.project.timezone,
    returnsPerYear: found.dataset === undefined ? undefined : returnsPerYear(found.dataset),
    reproduce: `quanttradeai runs verify ${files.summary.run_id}`,
  });
  return renderReport(data);
}

/** The data of a run if it can still be read and is the same; else why not, for a reader. */
async function datasetOf(
  summary: RunSummary,
  options: PrepareOptions,
): Promise<{ readonly dataset: Dataset | undefined; readonly why: string | undefined }> {
  try {
    const { dataset } = (await prepareAgent(options)).loaded;
    if (dataset.fingerprint === summary.data_fingerprint) return { dataset, why: undefined };
    return { dataset: undefined, why: 'the data has changed since the run.' };
  } catch (error) {
    // Only failures of the outside: files that are gone, modules that no longer load. Bugs go on.
    if (!(error instanceof AppError)) throw error;
    return { dataset: undefined, why: `the data of the run cannot be read (${error.message}).` };
  }
}
