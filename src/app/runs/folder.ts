import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readBytes, sha256 } from '../../adapters/fs/index.ts';
import { loadProject } from '../project/index.ts';

/** Where a project keeps its runs: `operations.storage.runs_dir`; `runs` when the project has errors, for its runs are still there. */
export function runsFolderOf(input: {
  /** Absolute path of the project file. */
  readonly configPath: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}): string {
  const loaded = loadProject({ ...input, files: { read: readBytes, exists: existsSync }, sha256 });
  return resolve(loaded.projectDir, loaded.project?.operations.storage.runs_dir ?? 'runs');
}
