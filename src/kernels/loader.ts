import type { Kernels } from './exports.ts';
import { WASM } from './wasm.mjs';

/** Bytes behind the columns of a memory that kernels may use while they run. */
export const WORK_BYTES = 6 * 65_536;

const STATE_SLOTS = 8;

/** Kernels bound to the memory that columns lie in. */
export interface InMemory extends Kernels {
  /** Where the {@link WORK_BYTES} begin. */
  readonly work: number;
  /** The first numbers at {@link work}: where kernels that carry a state find it and leave it. */
  readonly state: Float64Array;
}

interface Owned {
  readonly memory: WebAssembly.Memory;
  readonly work: number;
  kernels?: InMemory;
}

const owned = new WeakMap<object, Owned>();
let compiled: WebAssembly.Module | string | undefined;

/** Lets kernels run on a memory that this thread made and shares with none. `work`: where {@link WORK_BYTES} begin that hold no column. */
export function ownMemory(memory: WebAssembly.Memory, work: number): void {
  owned.set(memory.buffer, { memory, work });
}

/**
 * The kernels for columns of one owned memory. Undefined when the column lies elsewhere, or when this machine cannot run them: the
 * caller then uses its form in TypeScript, which gives the same bits.
 */
export function kernelsFor(column: { readonly buffer: object }): InMemory | undefined {
  const own = owned.get(column.buffer);
  if (own === undefined) return undefined;
  if (own.kernels !== undefined) return own.kernels;
  const module = compile();
  if (typeof module === 'string') return undefined;
  const { exports } = new WebAssembly.Instance(module, { env: { memory: own.memory } });
  const state = new Float64Array(own.memory.buffer, own.work, STATE_SLOTS);
  own.kernels = { ...(exports as Kernels), work: own.work, state };
  return own.kernels;
}

/** Why the kernels cannot run here; undefined: they can. */
export function missingKernels(): string | undefined {
  const module = compile();
  return typeof module === 'string' ? module : undefined;
}

function compile(): WebAssembly.Module | string {
  compiled ??= make();
  return compiled;
}

function make(): WebAssembly.Module | string {
  if (typeof WebAssembly === 'undefined') return 'this program runs without WebAssembly';
  const bytes = Uint8Array.from(atob(WASM), (letter) => letter.charCodeAt(0));
  return WebAssembly.validate(bytes) ? new WebAssembly.Module(bytes) : 'the processor has no WebAssembly SIMD';
}
