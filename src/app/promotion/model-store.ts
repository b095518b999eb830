import { statSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock, ensureFolder, listFolder, removeTree, writeFileAtomic } from '../../adapters/fs/index.ts';
import { jsonText } from '../../adapters/runs/index.ts';
import { PROMOTION_MANIFEST, type PromotionManifest } from '../models/index.ts';

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
 * Puts models into use. First every model file is written and made durable beside the one in use; then each folder's manifest is
 * replaced by one rename, which is the promotion: a crash before it leaves the old model in use, a crash after it the new one. Copies
 * of the manifests and the removal of old model files follow.
 * @throws LockHeldError when another promotion is at work @throws StoreWriteError
 */
export function storeModels(models: readonly StagedModel[]): void {
  const locks = [];
  try {
    for (const { folder } of models) {
      ensureFolder(folder);
      locks.push(acquireLock(join(folder, LOCK)));
    }
    for (const { folder, manifest, text } of models) writeFileAtomic(join(folder, manifest.files[0]!.path), text);
    for (const { folder, manifest } of models) writeFileAtomic(join(folder, PROMOTION_MANIFEST), jsonText(manifest));
    for (const { copy, manifest } of models) writeFileAtomic(copy, jsonText(manifest));
    for (const { folder, manifest } of models) removeOldModels(folder, manifest.files[0]!.path);
  } finally {
    for (const lock of locks) lock.release();
  }
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
