import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StoreReadError, systemCode } from './errors.ts';

/** The text of a UTF-8 file, or undefined when there is no such file. @throws StoreReadError when it is there and cannot be read */
export function readText(path: string): string | undefined {
  return absentAsUndefined(path, () => readFileSync(path, 'utf8'));
}

/** As {@link readText}, as bytes. */
export function readBytes(path: string): Uint8Array | undefined {
  return absentAsUndefined(path, () => readFileSync(path));
}

/**
 * The bytes of a file from an offset on, at most so many, fewer when it ends before; undefined when there is no such file.
 * @throws StoreReadError
 */
export function readBytesFrom(path: string, offset: number, atMost = Number.POSITIVE_INFINITY): Uint8Array | undefined {
  return absentAsUndefined(path, () => {
    const file = openSync(path, 'r');
    try {
      const bytes = new Uint8Array(Math.min(atMost, Math.max(0, fstatSync(file).size - offset)));
      let done = 0;
      while (done < bytes.length) {
        const read = readSync(file, bytes, done, bytes.length - done, offset + done);
        if (read === 0) break;
        done += read;
      }
      return bytes.subarray(0, done);
    } finally {
      closeSync(file);
    }
  });
}

/** Names in a folder in code unit order, or undefined when there is no such folder. @throws StoreReadError */
export function listFolder(path: string): readonly string[] | undefined {
  return absentAsUndefined(path, () => readdirSync(path).sort());
}

/** Paths of all files below a folder, `/` between names, in code unit order; undefined when there is no such folder. @throws StoreReadError */
export function listFiles(path: string): readonly string[] | undefined {
  const names = listFolder(path);
  return names?.flatMap((name) =>
    isFolder(join(path, name)) ? (listFiles(join(path, name)) ?? []).map((file) => `${name}/${file}`) : [name],
  );
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function absentAsUndefined<T>(path: string, action: () => T): T | undefined {
  try {
    return action();
  } catch (error) {
    const code = systemCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    if (code === undefined) throw error;
    throw new StoreReadError(path, code, error);
  }
}
