import { readdirSync, readFileSync, statSync } from 'node:fs';
import { StoreReadError, systemCode } from './errors.ts';

/** The text of a UTF-8 file, or undefined when there is no such file. @throws StoreReadError when it is there and cannot be read */
export function readText(path: string): string | undefined {
  return absentAsUndefined(path, () => readFileSync(path, 'utf8'));
}

/** As {@link readText}, as bytes. */
export function readBytes(path: string): Uint8Array | undefined {
  return absentAsUndefined(path, () => readFileSync(path));
}

/** Names in a folder in code unit order, or undefined when there is no such folder. @throws StoreReadError */
export function listFolder(path: string): readonly string[] | undefined {
  return absentAsUndefined(path, () => readdirSync(path).sort());
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
