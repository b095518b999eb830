import { fstatSync, writeSync } from 'node:fs';

/** What went wrong with writing, as Node says it. */
type WriteError = Error & { readonly code?: string };

/**
 * One of the two streams that a command writes to. Node's own objects for them load its network code, which takes longer than most
 * commands; a file or a pipe is written through its number.
 */
export class Output {
  readonly #fd: 1 | 2;
  readonly #onError: (error: WriteError) => void;
  #stream: NodeJS.WriteStream | undefined;

  /** @param onError what a reader that left or a full disk means; it ends the program */
  constructor(fd: 1 | 2, onError: (error: WriteError) => void) {
    this.#fd = fd;
    this.#onError = onError;
    if (!isFileOrPipe(fd)) this.#stream = this.#opened();
  }

  get isTTY(): boolean {
    return this.#stream?.isTTY === true;
  }

  /** Width of the terminal; undefined in a file or a pipe. */
  get columns(): number | undefined {
    return this.#stream?.columns;
  }

  write(text: string): void {
    if (this.#stream !== undefined) {
      this.#stream.write(text);
      return;
    }
    const bytes = Buffer.from(text);
    let done = 0;
    try {
      while (done < bytes.length) done += writeSync(this.#fd, bytes, done);
    } catch (error) {
      if (!isWriteError(error)) throw error;
      // Someone made the pipe one that does not wait: Node's stream can.
      if (error.code === 'EAGAIN') {
        this.#stream = this.#opened();
        this.#stream.write(bytes.subarray(done));
      } else this.#onError(error);
    }
  }

  #opened(): NodeJS.WriteStream {
    const stream = this.#fd === 1 ? process.stdout : process.stderr;
    stream.on('error', this.#onError);
    return stream;
  }
}

function isFileOrPipe(fd: number): boolean {
  if (process.platform === 'win32') return false;
  try {
    const found = fstatSync(fd);
    return found.isFile() || found.isFIFO() || found.isSocket();
  } catch (error) {
    if (isWriteError(error)) return false; // closed by whoever started the program: Node's stream knows what to do
    throw error;
  }
}

function isWriteError(error: unknown): error is WriteError {
  return error instanceof Error && 'code' in error;
}
