import { z } from 'zod';
import type { ModelDocument } from '../../models/index.ts';
import { type OutOfSample, outOfSample } from './judged-bars.ts';
import type { RunParts } from './simulation.ts';

/** `models.json` of a run: the models that took part, pinned by the hash of their files, and how much of the run they cannot have seen. */
export interface ModelsFile {
  readonly models: readonly ModelsFileEntry[];
  readonly out_of_sample: OutOfSample;
}

type ModelsFileEntry = {
  /** As the agent names it. */
  readonly name: string;
  /** Folder or file as the project writes it, and the file in it. */
  readonly path: string;
  readonly file: string;
  /** `sha256:…` of the file. */
  readonly hash: string;
  readonly members: readonly Pick<
    ModelDocument['members'][number],
    'valid_from' | 'valid_to' | 'trained_from' | 'trained_to' | 'rows'
  >[];
} & Pick<ModelDocument, 'kind' | 'family' | 'horizon_bars' | 'symbols' | 'interval' | 'features' | 'oos'>;

/** Undefined for an agent that reads no model. */
export function modelsFile(parts: RunParts): ModelsFile | undefined {
  const { models } = parts.prepared.models;
  if (models.length === 0) return undefined;
  return {
    models: models.map(({ path, file, artifact: { document }, source }) => ({
      name: source.name,
      path,
      file,
      hash: source.hash,
      kind: document.kind,
      family: document.family,
      horizon_bars: document.horizon_bars,
      symbols: document.symbols,
      interval: document.interval,
      features: document.features,
      oos: document.oos,
      members: document.members.map(({ valid_from, valid_to, trained_from, trained_to, rows }) => ({
        valid_from,
        valid_to,
        trained_from,
        trained_to,
        rows,
      })),
    })),
    out_of_sample: outOfSample(parts),
  };
}

const pinsSchema = z.object({ models: z.array(z.object({ name: z.string(), hash: z.string() })) });

/** Name of each model of a stored run → hash of its file; undefined for a run without models, or whose file is damaged. */
export function modelPins(text: string | undefined): ReadonlyMap<string, string> | undefined {
  if (text === undefined) return undefined;
  const found = pinsSchema.safeParse(jsonOf(text)).data?.models;
  return found === undefined ? undefined : new Map(found.map(({ name, hash }) => [name, hash]));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
