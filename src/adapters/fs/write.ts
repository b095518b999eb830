import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomHex } from './chance.ts';
import { systemCode, writing } from './errors.ts';
import { writePoint } from './faults.ts';

/** Makes the folder and its parents; nothing happens when it is there. @throws StoreWriteError */
export function ensureFolder(path: string): void {
  writing(path, () => {
    writePoint(path);
    mkdirSync(path, { recursive: true });
  });
}

/**
 * Writes a file so that a reader, a crash or a power cut sees the old file or the new one and never a part: a temporary file in the
 * same folder, fsync, rename, fsync of the folder. The folder must exist.
 * @throws StoreWriteError; the temporary file is removed then
 */
export function writeFileAtomic(path: string, data: string | Uint8Array, options: { readonly mode?: number } = {}): void {
  const temporary = `${path}.${process.pid}.${randomHex(6)}.tmp`;
  writing(path, () => {
    try {
      writePoint(path);
      const file = openSync(temporary, 'wx', options.mode ?? 0o666);
      try {
        writeFileSync(file, data);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      writePoint(path);
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
    syncFolder(dirname(path));
  });
}

/** Makes names created or renamed in a folder durable. File systems that cannot sync a folder are left alone. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  try {
    fsyncSync(folder);
  } catch (error) {
    const code = systemCode(error);
    if (code !== 'EINVAL' && code !== 'ENOTSUP' && code !== 'EPERM') throw error;
  } finally {
    closeSync(folder);
  }
}

/** Renames a file or folder within one file system and makes it durable. @throws StoreWriteError */
export function renameDurably(from: string, to: string): void {
  writing(to, () => {
    writePoint(to);
    renameSync(from, to);
    syncFolder(dirname(to));
  });
}

/** Removes a file or a whole folder; nothing happens when it is absent. @throws StoreWriteError */
export function removeTree(path: string): void {
  writing(path, () => rmSync(path, { recursive: true, force: true }));
}
