import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { renderProblems } from '../../config/index.ts';
import { type LoadedProject, type LoadProjectInput, loadProject } from './load-project.ts';

export interface ProjectOptions {
  /** Other files of the project folder by their path; the project file is `config/project.yaml`. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
  readonly env?: LoadProjectInput['env'];
  readonly profile?: string;
  readonly overrides?: LoadProjectInput['overrides'];
  readonly today?: string;
}

const DIR = '/project';

/** Loads a project whose files are all in memory. */
export function loadText(yaml: string | Uint8Array, options: ProjectOptions = {}): LoadedProject {
  const files = new Map<string, Uint8Array>();
  const encoder = new TextEncoder();
  for (const [file, content] of Object.entries({ ...options.files, 'config/project.yaml': yaml })) {
    files.set(join(DIR, file), typeof content === 'string' ? encoder.encode(content) : content);
  }
  const folders = new Set([...files.keys()].flatMap((path) => path.split('/').map((_, i, parts) => parts.slice(0, i).join('/'))));
  return loadProject({
    configPath: join(DIR, 'config/project.yaml'),
    env: options.env ?? {},
    files: { read: (path) => files.get(path), exists: (path) => files.has(path) || folders.has(path) },
    sha256: (text) => `sha256:${createHash('sha256').update(text).digest('hex')}`,
    profile: options.profile,
    overrides: options.overrides,
    today: options.today,
  });
}

/** The problems as shown to people. */
export function problemsText(yaml: string | Uint8Array, options: ProjectOptions = {}): string {
  return renderProblems(loadText(yaml, options).problems);
}

export function codesOf(loaded: LoadedProject): readonly string[] {
  return loaded.problems.map((problem) => problem.code);
}
