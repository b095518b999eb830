/**
 * A store of content by its hash that several machines see. What is stored under a hash never changes; reading checks it.
 * Hashes are `sha256:` and 64 hexadecimal digits.
 */
export interface BlobStore {
  /** For people: a folder, or bucket and prefix. */
  readonly place: string;
  /** Stores bytes and gives their hash; what is there already is not written again. @throws StoreWriteError, S3Error */
  put(bytes: Uint8Array): Promise<string>;
  /** As `put` for a file of any size, a piece at a time. @throws StoreWriteError, StoreReadError, S3Error */
  putFile(path: string): Promise<string>;
  /** @throws BlobMissingError, BlobDamagedError, StoreReadError, S3Error */
  get(hash: string): Promise<Uint8Array>;
  /** Writes the content as a file, wholly or not at all; its folder must exist. @throws as `get` and StoreWriteError */
  getFile(hash: string, path: string): Promise<void>;
  /** Nothing happens when it is absent. @throws StoreWriteError, S3Error */
  remove(hash: string): Promise<void>;
  /**
   * Removes what nobody has stored or asked to store for so long. A batch stores what it needs at its start, so that nothing in use goes away.
   * @returns how many @throws StoreWriteError, S3Error
   */
  removeUnused(olderThanMs: number): Promise<number>;
}

/** Content that is there is marked as used at most this often. */
export const MARK_MS = 86_400_000;

const HASH = /^sha256:([0-9a-f]{64})$/;

/** The hexadecimal digits of a hash. @throws RangeError for other text: a hash from outside never becomes a path as it is */
export function digitsOf(hash: string): string {
  const match = HASH.exec(hash);
  if (match === null) throw new RangeError('a blob is named by sha256: and 64 hexadecimal digits');
  return match[1]!;
}
