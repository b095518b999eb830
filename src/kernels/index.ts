export type { Kernels } from './exports.ts';
export { type InMemory, kernelsFor, missingKernels, ownMemory, WORK_BYTES } from './loader.ts';
