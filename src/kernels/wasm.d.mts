/** The compiled kernels of assembly/, base64. Made by the build (scripts/kernels.ts), not committed. */
export const WASM: string;
