import { codeVersion, projectFeatures } from '../backtest/index.ts';
import { loadDataset } from '../data/index.ts';
import { type LoadedProject, requireProject } from '../project/index.ts';
import type { ResearchInputs } from './pins.ts';

/** Reads the data of a project's research as it is now, and says which program would work on it. @param version of the package */
export async function researchInputs(loaded: LoadedProject, version: string): Promise<ResearchInputs> {
  const { data, project, operations, research } = requireProject(loaded);
  const { projectDir } = loaded;
  const { dataset } = await loadDataset({
    data,
    seed: project.seed,
    currency: project.currency,
    projectDir,
    online: { alpaca: operations.connections.alpaca },
    ...(research?.symbols === undefined ? {} : { symbols: research.symbols }),
  });
  const { files } = await projectFeatures(requireProject(loaded), projectDir);
  return { dataFingerprint: dataset.fingerprint, codeVersion: codeVersion(version, { projectDir, files }) };
}
