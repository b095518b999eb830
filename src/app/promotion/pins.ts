import { join } from 'node:path';
import { readText } from '../../adapters/fs/index.ts';
import type { RunEntry, RunSummary } from '../../adapters/runs/index.ts';
import { AppError, type UnixMs } from '../../base/index.ts';
import type { Environment } from '../../config/index.ts';
import type { gates } from '../../research/index.ts';
import { type LoadedProject, loadStoredProject } from '../project/index.ts';
import { changedSettings } from './config-pin.ts';

type PinsFact = gates.EvidenceFacts['pins'];

/** What a research run of a project would be made of if it read again what a stored one read. */
export interface ResearchInputs {
  readonly dataFingerprint: string;
  readonly codeVersion: string;
}

/** A stored run, as whoever reads its data again needs it. */
export interface StoredResearch {
  readonly entry: RunEntry;
  readonly summary: RunSummary;
}

export type ReadInputs = (loaded: LoadedProject, run: StoredResearch) => Promise<ResearchInputs>;

export interface PinsInput extends StoredResearch {
  /** The project as it is now. */
  readonly loaded: LoadedProject;
  readonly env: Environment;
  readonly now: UnixMs;
  readonly inputs: ReadInputs;
  /** Models whose bytes are not those that the run recorded, by path. */
  readonly changedModels: readonly string[];
  /** The run's models were in use before, at the same places. */
  readonly promotedBefore: boolean;
}

const CONFIG_FILE = 'resolved_project_config.yaml';

/**
 * Compares what a research run was made of with the project, its data and this program as they are now. A run that was promoted before
 * was compared then: going back to it asks for its own files only, and what changed since is told.
 */
export async function readPins(input: PinsInput): Promise<PinsFact> {
  const { summary } = input;
  const recorded = {
    'the configuration': summary.config_hash,
    'the data': summary.data_fingerprint,
    'the program': summary.code_version,
    'the seed': summary.seed,
  };
  const lost = Object.entries(recorded).find(([, value]) => value === null);
  if (lost !== undefined) return { missing: `summary.json does not record ${lost[0]} of the run` };
  const stored = storedProject(input);
  if (typeof stored === 'string') return { missing: stored };
  const since = [...changedSettings(stored, input.loaded), ...(await changedInputs(input))];
  return {
    value: {
      checked: [...Object.keys(recorded), 'the models'],
      changed: [...(input.promotedBefore ? [] : since), ...input.changedModels],
      changed_since_promotion: input.promotedBefore ? since : [],
    },
  };
}

/** The project as the run had it, or why it cannot be compared. */
function storedProject({ entry, summary, loaded, env, now }: PinsInput): LoadedProject | string {
  const text = readText(join(entry.dir, CONFIG_FILE));
  if (text === undefined) return `the run has lost ${CONFIG_FILE}`;
  const stored = loadStoredProject({ name: summary.name, text, projectDir: loaded.projectDir, env, now });
  if (stored.project === undefined) return `${CONFIG_FILE} of the run is no valid project any more`;
  return stored.configHash === summary.config_hash ? stored : `${CONFIG_FILE} is not the one that the run was made with`;
}

async function changedInputs({ entry, summary, loaded, inputs }: PinsInput): Promise<readonly string[]> {
  try {
    const { dataFingerprint, codeVersion } = await inputs(loaded, { entry, summary });
    return [
      ...(dataFingerprint === summary.data_fingerprint ? [] : ['the data']),
      ...(codeVersion === summary.code_version ? [] : [`the program (${summary.code_version} → ${codeVersion})`]),
    ];
  } catch (error) {
    // Only failures of the outside: files that are gone, modules that no longer load. Bugs go on.
    if (!(error instanceof AppError)) throw error;
    return [`the data (it cannot be read: ${error.message})`];
  }
}
