import { statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import {
  acquireLock,
  ensureFolder,
  type FileLock,
  listFolder,
  removeTree,
  sha256,
  writeFileAtomic,
} from '../../adapters/fs/index.ts';
import { jsonText } from '../../adapters/runs/index.ts';
import {
  COMMIT,
  type Commit,
  PENDING,
  type Pending,
  PROMOTION_MANIFEST,
  type PromotionManifest,
  readCommit,
  readPending,
} from '../models/index.ts';

/** Model files that stay in a folder, the one in use among them. */
const KEPT_MODELS = 5;
const MODEL_FILE = /^model-[0-9a-f]{12}\.json$/;
const LOCK = 'promote.lock';

/** A model on its way into its folder. */
export interface StagedModel {
  /** Absolute folder of the target. */
  readonly folder: string;
  readonly manifest: PromotionManifest;
  /** The artifact's text. */
  readonly text: string;
  /** Absolute path of the copy of the manifest in the source run. */
  readonly copy: string;
}

/** Name of a model's file in the folder of its target. @param digest 64 hexadecimal digits */
export function modelFileName(digest: string): string {
  return `model-${digest.slice(0, 12)}.json`;
}

/**
 * Puts models into use. First every model file is written and made durable beside the one in use. One model: its manifest is replaced by one
 * rename, which is the promotion. Several: each folder gets its new manifest beside the one in force, then one rename of a commit file makes
 * all of them count at once; that they take their places is only tidying. A crash before the rename leaves every old model in use, a crash
 * after it every new one, and the next promotion tidies up. Copies of the manifests and the removal of old model files follow.
 * @throws LockHeldError when another promotion is at work @throws StoreWriteError
 */
export function storeModels(models: readonly StagedModel[]): void {
  const locks = new FolderLocks();
  try {
    for (const { folder } of models) {
      ensureFolder(folder);
      locks.take(folder);
    }
    for (const { folder } of models) finishEarlier(folder, locks);
    for (const { folder, manifest, text } of models) writeFileAtomic(join(folder, manifest.files[0]!.path), text);
    if (models.length === 1) putInPlace(models[0]!.folder, models[0]!.manifest);
    else putAllInPlace(models, locks);
    for (const { copy, manifest } of models) writeFileAtomic(copy, jsonText(manifest));
    for (const { folder, manifest } of models) removeOldModels(folder, manifest.files[0]!.path);
  } finally {
    locks.release();
  }
}

/** Locks of the folders that a promotion works in, each taken once. */
class FolderLocks {
  readonly #locks = new Map<string, FileLock>();

  /** @throws LockHeldError */
  take(folder: string): void {
    const path = resolve(folder);
    if (!this.#locks.has(path)) this.#locks.set(path, acquireLock(join(path, LOCK)));
  }

  release(): void {
    for (const lock of this.#locks.values()) lock.release();
  }
}

function putInPlace(folder: string, manifest: PromotionManifest): void {
  writeFileAtomic(join(folder, PROMOTION_MANIFEST), jsonText(manifest));
}

function putAllInPlace(models: readonly StagedModel[], locks: FolderLocks): void {
  const first = models[0]!.folder;
  const id = sha256(jsonText(models.map(({ manifest }) => manifest)));
  for (const { folder, manifest } of models) {
    const pending: Pending = { id, commit: relative(folder, first), manifest };
    writeFileAtomic(join(folder, PENDING), jsonText(pending));
  }
  const commit: Commit = { id, folders: models.map(({ folder }) => relative(first, folder)) };
  writeFileAtomic(join(first, COMMIT), jsonText(commit));
  finish(first, commit, locks);
}

/** Tidies up after a promotion that was cut off: one that happened is finished in all of its folders, one that did not leaves nothing. */
function finishEarlier(folder: string, locks: FolderLocks): void {
  const pending = readPending(folder);
  const first = pending === undefined ? folder : join(folder, pending.commit);
  const commit = readCommit(first);
  if (commit !== undefined && (pending === undefined || pending.id === commit.id)) finish(first, commit, locks);
  else if (pending !== undefined) removeTree(join(folder, PENDING));
}

/** Every manifest into its place; the commit goes last, for until then it is what says that the promotion happened. */
function finish(first: string, { id, folders }: Commit, locks: FolderLocks): void {
  for (const path of folders) {
    const folder = join(first, path);
    const pending = readPending(folder);
    // Somebody removed the folder, or it was done before.
    if (pending?.id !== id) continue;
    locks.take(folder);
    putInPlace(folder, pending.manifest);
    removeTree(join(folder, PENDING));
  }
  removeTree(join(first, COMMIT));
}

/** Keeps the newest model files, and removes what a killed promotion left behind. The folder is locked. */
function removeOldModels(folder: string, inUse: string): void {
  const names = listFolder(folder) ?? [];
  for (const name of names) if (name.endsWith('.tmp')) removeTree(join(folder, name));
  const old = names
    .filter((name) => MODEL_FILE.test(name) && name !== inUse)
    .map((name) => ({ name, writtenAt: statSync(join(folder, name)).mtimeMs }))
    .sort((a, b) => b.writtenAt - a.writtenAt || (a.name < b.name ? -1 : 1));
  for (const { name } of old.slice(KEPT_MODELS - 1)) removeTree(join(folder, name));
}
