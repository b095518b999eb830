import { join } from 'node:path';
import { readText } from '../../adapters/fs/index.ts';
import { codeVersion, projectFeatures, storedReading } from '../backtest/index.ts';
import { loadDataset } from '../data/index.ts';
import { type LoadedProject, requireProject } from '../project/index.ts';
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
  const { data, project, operations, research } = requireProject(loaded);
  const { projectDir } = loaded;
  const { alpaca } = operations.connections;
  const again = run && { stored: 'whole' as const, ...storedReading(run.summary, (file) => readText(join(run.entry.dir, file))) };
  const { dataset } = await loadDataset({
    data,
    seed: project.seed,
    currency: project.currency,
    projectDir,
    online: { alpaca, ...again },
    ...(research?.symbols === undefined ? {} : { symbols: research.symbols }),
  });
  const { files } = await projectFeatures(requireProject(loaded), projectDir);
  return { dataFingerprint: dataset.fingerprint, codeVersion: codeVersion(version, { projectDir, files }) };
}
