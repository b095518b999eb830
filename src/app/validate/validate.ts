import { join } from 'node:path';
import {
  ensureFolder,
  isFile,
  isFolder,
  readBytes,
  removeTree,
  renameDurably,
  sha256,
  writeFileAtomic,
} from '../../adapters/fs/index.ts';
import { type ExitCode, isoDate, type UnixMs } from '../../base/index.ts';
import { type Environment, type PlacedProblem, type Problem, problemJson } from '../../config/index.ts';
import type { DataConfig } from '../../market/index.ts';
import type { RecognisedFile } from '../data/index.ts';
import { type LoadedProject, loadProject, type Override, type ResolvedValue } from '../project/index.ts';
import type { DeepReport } from './deep.ts';
import { countProblems, summarise, type ValidateSummary } from './summary.ts';
import { validateText } from './text.ts';

export interface ValidateInput {
  /** Absolute path of the project file. */
  readonly configPath: string;
  readonly env: Environment;
  readonly now: UnixMs;
  readonly profile?: string | undefined;
  readonly overrides?: readonly Override[] | undefined;
  /** Replay every decision of every agent with its future unknown. */
  readonly deep?: boolean;
}

/** What `validate --json` prints. */
export interface ValidateDocument {
  readonly schema_version: 1;
  readonly valid: boolean;
  readonly summary: ValidateSummary | null;
  readonly problems: readonly Problem[];
  readonly resolved: Readonly<Record<string, ResolvedValue>>;
  /** The leak tests; null without `--deep`. */
  readonly leak_tests: DeepReport | null;
  /** From the project folder; null when there is no folder to write to. */
  readonly report_dir: string | null;
}

export interface ValidateResult {
  /** 0 valid, 1 a leak test failed, 2 problems. */
  readonly exitCode: ExitCode;
  readonly document: ValidateDocument;
  readonly text: string;
  readonly loaded: LoadedProject;
}

/** Reads and checks a project with the real file system. */
export function loadProjectFile(input: ValidateInput): LoadedProject {
  return loadProject({
    configPath: input.configPath,
    env: input.env,
    files: { read: readBytes, exists },
    sha256,
    profile: input.profile,
    overrides: input.overrides,
    today: isoDate(input.now),
  });
}

/**
 * The `validate` command: resolved config with origins, problems, and `reports/config_validation/<stamp>/`.
 * @throws StoreWriteError (exit 3) when the report cannot be written
 */
export async function validateProject(input: ValidateInput): Promise<ValidateResult> {
  const read = loadProjectFile(input);
  const summary = await summaryOf(read);
  const loaded = withFileProblems(read, summary);
  const deep = input.deep === true ? await leakTests(loaded) : undefined;
  // Without a project file there is no project folder to write a report into.
  const reportDir = isFile(input.configPath) ? reportFolder(loaded.projectDir, input.now) : undefined;
  const document: ValidateDocument = {
    schema_version: 1,
    valid: loaded.valid,
    summary: summary ?? null,
    problems: loaded.problems.map(problemJson),
    resolved: Object.fromEntries(loaded.resolved),
    leak_tests: deep?.report ?? null,
    report_dir: reportDir ?? null,
  };
  if (reportDir !== undefined) writeReport(join(loaded.projectDir, reportDir), loaded, document);
  const leaky = deep?.report.verdict === 'FAIL';
  const text = `${deep?.text ?? ''}${validateText(loaded, summary, reportDir)}`;
  return { exitCode: !loaded.valid ? 2 : leaky ? 1 : 0, document, text, loaded };
}

/** The leak tests of a valid project; their code is loaded only when they are asked for. */
async function leakTests(loaded: LoadedProject): Promise<{ readonly report: DeepReport; readonly text: string } | undefined> {
  const { project } = loaded;
  if (project === undefined || !loaded.valid) return undefined;
  const { deepCheck, deepText } = await import('./deep.ts');
  const report = await deepCheck(loaded, project);
  return { report, text: deepText(report) };
}

async function summaryOf(loaded: LoadedProject): Promise<ValidateSummary | undefined> {
  const { project, projectDir } = loaded;
  if (project === undefined) return undefined;
  const files = await recognisedFiles(project.data, projectDir);
  return summarise(loaded, project, (path) => exists(join(projectDir, path)), files);
}

/** A CSV file that its settings cannot read is a problem of the project: the run would say the same. */
function withFileProblems(loaded: LoadedProject, summary: ValidateSummary | undefined): LoadedProject {
  const found = (summary?.symbols ?? []).flatMap(({ symbol, file }): PlacedProblem[] => {
    const { code } = file?.problem ?? { code: '' };
    if (file === null || file.problem === null || !isCsvCode(code)) return [];
    const hint = `data.csv.columns says which column is which; symbol ${symbol} is read from this file`;
    const place = { file: file.file, line: 1, column: 1, span: undefined, secret: false, listEntry: false };
    return [{ ...place, code, severity: 'error', path: 'data.csv', message: file.problem.message, hint }];
  });
  if (found.length === 0) return loaded;
  return { ...loaded, valid: false, problems: [...loaded.problems, ...found] };
}

function isCsvCode(code: string): code is `CSV_${string}` {
  return code.startsWith('CSV_');
}

/** The reader of CSV files is loaded only for projects that have some: `validate` has to start fast. */
async function recognisedFiles(data: DataConfig, projectDir: string): Promise<ReadonlyMap<string, RecognisedFile>> {
  const isUsed = data.source === 'csv' || data.symbols.some((entry) => typeof entry !== 'string' && entry.source === 'csv');
  if (!isUsed) return new Map();
  const { recogniseFiles } = await import('../data/index.ts');
  return recogniseFiles(data, projectDir);
}

function exists(path: string): boolean {
  return isFile(path) || isFolder(path);
}

/** `reports/config_validation/20260417_101010`; a second run in one second gets `_2`. */
function reportFolder(projectDir: string, now: UnixMs): string {
  const stamp = new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '_');
  const base = `reports/config_validation/${stamp}`;
  let folder = base;
  for (let n = 2; isFolder(join(projectDir, folder)); n += 1) folder = `${base}_${n}`;
  return folder;
}

/** The files appear together: they are written beside the place and moved there at once. */
function writeReport(folder: string, loaded: LoadedProject, document: ValidateDocument): void {
  const making = `${folder}.tmp`;
  ensureFolder(making);
  try {
    const summary = {
      schema_version: 1,
      valid: loaded.valid,
      ...(document.summary ?? { config: loaded.configFile, problems: countProblems(loaded) }),
    };
    if (loaded.valid) writeFileAtomic(join(making, 'resolved_project_config.yaml'), loaded.resolvedYaml);
    writeFileAtomic(join(making, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
    writeFileAtomic(
      join(making, 'problems.json'),
      `${JSON.stringify({ schema_version: 1, problems: document.problems }, null, 2)}\n`,
    );
    if (document.leak_tests !== null) {
      const certificate = { schema_version: 1, ...document.leak_tests };
      writeFileAtomic(join(making, 'certificate.json'), `${JSON.stringify(certificate, null, 2)}\n`);
    }
    renameDurably(making, folder);
  } catch (error) {
    removeTree(making);
    throw error;
  }
}
