/** The walls of the house: which folder of src/ may import which, and what each may touch. */

/** Exact import rows. A folder that is not built yet keeps its row. */
export const ROWS: Readonly<Record<string, readonly string[]>> = {
  kernels: [],
  base: ['kernels'],
  market: ['base'],
  config: ['base'],
  audit: ['base'],
  metrics: ['base', 'kernels'],
  trading: ['base', 'market'],
  features: ['base', 'kernels', 'market'],
  labels: ['base', 'kernels', 'market'],
  models: ['base', 'kernels', 'market'],
  ports: ['base', 'market', 'trading'],
  sim: ['base', 'kernels', 'market', 'trading', 'ports'],
  engine: ['base', 'kernels', 'market', 'trading', 'ports', 'sim'],
  research: ['base', 'kernels', 'market', 'metrics', 'features', 'labels', 'models'],
  agents: ['base', 'market', 'trading', 'ports', 'features', 'models'],
  worlds: ['base', 'market', 'trading', 'metrics', 'research'],
  report: ['base', 'market', 'metrics'],
  adapters: ['base', 'market', 'config', 'audit', 'trading', 'ports'],
  app: [
    ...['kernels', 'base', 'market', 'config', 'audit', 'metrics', 'trading', 'features', 'labels', 'models', 'ports'],
    ...['sim', 'engine', 'research', 'agents', 'worlds', 'report', 'adapters'],
  ],
  cli: ['base', 'config', 'metrics', 'report', 'app'],
  web: ['base', 'config', 'metrics', 'report', 'app'],
};

/** Folders that may use Node and the packages of package.json. All others are pure: no clock, chance, locale, file or process. */
export const OUTER = new Set(['adapters', 'app', 'cli', 'web']);

/** Folders whose parts are loaded one by one, so that a command does not load all: each part's own face may be imported. */
export const FACES_OF_PARTS = new Set(['adapters', 'app']);

/** Modules that the build makes; a declaration beside them is committed. */
export const GENERATED = new Set(['./wasm.mjs']);

/** Packages of the pure folders. */
export function packageAllowed(folder: string, name: string): boolean {
  if (OUTER.has(folder)) return true;
  if (name === 'zod') return folder !== 'kernels';
  return name === 'yaml' && folder === 'config';
}

/** Packages that tests beside the sources may use on top. */
export const TEST_PACKAGES = new Set(['vitest', 'fast-check', 'playwright-core', 'axe-core', 'typescript', 'yaml', 'zod']);

/** Functions of Math whose last bit depends on the platform; base/math has versions that do not. */
export const PLATFORM_MATH = new Set(
  (
    'acos acosh asin asinh atan atan2 atanh cbrt cos cosh exp expm1 hypot log log10 log1p log2 pow sin sinh tan tanh random' as const
  ).split(' '),
);

/** Names of the surroundings that pure folders must not reach for. */
export const AMBIENT = new Set(
  (
    'console process globalThis performance fetch setTimeout setInterval setImmediate queueMicrotask navigator require' as const
  ).split(' '),
);

/** Folder and file names that say nothing about what is inside. */
export const VAGUE_NAMES = new Set(['utils', 'util', 'common', 'misc', 'helpers', 'helper', 'shared', 'stuff', 'lib']);

export const MAX_FUNCTION_LINES = 70;
export const MAX_FILE_LINES = 500;

/** A comment that lifts a size limit must say why. */
export const LONG_BECAUSE = /layout: long because \S+/;
