import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readBytes, sha256 } from '../../adapters/fs/index.ts';
import { isoDate, type UnixMs } from '../../base/index.ts';
import type { Environment } from '../../config/index.ts';
import { type LoadedProject, loadProject, type Override } from './load-project.ts';

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
}): LoadedProject {
  const configPath = join(input.projectDir, `${input.name}.resolved.yaml`);
  const bytes = new TextEncoder().encode(input.text);
  return loadProject({
    configPath,
    env: input.env,
    files: { read: (path) => (path === configPath ? bytes : readBytes(path)), exists: existsSync },
    sha256,
    today: isoDate(input.now),
    overrides: input.overrides,
  });
}
