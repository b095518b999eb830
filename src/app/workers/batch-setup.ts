import { mkdirSync } from 'node:fs';
import { dirname, isAbsolute, join, relative } from 'node:path';
import { z } from 'zod';
import type { BlobStore } from '../../adapters/blobs/index.ts';
import { isFile } from '../../adapters/fs/index.ts';
import { canonicalJson, type Json } from '../../base/index.ts';
import type { ThreadOptions } from '../batch/threads.ts';
import type { FileWatch } from '../project/index.ts';
import { FileNotSentError } from './errors.ts';

/** The module system of JavaScript files depends on it. */
const PACKAGE_FILE = 'package.json';

const hash = z.string().regex(/^sha256:[0-9a-f]{64}$/);

/** What every worker needs for a batch, once. Files go through the store and stand here by their hash. */
export const batchSetupSchema = z.strictObject({
  spec: z.strictObject({
    batchId: z.string(),
    kind: z.enum(['sweep', 'all']),
    bases: z.array(z.string()),
    version: z.string(),
  }),
  /** The time that the project was read at. */
  now: z.number(),
  /** Modules, models and texts of the project: path inside it → hash. */
  files: z.array(z.tuple([z.string(), hash])),
  /** Files that checks of the configuration found, as they look for them; their content is not needed. */
  present: z.array(z.string()),
  timeLimitMs: z.number(),
  memoryMb: z.number(),
});

export type BatchSetup = z.infer<typeof batchSetupSchema>;

/** What was seen of the files of a project while its children were made. */
export class SeenFiles implements FileWatch {
  readonly #projectDir: string;
  readonly #read = new Set<string>();
  readonly #present = new Set<string>();

  constructor(projectDir: string) {
    this.#projectDir = projectDir;
  }

  read(path: string): void {
    this.#read.add(path);
  }

  found(path: string): void {
    this.#present.add(path).add(relative(this.#projectDir, path).replaceAll('\\', '/'));
  }

  /** Files that workers need, inside the project, sorted. @throws FileNotSentError for one outside */
  get needed(): readonly string[] {
    const own = [...this.#read].map((path) => {
      const inside = relative(this.#projectDir, path).replaceAll('\\', '/');
      if (inside.startsWith('../') || isAbsolute(inside)) throw new FileNotSentError(inside);
      return inside;
    });
    const withPackage = own.length > 0 && isFile(join(this.#projectDir, PACKAGE_FILE)) ? [PACKAGE_FILE] : [];
    return [...new Set([...own, ...withPackage])].sort();
  }

  get present(): readonly string[] {
    return [...this.#present].sort();
  }
}

/** Puts everything that workers need into the store. @returns the hash of the setup */
export async function storeSetup(store: BlobStore, seen: SeenFiles, options: ThreadOptions): Promise<string> {
  const { start, timeLimitMs, memoryMb } = options;
  const { spec, place } = start;
  const files: [string, string][] = [];
  for (const path of seen.needed) files.push([path, await store.putFile(join(place.projectDir, path))]);
  const setup: BatchSetup = {
    ...{
      spec: { ...spec, bases: [...spec.bases] },
      now: place.now,
      files,
      present: [...seen.present],
      timeLimitMs,
      memoryMb,
    },
  };
  const json: Json = JSON.parse(JSON.stringify(setup));
  return store.put(new TextEncoder().encode(canonicalJson(json)));
}

/** @throws BlobMissingError, BlobDamagedError and what the store throws */
export async function loadSetup(store: BlobStore, setupHash: string): Promise<BatchSetup> {
  return batchSetupSchema.parse(JSON.parse(new TextDecoder().decode(await store.get(setupHash))));
}

/** Writes the files of a setup below a folder. @throws FileNotSentError for a path that leaves it */
export async function layOut(store: BlobStore, { files }: Pick<BatchSetup, 'files'>, folder: string): Promise<void> {
  for (const [path, fileHash] of files) {
    const target = join(folder, path);
    const inside = relative(folder, target);
    if (inside.startsWith('..') || isAbsolute(inside)) throw new FileNotSentError(path);
    mkdirSync(dirname(target), { recursive: true });
    await store.getFile(fileHash, target);
  }
}
