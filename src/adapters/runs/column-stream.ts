import { closeSync, fsyncSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { invariant } from '../../base/index.ts';
import { renameDurably, syncFolder, writePoint, writing } from '../fs/index.ts';

const HEADER_BYTES = 4096;
const ALIGN_BYTES = 64;

/**
 * A column file that is filled block by block: a header of 4,096 bytes with JSON, then one 64-byte aligned run of little-endian
 * float64 per column. It bears the name `<path>.partial` until `close`, so the finished name always means a whole file.
 */
export class ColumnStream {
  readonly path: string;
  readonly #rows: number;
  readonly #stride: number;
  readonly #columns: number;
  #file: number | undefined;

  /** @throws StoreWriteError, also when the disk has no room for the whole file */
  constructor(path: string, columns: readonly string[], rows: number) {
    this.path = path;
    this.#rows = rows;
    this.#columns = columns.length;
    this.#stride = Math.ceil((rows * 8) / ALIGN_BYTES) * ALIGN_BYTES;
    const header = columnFileHeader(columns, rows, this.#stride);
    this.#file = writing(path, () => {
      writePoint(path);
      const file = openSync(`${path}.partial`, 'w');
      ftruncateSync(file, HEADER_BYTES + this.#stride * columns.length);
      writeSync(file, header, 0, header.length, 0);
      return file;
    });
  }

  /** Puts one stretch of every column at its place; stretches are equally long. @throws StoreWriteError */
  write(row: number, stretches: readonly Float64Array[]): void {
    const file = this.#file;
    invariant(file !== undefined && stretches.length === this.#columns, 'an open column file takes one stretch per column');
    writing(this.path, () => {
      writePoint(this.path);
      stretches.forEach((stretch, column) => {
        invariant(row + stretch.length <= this.#rows, 'a stretch lies inside its column');
        const bytes = new Uint8Array(stretch.buffer, stretch.byteOffset, stretch.byteLength);
        writeAll(file, bytes, HEADER_BYTES + column * this.#stride + row * 8);
      });
    });
  }

  /** Makes the file durable and gives it its name; again is allowed. @throws StoreWriteError */
  close(): void {
    if (this.#file === undefined) return;
    this.#end(true);
    renameDurably(`${this.path}.partial`, this.path);
    syncFolder(dirname(this.path));
  }

  /** Gives the unfinished file up and removes it: the run failed. */
  abandon(): void {
    if (this.#file === undefined) return;
    this.#end(false);
    rmSync(`${this.path}.partial`, { force: true });
  }

  #end(sync: boolean): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    try {
      if (sync) writing(this.path, () => fsyncSync(file));
    } finally {
      closeSync(file);
    }
  }
}

function writeAll(file: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, at + done);
}

function columnFileHeader(columns: readonly string[], rows: number, stride: number): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES, 0x20);
  const places = columns.map((name, column) => ({ name, offset: HEADER_BYTES + column * stride }));
  const text = JSON.stringify({ schema: 1, kind: 'equity', type: 'float64le', rows, columns: places });
  invariant(text.length < HEADER_BYTES, 'the header of a column file fits its 4,096 bytes');
  header.write(text, 'utf8');
  header[HEADER_BYTES - 1] = 0x0a;
  return header;
}
