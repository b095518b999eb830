import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type BuildOptions, type BuildResult, build as bundle } from 'esbuild';
import { BUNDLE_PLUGINS, leaveOut } from './bundle-plugins.ts';
import { root, runNode, secondsSince, tools } from './command.ts';
import { thirdPartyNotices } from './notices.ts';
import { hashOf, readStamp, writeStamp } from './stamps.ts';

const dist = join(root, 'dist');
const stampFile = join(root, '.build', 'bundle.stamp');
const typesStampFile = join(root, '.build', 'types.stamp');

/** Daily S&P 500 bars that ship with the package, as vega-datasets 3.2.1 publishes them (see NOTICE). */
const SAMPLE = {
  from: 'node_modules/vega-datasets/data/sp500-2000.csv',
  to: 'assets/spx-daily.csv',
  sha256: '9409e9342d0657c747324e4cfabce8a8c7f663bc485b95a3378f36b0a160f8c8',
} as const;

const TEMPLATE_MODEL = { from: 'src/adapters/assets/template-model', to: 'assets/template-model' } as const;

const ENTRIES = {
  cli: 'src/cli/main.ts',
  sdk: 'src/app/sdk.ts',
  'training-worker': 'src/app/research/training-worker.ts',
  'batch-worker': 'src/app/batch/batch-worker.ts',
} as const;

/** Modules that stay packages: they carry native code or are looked up at run time. */
const EXTERNAL = ['@duckdb/node-api', 'playwright-core'];

/** What `validate` loads while it runs; with `--deep` it is a command like all others. */
const VALIDATE_LOADS = ['src/cli/program.ts', 'src/cli/commands/validate.ts', 'src/app/data/recognise.ts'].map((path) =>
  join(root, path),
);

export class BuildError extends Error {}

/** Type check and declarations of all floors; true when there is no error. Prints what the compiler says. */
export async function checkTypes(): Promise<boolean> {
  const stamp = hashOf([
    'src',
    'tests',
    'scripts',
    'bench',
    'tsconfig.json',
    'tsconfig.base.json',
    'package-lock.json',
    'vitest.config.ts',
  ]);
  if (readStamp(typesStampFile) === stamp) return true;
  if (!(await checkFloors())) return false;
  const tests = await runNode(tools.tsc, ['-p', 'tests']);
  if (tests.code !== 0) return false;
  writeStamp(typesStampFile, stamp);
  return true;
}

/** Type check of the floors alone, in their order; writes their declarations. */
export async function checkFloors(): Promise<boolean> {
  return (await runNode(tools.tsc, ['-b'])).code === 0;
}

/** Writes dist/ (bundles, sample data, notices); does nothing when no source changed. Returns what it did, for one line of output. */
export async function buildPackage(): Promise<string> {
  const started = performance.now();
  const stamp = hashOf([
    'src',
    'scripts/build.ts',
    'scripts/bundle-plugins.ts',
    'scripts/notices.ts',
    'package.json',
    'package-lock.json',
  ]);
  if (readStamp(stampFile) === stamp && outputsExist()) return 'build is current';
  rmSync(stampFile, { force: true });
  const written = await writeBundles();
  written.add(writeSample());
  for (const path of writeTemplateModel()) written.add(path);
  removeOthers(dist, written);
  writeStamp(stampFile, stamp);
  return `built ${written.size} files in ${secondsSince(started)}`;
}

/** Declarations beside the bundles, for editors of people who write strategies. Needs `checkFloors` before. */
export function copyDeclarations(): void {
  const from = join(root, '.build', 'types');
  const to = join(dist, 'types');
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
}

/**
 * The command line and the SDK are bundled apart: the SDK hands all of zod to users' modules, and in a shared bundle every command would
 * have to load it. What crosses from one to the other (feature types) is recognised by a registered symbol, not by its class.
 */
async function writeBundles(): Promise<Set<string>> {
  const missing = Object.values(ENTRIES).filter((path) => !existsSync(join(root, path)));
  if (missing.length > 0) throw new BuildError(`entry not found: ${missing.join(', ')}`);
  const written = new Set<string>();
  const inputs: string[] = [];
  for (const [name, entry] of Object.entries(ENTRIES)) {
    const result = await bundleEntry(name, entry);
    for (const file of result.outputFiles) {
      writeAtomic(file.path, file.contents);
      written.add(file.path);
    }
    inputs.push(...Object.keys(result.metafile.inputs));
  }
  const quick = await bundleValidate();
  writeAtomic(quick.path, quick.contents);
  written.add(quick.path);
  const notices = join(dist, 'THIRD-PARTY.txt');
  writeAtomic(notices, Buffer.from(thirdPartyNotices(inputs)));
  return written.add(notices);
}

const COMMON = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node24',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  write: false,
  metafile: true,
  logLevel: 'warning',
  logOverride: { 'import-is-undefined': 'error' }, // for example a name of zod that the late one lacks
} as const;

/** @throws BuildError; the bundler has printed why */
function bundleEntry(name: string, entry: string): Promise<Bundled> {
  return bundled({
    ...COMMON,
    entryPoints: { [name]: entry },
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    chunkNames: `${name}-[hash]`,
    splitting: true, // a command loads only what it needs
    format: 'esm',
    external: EXTERNAL,
    plugins: BUNDLE_PLUGINS,
  });
}

type Bundled = BuildResult<{ write: false; metafile: true }>;

async function bundled(options: BuildOptions & { write: false; metafile: true }): Promise<Bundled> {
  try {
    return await bundle(options);
  } catch (cause) {
    throw new BuildError('the program cannot be bundled', { cause });
  }
}

/**
 * `validate` without `--deep` as one script for bin/cached-script.mjs: the command line with all that this command does not load left out.
 * @throws BuildError; the bundler has printed why
 */
async function bundleValidate(): Promise<{ readonly path: string; readonly contents: Uint8Array }> {
  const result = await bundled({
    ...COMMON,
    entryPoints: [ENTRIES.cli],
    outfile: join(dist, 'validate.js'),
    format: 'iife',
    define: { 'import.meta.url': 'moduleUrl' },
    plugins: [leaveOut(VALIDATE_LOADS), ...BUNDLE_PLUGINS],
  });
  const [file] = result.outputFiles;
  if (file === undefined) throw new BuildError('validate was not bundled');
  const script = `(function (moduleUrl) {${file.text}})`;
  if (Buffer.byteLength(script) !== script.length) throw new BuildError('validate.js is not ASCII');
  const hash = createHash('sha256').update(script).digest('hex').slice(0, 32);
  return { path: file.path, contents: Buffer.from(`// ${hash}\n${script}\n`) };
}

function writeSample(): string {
  const bytes = readFileSync(join(root, SAMPLE.from));
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== SAMPLE.sha256)
    throw new BuildError(`${SAMPLE.from} is not the pinned file: SHA-256 ${found}, expected ${SAMPLE.sha256}`);
  const path = join(dist, SAMPLE.to);
  writeAtomic(path, bytes);
  return path;
}

/** The model of the model-agent template, as it is committed (`npm run template-model`). */
function writeTemplateModel(): readonly string[] {
  return readdirSync(join(root, TEMPLATE_MODEL.from)).map((name) => {
    const path = join(dist, TEMPLATE_MODEL.to, name);
    writeAtomic(path, readFileSync(join(root, TEMPLATE_MODEL.from, name)));
    return path;
  });
}

function outputsExist(): boolean {
  return [...Object.keys(ENTRIES).map((name) => `${name}.mjs`), 'validate.js', SAMPLE.to, TEMPLATE_MODEL.to].every((path) =>
    existsSync(join(dist, path)),
  );
}

/** A running program must never see half a file. */
function writeAtomic(path: string, bytes: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, path);
}

/** Chunks of an earlier build; declarations are handled by `copyDeclarations`. */
function removeOthers(folder: string, keep: ReadonlySet<string>): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (path !== join(dist, 'types')) removeOthers(path, keep);
    } else if (!keep.has(path)) rmSync(path);
  }
}
