import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, runNode, tools } from './command.ts';
import { hashOf, readStamp, writeStamp } from './stamps.ts';

const ENTRY = 'src/kernels/assembly/index.ts';
/** What the compiler made, as a module of text: no binary is committed, and none has to be found at run time. */
const TARGET = join(root, 'src', 'kernels', 'wasm.mjs');
const STAMP = join(root, '.build', 'kernels.stamp');
/** Of this process: tests and scripts may build at the same time. */
const BINARY = join(root, '.build', `kernels.${process.pid}.wasm`);

/** The memory comes from outside; the kernels allocate nothing and have no runtime. */
const OPTIONS = ['--outFile', BINARY, '--runtime', 'stub', '-O3', '--noAssert', '--importMemory', '--enable', 'simd'];

export class KernelBuildError extends Error {}

/** Compiles src/kernels/assembly into src/kernels/wasm.mjs; does nothing when no source changed. @throws KernelBuildError */
export async function buildKernels(): Promise<void> {
  const stamp = hashOf(['src/kernels/assembly', 'scripts/kernels.ts', 'node_modules/assemblyscript/package.json']);
  if (existsSync(TARGET) && readStamp(STAMP) === `${stamp} ${fileHash(TARGET)}`) return;
  mkdirSync(dirname(BINARY), { recursive: true });
  const result = await runNode(tools.asc, [ENTRY, ...OPTIONS], { output: 'keep' });
  if (result.code !== 0) throw new KernelBuildError(`the kernels cannot be compiled:\n${result.output}`);
  const text = readFileSync(BINARY).toString('base64');
  rmSync(BINARY);
  const temporary = `${TARGET}.${process.pid}.tmp`;
  writeFileSync(temporary, `export const WASM = '${text}';\n`);
  renameSync(temporary, TARGET);
  writeStamp(STAMP, `${stamp} ${fileHash(TARGET)}`);
}

function fileHash(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

/** For tests that are started without the scripts. */
export async function setup(): Promise<void> {
  await buildKernels();
}
