import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readBytes, sha256 } from '../../adapters/fs/index.ts';
import { isoDate, type UnixMs } from '../../base/index.ts';
import type { Environment } from '../../config/index.ts';
import { type LoadedProject, loadProject, type Override } from './load-project.ts';

/** Is told of the files of a project that are used. */
export interface FileWatch {
  /** A file whose content was read; absolute. */
  read(path: string): void;
  /** A file that was looked for and is there; absolute. */
  found(path: string): void;
}

/** The project of a stored run, from the text of its `resolved_project_config.yaml`; paths start from the project's folder as it is now. */
export function loadStoredProject(input: {
  /** Name of the run, for messages about the text. */
  readonly name: string;
  readonly text: string;
  /** Absolute. */
  readonly projectDir: string;
  readonly env: Environment;
  readonly now: UnixMs;
  readonly overrides?: readonly Override[] | undefined;
  /** Files that count as being there: absolute, or as seen from the project's folder. */
  readonly present?: readonly string[] | undefined;
  readonly watch?: FileWatch | undefined;
}): LoadedProject {
  const { projectDir, watch } = input;
  const configPath = join(projectDir, `${input.name}.resolved.yaml`);
  const bytes = new TextEncoder().encode(input.text);
  const present = new Set(input.present);
  const read = (path: string): Uint8Array | undefined => {
    if (path === configPath) return bytes;
    const content = readBytes(path);
    if (content !== undefined) watch?.read(path);
    return content;
  };
  const exists = (path: string): boolean => {
    const isThere = existsSync(path) || present.has(path) || present.has(relative(projectDir, path).replaceAll('\\', '/'));
    if (isThere) watch?.found(path);
    return isThere;
  };
  return loadProject({
    configPath,
    env: input.env,
    files: { read, exists },
    sha256,
    today: isoDate(input.now),
    overrides: input.overrides,
  });
}
