import { closeSync, fsyncSync, ftruncateSync, openSync, rmSync, writeSync } from 'node:fs';
import { invariant } from '../../base/index.ts';
import { fileSum, HEADER_BYTES, headerBytes } from '../data/cache/column-file.ts';
import { renameDurably, writePoint, writing } from '../fs/index.ts';

const ALIGN_BYTES = 64;

/**
 * A column file that is filled block by block. It bears the name `<path>.partial` until `close`, which writes the header with the
 * checksums, so the finished name always means a whole file.
 */
export class ColumnStream {
  readonly path: string;
  readonly #rows: number;
  readonly #stride: number;
  readonly #columns: readonly string[];
  #file: number | undefined;
  #isNamed = false;

  /** @throws StoreWriteError, also when the disk has no room for the whole file */
  constructor(path: string, columns: readonly string[], rows: number) {
    this.path = path;
    this.#rows = rows;
    this.#columns = columns;
    this.#stride = Math.ceil((rows * 8) / ALIGN_BYTES) * ALIGN_BYTES;
    this.#file = writing(path, () => {
      writePoint(path);
      const file = openSync(`${path}.partial`, 'w+');
      ftruncateSync(file, HEADER_BYTES + this.#stride * columns.length);
      return file;
    });
  }

  /** Puts one stretch of every column at its place; stretches are equally long. @throws StoreWriteError */
  write(row: number, stretches: readonly Float64Array[]): void {
    const file = this.#file;
    invariant(
      file !== undefined && stretches.length === this.#columns.length,
      'an open column file takes one stretch per column',
    );
    writing(this.path, () => {
      writePoint(this.path);
      stretches.forEach((stretch, column) => {
        invariant(row + stretch.length <= this.#rows, 'a stretch lies inside its column');
        const bytes = new Uint8Array(stretch.buffer, stretch.byteOffset, stretch.byteLength);
        writeAll(file, bytes, HEADER_BYTES + column * this.#stride + row * 8);
      });
    });
  }

  /** Writes the header, makes the file durable and gives it its name; again is allowed. @throws StoreWriteError */
  close(): void {
    const file = this.#file;
    if (file === undefined) return;
    writing(this.path, () => {
      writePoint(this.path);
      const meta = Buffer.from('{"kind":"equity"}');
      const columns = this.#columns.map((name, column) => {
        const offset = HEADER_BYTES + column * this.#stride;
        return { name, offset, sum: fileSum(file, offset, this.#rows * 8) };
      });
      writeAll(file, meta, HEADER_BYTES + columns.length * this.#stride);
      writeAll(file, headerBytes({ key: 'equity', rows: this.#rows, columns, meta }), 0);
      fsyncSync(file);
    });
    this.#file = undefined;
    closeSync(file);
    renameDurably(`${this.path}.partial`, this.path);
    this.#isNamed = true;
  }

  /** Gives the unfinished file up and removes it: the run failed. */
  abandon(): void {
    if (this.#isNamed) return;
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    rmSync(`${this.path}.partial`, { force: true });
  }
}

function writeAll(file: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, at + done);
}
