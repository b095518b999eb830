import { invariant } from './errors.ts';

const PAGE_BYTES = 65_536;
const ALIGN_BYTES = 64;

/**
 * One block of shared memory that columns are cut from, so that worker threads and WASM kernels see the same bytes.
 *
 * The memory is reserved once and never grows: a view taken from it stays valid. Allocation moves one pointer; `mark` and
 * `release` give back everything taken since. Freshly reserved memory reads as zero, reused memory does not.
 */
export class Arena {
  readonly memory: WebAssembly.Memory;
  readonly capacity: number;
  #top = ALIGN_BYTES;

  /** @param bytes what all columns together need; rounded up to whole pages of 64 KiB */
  constructor(bytes: number) {
    const pages = Math.max(1, Math.ceil((bytes + ALIGN_BYTES) / PAGE_BYTES));
    invariant(pages <= 65_536, 'an arena holds at most 4 GiB');
    this.memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    this.capacity = pages * PAGE_BYTES;
  }

  /** Bytes taken so far. */
  get used(): number {
    return this.#top;
  }

  float64(length: number): Float64Array {
    return new Float64Array(this.memory.buffer, this.#take(length * 8), length);
  }

  int32(length: number): Int32Array {
    return new Int32Array(this.memory.buffer, this.#take(length * 4), length);
  }

  bytes(length: number): Uint8Array {
    return new Uint8Array(this.memory.buffer, this.#take(length), length);
  }

  mark(): number {
    return this.#top;
  }

  release(mark: number): void {
    invariant(mark >= ALIGN_BYTES && mark <= this.#top, 'an arena is released back to a mark taken from it');
    this.#top = mark;
  }

  #take(size: number): number {
    const start = this.#top;
    const end = start + Math.ceil(size / ALIGN_BYTES) * ALIGN_BYTES;
    invariant(end <= this.capacity, `the arena of ${this.capacity} bytes is full (${end} needed)`);
    this.#top = end;
    return start;
  }
}

/** Bytes that float64 columns of this length take in an arena, alignment included. */
export function columnBytes(length: number, columns: number): number {
  return columns * Math.ceil((length * 8) / ALIGN_BYTES) * ALIGN_BYTES;
}
