import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Which code made a run: the package's version and the hash of the program's own files, with those of the project's modules that took part.
 * @returns `0.1.0+sha256:…`
 */
export function codeVersion(
  version: string,
  modules: { readonly projectDir: string; readonly files: readonly string[] },
): string {
  const hash = createHash('sha256').update(programHash());
  for (const file of [...modules.files].sort()) {
    hash.update(`\0${relative(modules.projectDir, file).replaceAll('\\', '/')}\0`).update(readFileSync(file));
  }
  return `${version}+sha256:${hash.digest('hex').slice(0, 16)}`;
}

let known: string | undefined;

/** The bundle's folder, or `src` of a checkout; tests are no part of the program. */
function programHash(): string {
  if (known !== undefined) return known;
  const isSource = import.meta.url.endsWith('.ts');
  const folder = fileURLToPath(new URL(isSource ? '../..' : '.', import.meta.url));
  const wanted = isSource ? /\.ts$/ : /\.mjs$/;
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => wanted.test(path) && !/\.(test|testkit)\.ts$/.test(path))
    .sort();
  const hash = createHash('sha256');
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(join(folder, file)));
  known = hash.digest('hex');
  return known;
}
