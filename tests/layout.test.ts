import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { checkMachine, checkProject, checkSources } from './house/layout-checker.ts';
import { ROWS } from './house/layout-rules.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const skipped = new Set(['node_modules', '.git', '.tools', '.build', 'dist', 'coverage', 'demo-run']);
const text = /\.(ts|mts|mjs|js|json|ya?ml|md|html|css|csv|sh|txt)$|^[^.]+$|^\.[a-z]+$/;

/** Every file that is or would be committed: what git knows, or everything when there is no git. */
function committedFiles(): string[] {
  try {
    const list = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return list.split('\0').filter((path) => path !== '' && existsSync(join(root, path)));
  } catch {
    return walk('');
  }
}

function walk(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (skipped.has(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? walk(path) : [path];
  });
}

function read(paths: readonly string[]): Map<string, string> {
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

const files = committedFiles();
const folders = readdirSync(join(root, 'src')).filter((name) => statSync(join(root, 'src', name)).isDirectory());

test('every file of src/ keeps to the walls, the bans, the names and the sizes', () => {
  const sources = files.filter((path) => path.startsWith('src/') && path.endsWith('.ts'));
  expect(sources.length).toBeGreaterThan(50);
  expect(checkSources(read(sources))).toEqual([]);
});

test('every folder of src/ has a row, and its TypeScript project refers to exactly that row', () => {
  const existing = new Set(folders);
  expect(folders.filter((folder) => ROWS[folder] === undefined)).toEqual([]);
  const violations = folders.flatMap((folder) =>
    checkProject(folder, readFileSync(join(root, 'src', folder, 'tsconfig.json'), 'utf8'), existing),
  );
  expect(violations).toEqual([]);
});

test('the whole build refers to every folder of src/', () => {
  const config: unknown = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  expect(config).toEqual({
    files: [],
    references: expect.arrayContaining(folders.map((folder) => ({ path: `./src/${folder}` }))),
  });
});

test('no committed file names a place of one machine or a package registry', () => {
  const texts = files.filter((path) => text.test(path.split('/').at(-1) ?? ''));
  expect(texts.length).toBeGreaterThan(50);
  expect(checkMachine(read(texts))).toEqual([]);
});
