import { ownMemory, WORK_BYTES } from '../kernels/index.ts';
import { invariant } from './errors.ts';

const PAGE_BYTES = 65_536;
const ALIGN_BYTES = 64;
const MOST_PAGES = 65_536;

/** What {@link Arena} needs of a memory; where a program runs without WebAssembly it is an ordinary buffer. */
interface Memory {
  readonly buffer: ArrayBuffer | SharedArrayBuffer;
}

/**
 * One block of memory that columns are cut from.
 *
 * Shared by default: threads see the same bytes. `private: true`: of this thread alone, which can then run WASM kernels on the columns
 * (`kernelsFor`), and given back as soon as nothing refers to it, which shared memory is not.
 *
 * The memory is reserved once and never grows: a view taken from it stays valid. Allocation moves one pointer; `mark` and
 * `release` give back everything taken since. Freshly reserved memory reads as zero, reused memory does not; what was never touched
 * costs nothing.
 */
export class Arena {
  readonly memory: Memory;
  readonly capacity: number;
  #top = ALIGN_BYTES;

  /** @param bytes what all columns together need; rounded up to whole pages of 64 KiB */
  constructor(bytes: number, options: { readonly private?: boolean } = {}) {
    const isPrivate = options.private === true;
    const pages = Math.max(1, Math.ceil((bytes + ALIGN_BYTES) / PAGE_BYTES));
    const all = isPrivate ? pages + WORK_BYTES / PAGE_BYTES : pages;
    invariant(all <= MOST_PAGES, 'an arena holds at most 4 GiB');
    this.capacity = pages * PAGE_BYTES;
    this.memory = isPrivate ? privateMemory(all, this.capacity) : sharedMemory(all);
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

function sharedMemory(pages: number): Memory {
  if (typeof WebAssembly === 'undefined') return { buffer: new SharedArrayBuffer(pages * PAGE_BYTES) };
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

function privateMemory(pages: number, work: number): Memory {
  if (typeof WebAssembly === 'undefined') return { buffer: new ArrayBuffer(pages * PAGE_BYTES) };
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  ownMemory(memory, work);
  return memory;
}

/** Bytes that float64 columns of this length take in an arena, alignment included. */
export function columnBytes(length: number, columns: number): number {
  return columns * Math.ceil((length * 8) / ALIGN_BYTES) * ALIGN_BYTES;
}
