/** The jobs of package.json, run by scripts/run.mjs under Node 24 with all packages installed. */
import { BuildError, buildPackage, checkTypes, copyDeclarations } from './build.ts';
import { buildKernels, KernelBuildError } from './kernels.ts';

const JOBS: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  setup: async () => {
    process.stdout.write(`${await buildPackage()}\nready: npm run demo, npm test\n`);
    return 0;
  },
  build: async () => {
    if (!(await checkTypes())) return 1;
    process.stdout.write(`${await buildPackage()}\n`);
    copyDeclarations();
    return 0;
  },
  demo: async () => (await import('./demo.ts')).demo(),
  test: async (args) => (await import('./test.ts')).test(args),
  check: async () => (await import('./check.ts')).check(),
  docs: async (args) => (await import('./docs.ts')).docs(args),
  'template-model': async () => (await import('./template-model.ts')).writeTemplateModel(),
  'study:noise': async (args) => (await import('../studies/noise/main.ts')).studyNoise(args),
  'study:sweeps': async (args) => (await import('../studies/sweeps/main.ts')).studySweeps(args),
  bench: async (args) => (await import('../bench/main.ts')).bench(args),
};

const [name = '', ...args] = process.argv.slice(2);
const job = JOBS[name];
if (job === undefined) {
  process.stderr.write(`no job is named "${name}"; there are ${Object.keys(JOBS).join(', ')}\n`);
  process.exitCode = 2;
} else {
  try {
    await buildKernels();
    process.exitCode = await job(args);
  } catch (error) {
    if (!(error instanceof BuildError || error instanceof KernelBuildError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
