import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import type { TemplateModel } from '../../adapters/assets/index.ts';
import {
  ensureFolder,
  isFile,
  isFolder,
  readBytes,
  removeTree,
  renameDurably,
  StoreWriteError,
  sha256,
  writeFileAtomic,
} from '../../adapters/fs/index.ts';
import { AppError, DAY_MS, isoDate, type UnixMs } from '../../base/index.ts';
import { editorSchema, type PlacedProblem, renderProblems } from '../../config/index.ts';
import { loadProject, projectFolder, projectSchema } from '../project/index.ts';
import { TEMPLATES, type TemplateName, TRAINING } from './catalogue.ts';
import { envExample, GITIGNORE, packageJson, readme } from './files.ts';
import { type DataVariant, withData, withDataInFiles } from './variants.ts';

export interface InitInput {
  readonly template: TemplateName;
  /** Path of the project file; relative to `cwd`. */
  readonly output: string;
  readonly cwd: string;
  readonly data: DataVariant;
  readonly force: boolean;
  /** Version of the package, for the new project's package.json. */
  readonly version: string;
  readonly now: UnixMs;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of the bundled S&P 500 file (date, open, high, low, close, adjclose, volume), for `data: csv`. */
  readonly spxCsv: () => string;
  /** The model of the model-agent template, for `data: sample`. */
  readonly templateModel: () => TemplateModel;
}

export interface InitResult {
  readonly projectDir: string;
  readonly configFile: string;
  /** Paths from the project folder, in the order written. */
  readonly written: readonly string[];
  /** Copies of what was there before, `--force` only. */
  readonly kept: readonly string[];
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
  readonly next_command: string;
}

/** Files that `init` would write are there already. */
export class InitTargetExistsError extends AppError {
  readonly code = 'INIT_TARGET_EXISTS';
  readonly targets: readonly string[];
  constructor(targets: readonly string[], folder: string) {
    super(`${folder} already holds ${targets.join(', ')}`, { hint: 'choose another folder, or --force to keep copies as *.bak' });
    this.targets = targets;
  }
}

/** The template itself has a fault: a bug of ours, found before anything is written. */
class TemplateInvalidError extends AppError {
  readonly code = 'TEMPLATE_INVALID';
  override readonly exitCode = 70;
  constructor(template: string, problems: readonly PlacedProblem[]) {
    super(`template ${template} is not valid:\n${renderProblems(problems)}`);
  }
}

/**
 * Writes a project and every file it names. Everything is made and checked in memory first; when a write fails, what was written is
 * taken back.
 * @throws InitTargetExistsError when any target exists and `force` is off
 * @throws StoreWriteError (exit 3) when the folder cannot be written
 */
export function initProject(input: InitInput): InitResult {
  const configPath = isAbsolute(input.output) ? input.output : resolve(input.cwd, input.output);
  const projectDir = projectFolder(configPath);
  const configFile = relative(projectDir, configPath).replaceAll('\\', '/');
  const { files, warnings } = projectFiles(input, configPath, configFile);
  const existing = [...files.keys()].filter((file) => isFile(join(projectDir, file)) || isFolder(join(projectDir, file)));
  if (existing.length > 0 && !input.force) throw new InitTargetExistsError(existing, shownFolder(projectDir, input.cwd));
  const kept = writeAll(projectDir, files);
  return {
    projectDir,
    configFile,
    written: [...files.keys()],
    kept,
    warnings,
    next_command: `quanttradeai validate -c ${relative(input.cwd, configPath) || configFile}`,
  };
}

function shownFolder(projectDir: string, cwd: string): string {
  const shown = relative(cwd, projectDir);
  return shown === '' ? 'this folder' : shown;
}

interface MadeProject {
  readonly files: ReadonlyMap<string, string>;
  readonly warnings: InitResult['warnings'];
}

function projectFiles(input: InitInput, configPath: string, configFile: string): MadeProject {
  const template = TEMPLATES[input.template];
  const yesterday = isoDate(input.now - DAY_MS);
  const body = withData(template.parts.join(''), input.template, input.data, yesterday)
    .replace('NAME', template.project)
    .replace('PROFILE', template.profile);
  const schemaFile = 'project.schema.json';
  const folder = dirname(configFile);
  const files = new Map<string, string>([[configFile, `# yaml-language-server: $schema=${schemaFile}\n${body}`]]);
  for (const [file, text] of Object.entries(template.files)) files.set(file, withDataInFiles(text, input.data));
  if (input.data === 'csv') files.set('data/SPX_1d.csv', spxRows(input.spxCsv()));
  if (comesWithModel(input)) {
    const model = input.templateModel();
    for (const [file, text] of model.files) files.set(`${model.folder}/${file}`, text);
  }
  const loaded = loadProject({
    configPath,
    env: input.env,
    files: virtualFiles(projectFolder(configPath), files),
    sha256,
  });
  if (loaded.project === undefined) throw new TemplateInvalidError(input.template, loaded.problems);
  const variables = [...loaded.resolved].flatMap(([path, { value }]) =>
    path.endsWith('_env') && typeof value === 'string' ? [{ path, name: value }] : [],
  );
  files.set(
    join(folder, schemaFile).replaceAll('\\', '/'),
    `${JSON.stringify(editorSchema(projectSchema, 'quanttradeai project'), null, 2)}\n`,
  );
  files.set('README.md', readmeText(input, template, configFile));
  files.set('.gitignore', GITIGNORE);
  files.set('.env.example', envExample(variables));
  files.set('package.json', packageJson(input.version));
  const warnings = loaded.problems.map(({ code, message }) => ({ code, message }));
  return { files, warnings };
}

/** Templates with an agent that a trained model speaks to. */
const TRAINED_TEMPLATES: ReadonlySet<TemplateName> = new Set(['model-agent', 'hybrid']);

/** The model was trained on the sample, and knows no other symbol. */
function comesWithModel({ template, data }: InitInput): boolean {
  return template === 'model-agent' && data === 'sample';
}

function readmeText(input: InitInput, template: (typeof TEMPLATES)[TemplateName], configFile: string): string {
  const notes: string[] = [];
  if (input.data === 'sample') {
    notes.push(
      'Prices: daily S&P 500 bars, 2000-01-03 to 2020-04-17 (symbol SPX); any other symbol is made up and says SYNTHETIC DATA.',
    );
  }
  const trained = TRAINED_TEMPLATES.has(input.template);
  const isReady = comesWithModel(input);
  if (isReady) {
    notes.push(
      'The model in `models/promoted` was made by `research run` on this very project; `promotion_manifest.json` beside it holds the gates. Under `policy: sandbox` most of them only warn, and some do.',
    );
  } else if (trained) {
    notes.push(
      'The model is not in the template: `research run` makes it, and `promote`, with the id that it prints, puts it into use.',
    );
  } else if (input.template === 'research') {
    notes.push('`quanttradeai promote --run research/ID`, with the id that `research run` prints, puts the model into use.');
  }
  const commands = trained && !isReady ? TRAINING : template.commands;
  return readme({ title: template.project, about: template.about, config: configFile, commands, notes });
}

/** The new files over what is on the disk, so that the project is checked before it is written. */
function virtualFiles(projectDir: string, files: ReadonlyMap<string, string>): Parameters<typeof loadProject>[0]['files'] {
  const at = (path: string): string => relative(projectDir, path).replaceAll('\\', '/');
  return {
    read: (path) => {
      const text = files.get(at(path));
      return text === undefined ? readBytes(path) : new TextEncoder().encode(text);
    },
    exists: (path) => files.has(at(path)) || isFile(path) || isFolder(path),
  };
}

/** `time,open,high,low,close,volume`, as `data.csv` reads it without settings. */
export function spxRows(csv: string): string {
  const [head = '', ...rows] = csv.trimEnd().split('\n');
  const names = head.trim().split(',');
  const columns = ['date', 'open', 'high', 'low', 'close', 'volume'].map((name) => names.indexOf(name));
  const lines = rows.map((row) => {
    const cells = row.trim().split(',');
    return columns.map((column) => cells[column] ?? '').join(',');
  });
  return `time,open,high,low,close,volume\n${lines.join('\n')}\n`;
}

function writeAll(projectDir: string, files: ReadonlyMap<string, string>): readonly string[] {
  const undo: (() => void)[] = [];
  const kept: string[] = [];
  try {
    for (const [file, text] of files) {
      const path = join(projectDir, file);
      makeFolder(dirname(path), undo);
      if (isFile(path)) {
        const copy = `${path}.bak`;
        renameDurably(path, copy);
        undo.push(() => renameDurably(copy, path));
        kept.push(`${file}.bak`);
      }
      writeFileAtomic(path, text);
      undo.push(() => removeTree(path));
    }
  } catch (error) {
    takeBack(undo);
    throw error;
  }
  return kept;
}

/** Every step is tried: one that fails (the disk is still full) must not keep the others from happening. */
function takeBack(undo: readonly (() => void)[]): void {
  for (const step of undo.toReversed()) {
    try {
      step();
    } catch (error) {
      if (!(error instanceof StoreWriteError)) throw error;
    }
  }
}

/** Makes the folder; the undo takes away the highest one that was not there. */
function makeFolder(path: string, undo: (() => void)[]): void {
  let highest: string | undefined;
  for (let at = path; !isFolder(at) && dirname(at) !== at; at = dirname(at)) highest = at;
  if (highest === undefined) return;
  const made = highest;
  ensureFolder(path);
  undo.push(() => removeTree(made));
}

/** What `init` did, as people read it. */
export function initText(result: InitResult): string {
  const lines = [`Wrote ${result.written.length} files:`, ...result.written.map((file) => `  ${file}`)];
  if (result.kept.length > 0) lines.push('Kept:', ...result.kept.map((file) => `  ${file}`));
  for (const warning of result.warnings) lines.push(`warning ${warning.code}: ${warning.message}`);
  lines.push(`Next: ${result.next_command}`);
  return `${lines.join('\n')}\n`;
}
