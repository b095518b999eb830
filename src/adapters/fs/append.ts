import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, truncateSync, writeSync } from 'node:fs';
import { invariant } from '../../base/index.ts';
import { writing } from './errors.ts';
import { faultIsSet, writePoint } from './faults.ts';
import { readBytes } from './read.ts';

/**
 * A file that only grows. `append` hands whole lines to the system at once, so they survive the end of the process; `close` makes
 * them survive a power cut. A write that the system refuses half-way is taken back: the file always ends with a whole line.
 */
export class AppendFile {
  readonly path: string;
  #file: number | undefined;
  #size: number;

  /** Opens the file, creating it empty when it is absent. @throws StoreWriteError */
  constructor(path: string) {
    this.path = path;
    this.#file = writing(path, () => {
      writePoint(path);
      return openSync(path, 'a');
    });
    this.#size = fstatSync(this.#file).size;
  }

  /** Bytes written so far. */
  get size(): number {
    return this.#size;
  }

  /** Adds text, normally whole lines with their line ends. @throws StoreWriteError */
  append(text: string | Uint8Array): void {
    const file = this.#file;
    invariant(file !== undefined, `a closed file takes no more lines (${this.path})`);
    if (text.length === 0) return;
    const bytes = typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
    writing(this.path, () => {
      try {
        // A disk fills up in the middle of a write: the point of failure for tests lies between the halves.
        const half = faultIsSet() ? bytes.length >> 1 : 0;
        writeAll(file, bytes, 0, half);
        writePoint(this.path);
        writeAll(file, bytes, half, bytes.length);
      } catch (error) {
        ftruncateSync(file, this.#size);
        throw error;
      }
    });
    this.#size += bytes.length;
  }

  /** Takes away what stands behind the first `size` bytes: what a crash left of a line. @throws StoreWriteError */
  shorten(size: number): void {
    const file = this.#file;
    invariant(file !== undefined && size <= this.#size, `an open file is shortened to what it holds (${this.path})`);
    writing(this.path, () => ftruncateSync(file, size));
    this.#size = size;
  }

  /** Makes everything appended durable. @throws StoreWriteError */
  sync(): void {
    const file = this.#file;
    if (file !== undefined) writing(this.path, () => fsyncSync(file));
  }

  /** Makes the lines durable and closes the file; again is allowed. @throws StoreWriteError */
  close(): void {
    const file = this.#file;
    if (file === undefined) return;
    try {
      this.sync();
    } finally {
      this.#file = undefined;
      closeSync(file);
    }
  }
}

function writeAll(file: number, bytes: Uint8Array, from: number, to: number): void {
  for (let done = from; done < to; ) done += writeSync(file, bytes, done, to - done);
}

/** Takes away what follows the last line end of a file: a line that a crash cut short. @returns the number of bytes @throws StoreWriteError */
export function cutTornLine(path: string): number {
  const bytes = readBytes(path);
  if (bytes === undefined) return 0;
  const whole = bytes.lastIndexOf(0x0a) + 1;
  if (whole === bytes.length) return 0;
  writing(path, () => truncateSync(path, whole));
  return bytes.length - whole;
}
