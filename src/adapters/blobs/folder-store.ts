import { existsSync, rmSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ensureFolder, listFiles, readBytes, sha256, systemCode, wallClock, writeFileAtomic, writing } from '../fs/index.ts';
import { type BlobStore, digitsOf, MARK_MS } from './blob-store.ts';
import { BlobDamagedError, BlobMissingError } from './errors.ts';
import { filePieces, hashOf, writePieces } from './file-copy.ts';

/** Blobs as files of a folder that every machine mounts: `ab/cdef…`. */
export class FolderStore implements BlobStore {
  readonly place: string;
  readonly #now: () => number;

  /** @param now the time that decides what is unused */
  constructor(folder: string, now: () => number = wallClock) {
    this.place = folder;
    this.#now = now;
  }

  async put(bytes: Uint8Array): Promise<string> {
    const hash = sha256(bytes);
    const path = this.#pathOf(hash);
    if (await this.#isThere(hash, path)) return hash;
    ensureFolder(dirname(path));
    writeFileAtomic(path, bytes);
    this.#mark(path);
    return hash;
  }

  async putFile(from: string): Promise<string> {
    const hash = await hashOf(filePieces(from));
    const path = this.#pathOf(hash);
    if (await this.#isThere(hash, path)) return hash;
    ensureFolder(dirname(path));
    await writePieces(path, filePieces(from), (found) => this.#check(hash, found));
    this.#mark(path);
    return hash;
  }

  async get(hash: string): Promise<Uint8Array> {
    const bytes = readBytes(this.#pathOf(hash));
    if (bytes === undefined) throw new BlobMissingError(hash, this.place);
    this.#check(hash, sha256(bytes));
    return bytes;
  }

  async getFile(hash: string, to: string): Promise<void> {
    const path = this.#pathOf(hash);
    if (!existsSync(path)) throw new BlobMissingError(hash, this.place);
    await writePieces(to, filePieces(path), (found) => this.#check(hash, found));
  }

  async remove(hash: string): Promise<void> {
    const path = this.#pathOf(hash);
    writing(path, () => rmSync(path, { force: true }));
  }

  async removeUnused(olderThanMs: number): Promise<number> {
    const before = this.#now() - olderThanMs;
    let removed = 0;
    for (const name of listFiles(this.place) ?? []) {
      // Files of others in the folder are none of our business; temporary ones are what a crash left.
      if (!/^[0-9a-f]{2}\/[0-9a-f]{62}(\.\d+\.[0-9a-f]+\.tmp)?$/.test(name)) continue;
      const path = join(this.place, name);
      const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      if (changed === undefined || changed >= before) continue;
      writing(path, () => rmSync(path, { force: true }));
      removed += 1;
    }
    return removed;
  }

  #pathOf(hash: string): string {
    const digits = digitsOf(hash);
    return join(this.place, digits.slice(0, 2), digits.slice(2));
  }

  #check(hash: string, found: string): void {
    if (found !== hash) throw new BlobDamagedError(hash, found, this.place);
  }

  /** Whole content that is there is marked as used; a damaged file is written again. */
  async #isThere(hash: string, path: string): Promise<boolean> {
    const changed = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
    if (changed === undefined || (await hashOf(filePieces(path))) !== hash) return false;
    if (Math.abs(this.#now() - changed) > MARK_MS) this.#mark(path);
    return true;
  }

  /** Another machine may remove the file at the same moment. */
  #mark(path: string): void {
    const seconds = this.#now() / 1000;
    try {
      utimesSync(path, seconds, seconds);
    } catch (error) {
      if (systemCode(error) !== 'ENOENT') throw error;
    }
  }
}
