import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { root } from '../../scripts/command.ts';

const MODULE = pathToFileURL(join(root, 'bin/cached-script.mjs')).href;

describe('a script that keeps what V8 made of it', () => {
  let base = '';
  let folder = '';
  beforeEach(() => {
    base = mkdtempSync(join(tmpdir(), 'qta-script-'));
    folder = join(base, 'cache');
    mkdirSync(folder, { mode: 0o755 });
  });
  afterEach(() => rmSync(base, { recursive: true, force: true }));

  /** Writes a script that prints a word, `hash` on its first line. */
  function write(hash: string, word: string): string {
    const file = join(base, 'script.js');
    writeFileSync(
      file,
      `// ${hash.padEnd(32, '0')}\n(function (code) { const say = () => console.log('${word}'); say(); process.exitCode = code; })\n`,
    );
    return file;
  }

  function run(file: string, code = 0, cache: string | undefined = folder): string {
    const words = `import { runCached } from '${MODULE}'; runCached(${JSON.stringify({ file, folder: cache })})(${code});`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '-e', words], { encoding: 'utf8' });
    expect({ stderr, status }).toEqual({ stderr: '', status: code });
    return stdout.trim();
  }

  test('writes its cache once, after a run that went well', () => {
    const file = write('a', 'one');
    expect(run(file, 2)).toBe('one');
    expect(readdirSync(folder)).toEqual([]);
    expect(run(file)).toBe('one');
    const [name = ''] = readdirSync(folder);
    expect(name).toMatch(/^qta-a0{31}-/);
    const bytes = readFileSync(join(folder, name));
    expect(run(file)).toBe('one');
    expect(readFileSync(join(folder, name)).equals(bytes)).toBe(true);
    expect(readdirSync(folder)).toEqual([name]);
  });

  test('is used: V8 knows a source by its length, so that a cache of another one shows', () => {
    expect(run(write('a', 'one'))).toBe('one');
    expect(run(write('a', 'two'))).toBe('one');
    expect(run(write('b', 'two'))).toBe('two');
  });

  test('a damaged cache is not used, and written again', () => {
    const file = write('a', 'one');
    run(file);
    const path = join(folder, readdirSync(folder)[0] ?? '');
    const whole = readFileSync(path);
    for (const damaged of [
      whole.subarray(0, whole.length / 2),
      Buffer.alloc(0),
      whole.map((byte, at) => (at === 200 ? byte ^ 1 : byte)),
    ]) {
      writeFileSync(path, damaged);
      expect(run(file)).toBe('one');
      expect(readFileSync(path).equals(damaged)).toBe(false);
    }
  });

  test.skipIf(process.platform === 'win32')('a folder that others may write to is left alone', () => {
    chmodSync(folder, 0o777);
    expect(run(write('a', 'one'))).toBe('one');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('works without a folder', () => {
    expect(run(write('a', 'one'), 0, undefined)).toBe('one');
    expect(run(write('a', 'one'), 0, join(base, 'none'))).toBe('one');
  });
});
