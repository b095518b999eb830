import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Project } from '../project/index.ts';
import { ModelNotFoundError } from './errors.ts';
import { loadPromoted, readModelFile } from './load-promoted.ts';

/** A model that a command names. */
export interface FoundModel {
  /** As the command named it. */
  readonly asked: string;
  /** Absolute. */
  readonly file: string;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
  readonly text: string;
  /** The research run that it says it comes from; undefined: a file that stands anywhere. */
  readonly sourceRun: string | undefined;
  /** A manifest vouches for its bytes. */
  readonly promoted: boolean;
}

export interface FindModelRequest {
  /** Name of a promotion target, a folder under models/promoted, or a model file. */
  readonly asked: string;
  readonly project: Pick<Project, 'research'>;
  readonly projectDir: string;
  /** Absolute folder that paths begin in. */
  readonly cwd: string;
}

/**
 * Reads the model that a command names: a promotion target of the project by its name, else a folder or file by its path.
 * @throws ModelNotFoundError, ModelNotPromotedError, ModelFilesBrokenError
 */
export function findModel({ asked, project, projectDir, cwd }: FindModelRequest): FoundModel {
  const targets = project.research?.promotion.targets ?? [];
  const target = targets.find(({ name }) => name === asked);
  if (target !== undefined) return promoted(asked, join(projectDir, target.path), target.path);
  const path = resolve(cwd, asked);
  if (!existsSync(path)) {
    throw new ModelNotFoundError(
      asked,
      targets.map(({ name }) => name),
    );
  }
  if (statSync(path).isDirectory()) return promoted(asked, path, asked);
  const { text, digest } = readModelFile(path);
  return { asked, file: path, sha256: digest, text, sourceRun: runOfExperiment(path), promoted: false };
}

function promoted(asked: string, folder: string, shown: string): FoundModel {
  const { manifest, file, sha256, text } = loadPromoted(folder, shown);
  return { asked, file, sha256, text, sourceRun: manifest.source_run_id, promoted: true };
}

/** A run leaves its models in `models/experiments/<name of its folder>/<target>`. */
function runOfExperiment(file: string): string | undefined {
  const run = dirname(dirname(file));
  return basename(dirname(run)) === 'experiments' ? `research/${basename(run)}` : undefined;
}
