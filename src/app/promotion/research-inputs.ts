import { join } from 'node:path';
import { readText } from '../../adapters/fs/index.ts';
import { codeVersion, storedReading } from '../backtest/index.ts';
import { type LoadedProject, requireProject } from '../project/index.ts';
import { prepareResearch } from '../research/index.ts';
import type { ResearchInputs, StoredResearch } from './pins.ts';

export interface ResearchInputsRequest {
  readonly loaded: LoadedProject;
  /** Of the package. */
  readonly version: string;
  /** Undefined: the data as a run would read it that began now. */
  readonly run: StoredResearch | undefined;
}

/**
 * Reads the data of a project's research, and says which program would work on it. The data of a run is read from the store and as far as
 * it reached then.
 */
export async function researchInputs({ loaded, version, run }: ResearchInputsRequest): Promise<ResearchInputs> {
  const { projectDir } = loaded;
  const project = requireProject(loaded);
  const stored = run && storedReading(run.summary, (file) => readText(join(run.entry.dir, file)));
  const prepared = await prepareResearch({ project, projectDir, ...(stored === undefined ? {} : { stored }) });
  return {
    dataFingerprint: prepared.loaded.dataset.fingerprint,
    codeVersion: codeVersion(version, { projectDir, files: prepared.moduleFiles }),
  };
}
