import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppendFile, ensureFolder, readBytes, readBytesFrom, sha256, writeFileAtomic } from '../fs/index.ts';

/** Folder of the trials' returns in the folder of runs. It stays when runs are deleted. */
export const TRIAL_FOLDER = '.trials';

/** Stores a text under its hash, once; gives the hash. @throws StoreWriteError */
export function storeTrialText(runsDir: string, text: string): string {
  const hash = sha256(text);
  const path = pathOf(runsDir, hash);
  if (existsSync(path)) return hash;
  ensureFolder(join(runsDir, TRIAL_FOLDER));
  writeFileAtomic(path, text);
  return hash;
}

/** The text stored under a hash; undefined when it is gone or no longer has the hash. @throws StoreReadError */
export function readTrialText(runsDir: string, hash: string): string | undefined {
  const bytes = readBytes(pathOf(runsDir, hash));
  return bytes === undefined || sha256(bytes) !== hash ? undefined : new TextDecoder().decode(bytes);
}

function pathOf(runsDir: string, hash: string): string {
  return join(runsDir, TRIAL_FOLDER, `${hash.replace('sha256:', '')}.json`);
}

/** The returns of a batch's trials in one file: trial after trial, each as many little-endian float64 as the batch has days. */
export class TrialColumns {
  readonly file: string;
  readonly #length: number;
  readonly #append: AppendFile;
  readonly #bytes: DataView;

  /** Begins, or goes on with, the file `runs/.trials/<batch>.f64`. @throws StoreWriteError */
  constructor(runsDir: string, { batch, length }: { readonly batch: string; readonly length: number }) {
    this.file = `${batch}.f64`;
    this.#length = length;
    ensureFolder(join(runsDir, TRIAL_FOLDER));
    this.#append = new AppendFile(join(runsDir, TRIAL_FOLDER, this.file));
    const width = 8 * length;
    // A crash may have cut the last trial's returns: nothing points to them.
    this.#append.shorten(width === 0 ? 0 : this.#append.size - (this.#append.size % width));
    this.#bytes = new DataView(new ArrayBuffer(width));
  }

  /** Adds the returns of a trial; gives its number in the file and the hash of its bytes. @throws StoreWriteError */
  add(returns: Float64Array): { readonly column: number; readonly hash: string } {
    for (let i = 0; i < this.#length; i += 1) this.#bytes.setFloat64(8 * i, returns[i]!, true);
    const column = this.#append.size / (8 * this.#length);
    const bytes = new Uint8Array(this.#bytes.buffer);
    this.#append.append(bytes);
    return { column, hash: sha256(bytes) };
  }

  /** Makes what was added durable. @throws StoreWriteError */
  sync(): void {
    this.#append.sync();
  }

  close(): void {
    this.#append.close();
  }
}

/** A trial's returns of a batch's file; undefined when they are gone or no longer have the hash. @throws StoreReadError */
export function readTrialColumn(
  runsDir: string,
  {
    file,
    column,
    length,
    hash,
  }: { readonly file: string; readonly column: number; readonly length: number; readonly hash: string },
): Float64Array | undefined {
  const width = 8 * length;
  const bytes = readBytesFrom(join(runsDir, TRIAL_FOLDER, file), column * width, width);
  if (bytes === undefined || bytes.length < width || sha256(bytes) !== hash) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, width);
  return Float64Array.from({ length }, (_, i) => view.getFloat64(8 * i, true));
}
