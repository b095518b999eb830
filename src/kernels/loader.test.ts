import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { kernelsFor, missingKernels, ownMemory, WORK_BYTES } from './index.ts';

test('kernels belong to a memory that was handed over, and to no other', () => {
  const memory = new WebAssembly.Memory({ initial: 1 + WORK_BYTES / 65_536 });
  const column = new Float64Array(memory.buffer, 64, 8);
  expect(kernelsFor(column)).toBeUndefined();
  ownMemory(memory, 65_536);
  const kernels = kernelsFor(column)!;
  expect(kernelsFor(new Float64Array(memory.buffer, 512, 4))).toBe(kernels);
  expect(kernelsFor(new Float64Array(8))).toBeUndefined();
  // Means of two: (3 + 5) / 2, (5 + 4) / 2, (4 + 10) / 2; the first window is not full.
  column.set([3, 5, 4, 10]);
  kernels.rollingMean(64, 96, kernels.work, 0, 4, 2);
  expect([...column]).toEqual([3, 5, 4, 10, NaN, 4, 4.5, 7]);
  expect(missingKernels()).toBeUndefined();
});

test.skipIf(process.arch !== 'x64')('a processor that cannot run them has none, and the reason', () => {
  const face = fileURLToPath(new URL('./index.ts', import.meta.url));
  const script = `import { kernelsFor, missingKernels, ownMemory } from ${JSON.stringify(face)};
    const memory = new WebAssembly.Memory({ initial: 8 });
    ownMemory(memory, 65536);
    console.log(JSON.stringify([kernelsFor(memory) === undefined, missingKernels()]));`;
  const options = ['--no-enable-sse4-1', '--input-type=module', '--eval', script];
  const { stdout, stderr } = spawnSync(process.execPath, options, { encoding: 'utf8' });
  expect(stdout, stderr).toBe('[true,"the processor has no WebAssembly SIMD"]\n');
});
