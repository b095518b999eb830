import { createHash } from 'node:crypto';
import { closeSync, createReadStream, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { randomHex, StoreReadError, syncFolder, systemCode, writePoint, writing } from '../fs/index.ts';

const PIECE_BYTES = 1 << 20;

/**
 * Writes pieces as a file, which is there wholly or not at all, and durable.
 * @param check looks at the hash before the file gets its name; what it throws leaves nothing behind
 * @returns the hash @throws StoreWriteError and what the pieces throw
 */
export async function writePieces(
  path: string,
  pieces: AsyncIterable<Uint8Array>,
  check: (hash: string) => void = () => {},
): Promise<string> {
  const temporary = `${path}.${process.pid}.${randomHex(6)}.tmp`;
  const hash = createHash('sha256');
  const file = writing(path, () => {
    writePoint(path);
    return openSync(temporary, 'wx');
  });
  try {
    try {
      for await (const piece of pieces) {
        hash.update(piece);
        writing(path, () => {
          writePoint(path);
          for (let done = 0; done < piece.length; ) done += writeSync(file, piece, done);
        });
      }
      writing(path, () => fsyncSync(file));
    } finally {
      closeSync(file);
    }
    const found = `sha256:${hash.digest('hex')}`;
    check(found);
    writing(path, () => {
      writePoint(path);
      renameSync(temporary, path);
      syncFolder(dirname(path));
    });
    return found;
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A file as pieces. @throws StoreReadError */
export async function* filePieces(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const piece of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
      yield piece instanceof Uint8Array ? piece : Buffer.from(piece);
    }
  } catch (error) {
    const code = systemCode(error);
    throw code === undefined ? error : new StoreReadError(path, code, error);
  }
}

/** `sha256:…` of pieces that are not kept. */
export async function hashOf(pieces: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of pieces) hash.update(piece);
  return `sha256:${hash.digest('hex')}`;
}
