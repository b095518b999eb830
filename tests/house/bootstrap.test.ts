import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  findNpm,
  installedPackagesMatch,
  JOBS,
  main,
  NODE_PACKAGES,
  nodePackageFor,
  Stop,
  withLock,
} from '../../scripts/bootstrap.mjs';
import { root } from '../../scripts/command.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'house-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function write(path: string, content: unknown): string {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

describe('which Node', () => {
  test.each(Object.entries(NODE_PACKAGES))('%s has an exact version of major 24 and a checked tarball', (platform, wanted) => {
    expect(nodePackageFor(platform, platform.startsWith('linux') ? 'glibc' : undefined)).toBe(wanted);
    expect(wanted.version).toMatch(/^24\.\d+\.\d+$/);
    expect(Buffer.from(wanted.integrity.replace(/^sha512-/, ''), 'base64')).toHaveLength(64);
  });

  test.each([
    ['win32-x64', undefined, 'win32-x64'],
    ['linux-x64', 'musl', 'linux-x64 with musl'],
    ['linux-arm', 'glibc', 'linux-arm'],
  ] as const)('%s %s gets one line and exit code 3', (platform, libc, named) => {
    const attempt = (): unknown => nodePackageFor(platform, libc);
    expect(attempt).toThrow(Stop);
    expect(attempt).toThrow(
      new RegExp(
        `^Node\\.js 24 or newer is needed and cannot be installed by itself on ${named} \\(this is v[0-9.]+\\): see https://\\S+$`,
      ),
    );
  });
});

describe('npm', () => {
  test('the npm that started us comes first', () => {
    const npm = write('a/npm-cli.js', '');
    expect(findNpm({ npm_execpath: npm, PATH: '' }, process.execPath)).toBe(npm);
  });

  test('another package manager is not taken for npm; the one on PATH is found through its link', () => {
    const npm = write('lib/node_modules/npm/bin/npm-cli.js', '');
    mkdirSync(join(folder, 'bin'));
    symlinkSync(npm, join(folder, 'bin/npm'));
    const node = write('node/bin/node', '');
    expect(findNpm({ npm_execpath: write('pnpm.cjs', ''), PATH: `/nowhere:${join(folder, 'bin')}` }, node)).toBe(npm);
  });

  test('beside the running Node', () => {
    const npm = write('node/lib/node_modules/npm/bin/npm-cli.js', '');
    expect(findNpm({ PATH: '' }, write('node/bin/node', ''))).toBe(npm);
  });

  test('none: one line', () => {
    expect(() => findNpm({ PATH: folder }, write('node/bin/node', ''))).toThrow('npm was not found');
  });
});

describe('does node_modules match the lockfile', () => {
  const entry = { version: '1.0.0', integrity: 'sha512-a' };
  const here = { os: [process.platform], cpu: [process.arch], optional: true };
  const lock = { '': {}, 'node_modules/a': entry, 'node_modules/elsewhere': { ...entry, optional: true, os: ['plan9'] } };

  function install(wanted: object, present: object | undefined, folders: readonly string[]): boolean {
    write('package-lock.json', { packages: wanted });
    if (present !== undefined) write('node_modules/.package-lock.json', { packages: present });
    for (const name of folders) write(`node_modules/${name}/package.json`, '{}');
    return installedPackagesMatch(folder);
  }

  test('yes: optional packages of other systems may be absent', () => {
    expect(install(lock, { 'node_modules/a': entry }, ['a'])).toBe(true);
  });
  test.each([
    ['nothing installed', lock, undefined, []],
    ['another version', lock, { 'node_modules/a': { ...entry, version: '1.0.1' } }, ['a']],
    ['another tarball', lock, { 'node_modules/a': { ...entry, integrity: 'sha512-b' } }, ['a']],
    ['its folder is gone', lock, { 'node_modules/a': entry }, []],
    ['one too many', lock, { 'node_modules/a': entry, 'node_modules/b': entry }, ['a', 'b']],
    [
      'an optional package of this system is missing',
      { ...lock, 'node_modules/b': { ...entry, ...here } },
      { 'node_modules/a': entry },
      ['a'],
    ],
  ])('no: %s', (_, wanted, present, folders) => {
    expect(install(wanted, present, folders)).toBe(false);
  });
  test('no: npm was killed while it wrote its list', () => {
    install(lock, { 'node_modules/a': entry }, ['a']);
    write('node_modules/.package-lock.json', '{"packages": {');
    expect(installedPackagesMatch(folder)).toBe(false);
  });
});

describe('the lock', () => {
  test('two at once run one after the other', async () => {
    const steps: string[] = [];
    const work = (name: string) => async () => {
      steps.push(`${name} in`);
      await new Promise((done) => setImmediate(done));
      steps.push(`${name} out`);
    };
    await Promise.all([withLock(work('a'), { folder }), withLock(work('b'), { folder })]);
    expect(steps).toEqual(['a in', 'a out', 'b in', 'b out']);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a lock whose owner died is taken over', async () => {
    const dead = spawnSync(process.execPath, ['--version']).pid;
    write(`lock/${dead}`, '');
    expect(await withLock(() => 'done', { folder })).toBe('done');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a lock whose owner lives is waited for, not for ever', async () => {
    write(`lock/${process.ppid}`, '');
    await expect(withLock(() => 'done', { folder, waitMs: 0 })).rejects.toThrow('another set-up holds');
    expect(existsSync(join(folder, `lock/${process.ppid}`))).toBe(true);
  });

  test('a failing work gives the lock back', async () => {
    await expect(withLock(() => Promise.reject(new Error('no')), { folder })).rejects.toThrow('no');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a folder that cannot be written is one line', async () => {
    const file = write('file', '');
    await expect(withLock(() => 'done', { folder: file })).rejects.toThrow(Stop);
  });
});

test('an unknown job is the usage line and exit code 2', () => {
  const result = spawnSync(process.execPath, [join(root, 'scripts/run.mjs'), 'dance'], { encoding: 'utf8' });
  expect(result.status).toBe(2);
  expect(result.stderr).toBe(`usage: node scripts/run.mjs ${JOBS.join('|')}\n`);
  expect(typeof main).toBe('function');
});

test('every npm script is a job, every job has its script, and the Makefile knows the usual ones', () => {
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const jobs = JOBS.map((job) => [job, `node scripts/run.mjs ${job}`]);
  expect(scripts).toEqual({ ...Object.fromEntries(jobs), prepack: 'node scripts/run.mjs build' });
  const makefile = readFileSync(join(root, 'Makefile'), 'utf8');
  expect(makefile).toContain('\nsetup demo test docs bench:\n');
});
