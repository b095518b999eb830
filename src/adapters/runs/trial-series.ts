import { closeSync, constants, existsSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { invariant } from '../../base/index.ts';
import { ensureFolder, readBytes, readBytesFrom, sha256, writeFileAtomic, writePoint, writing } from '../fs/index.ts';

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

/**
 * The returns of a batch's trials in one file: column after column, each as many little-endian float64 as the batch has days. A trial has its
 * column by its number in the batch, so that the file is the same in whatever order trials end; columns of trials without returns are zeros.
 */
export class TrialColumns {
  readonly file: string;
  readonly #path: string;
  readonly #length: number;
  #open: number | undefined;

  /** Begins, or goes on with, the file `runs/.trials/<batch>.f64`. @throws StoreWriteError */
  constructor(runsDir: string, { batch, length }: { readonly batch: string; readonly length: number }) {
    this.file = `${batch}.f64`;
    this.#path = join(runsDir, TRIAL_FOLDER, this.file);
    this.#length = length;
    ensureFolder(join(runsDir, TRIAL_FOLDER));
    this.#open = writing(this.#path, () => {
      writePoint(this.#path);
      return openSync(this.#path, constants.O_RDWR | constants.O_CREAT, 0o666);
    });
  }

  /** Writes the returns of a trial; gives the hash of their bytes. Again is allowed. @throws StoreWriteError */
  put(column: number, returns: Float64Array): string {
    const open = this.#open;
    invariant(open !== undefined, `a closed file takes no more columns (${this.#path})`);
    invariant(returns.length === this.#length, 'the trials of a batch have the same days');
    const bytes = littleEndian(returns);
    writing(this.#path, () => {
      writePoint(this.#path);
      for (let done = 0; done < bytes.length; )
        done += writeSync(open, bytes, done, bytes.length - done, 8 * this.#length * column + done);
    });
    return sha256(bytes);
  }

  /** Makes what was written durable. @throws StoreWriteError */
  sync(): void {
    const open = this.#open;
    if (open !== undefined) writing(this.#path, () => fsyncSync(open));
  }

  close(): void {
    const open = this.#open;
    if (open === undefined) return;
    try {
      this.sync();
    } finally {
      this.#open = undefined;
      closeSync(open);
    }
  }
}

/** The hash that a column of a batch's file has. */
export function columnHash(returns: Float64Array): string {
  return sha256(littleEndian(returns));
}

function littleEndian(returns: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * returns.length));
  for (let i = 0; i < returns.length; i += 1) view.setFloat64(8 * i, returns[i]!, true);
  return new Uint8Array(view.buffer);
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
