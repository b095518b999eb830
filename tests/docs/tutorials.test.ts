import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hasShared, root, shared, temporaryFolder } from '../e2e/cli.testkit.ts';
import { missingLine, readBlocks } from './markdown.testkit.ts';

const folder = join(root, 'docs');
const pages = [
  'index.md',
  ...['tutorials', 'how-to'].flatMap((kind) =>
    readdirSync(join(folder, kind))
      .filter((name) => name.endsWith('.md'))
      .map((name) => `${kind}/${name}`),
  ),
];

/** A page that reads market data from `$DATA` needs the reference data beside the checkout. */
const needsData = (text: string): boolean => text.includes('$DATA');

/** Runs a block of commands in a shell of its own, with the program under its two names on the path. */
function run(commands: string, cwd: string, bin: string): string {
  return execFileSync('bash', ['-euo', 'pipefail', '-c', `${commands}\n`], {
    cwd,
    encoding: 'utf8',
    env: { PATH: `${bin}:${process.env['PATH']}`, HOME: cwd, NO_COLOR: '1', QTA_FROM_SOURCE: '1', DATA: join(shared, 'data') },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

function putProgramOnPath(bin: string): void {
  mkdirSync(bin, { recursive: true });
  for (const name of ['quanttradeai', 'qta']) {
    const file = join(bin, name);
    writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'bin', 'quanttradeai.mjs')}" "$@"\n`);
    chmodSync(file, 0o755);
  }
}

describe.each(pages)('docs/%s', (page) => {
  const text = readFileSync(join(folder, page), 'utf8');
  test.skipIf(needsData(text) && !hasShared)('every command runs and prints what the page says', { timeout: 900_000 }, () => {
    const temporary = temporaryFolder();
    const work = join(temporary.path, 'work');
    mkdirSync(work);
    putProgramOnPath(join(temporary.path, 'bin'));
    let printed = '';
    let commands = 0;
    for (const block of readBlocks(text)) {
      if (block.kind === 'file') {
        mkdirSync(dirname(join(work, block.path!)), { recursive: true });
        writeFileSync(join(work, block.path!), `${block.text}\n`);
      } else if (block.kind === 'commands') {
        if (block.notRun !== undefined) continue;
        printed = run(block.text, work, join(temporary.path, 'bin'));
        commands += 1;
      } else if (block.kind === 'output') {
        expect(
          missingLine(block.text, printed),
          `line ${block.line} of ${page}: not printed; printed was:\n${printed}`,
        ).toBeUndefined();
      }
    }
    expect(commands).toBeGreaterThan(0);
    temporary.remove();
  });
});

test('commands that are not run say why', () => {
  const silent = pages.flatMap((page) =>
    readBlocks(readFileSync(join(folder, page), 'utf8'))
      .filter(({ kind, notRun, text }) => kind !== 'commands' && notRun === undefined && /^(\$ )?(quanttradeai|qta) /m.test(text))
      .map(({ line }) => `${page}:${line}`),
  );
  expect(silent, 'blocks with commands that are no sh blocks').toEqual([]);
  const reasons = pages.flatMap((page) =>
    readBlocks(readFileSync(join(folder, page), 'utf8')).flatMap(({ notRun }) => (notRun === undefined ? [] : [notRun])),
  );
  for (const reason of reasons) expect(reason.length, reason).toBeGreaterThan(20);
});

test('the page reader finds commands, files and outputs, and a missing line', () => {
  const blocks = readBlocks('a\n```sh\nls\n```\n```yaml [a.yaml]\nx: 1\n```\n```text\nhello … 3\n```\n```ts\nno\n```\n');
  expect(blocks.map(({ kind, path, text, line }) => [kind, path, text, line])).toEqual([
    ['commands', undefined, 'ls', 3],
    ['file', 'a.yaml', 'x: 1', 6],
    ['output', undefined, 'hello … 3', 9],
    ['other', undefined, 'no', 12],
  ]);
  const marked = readBlocks('<!-- not run: it needs a broker -->\n\n```sh\nls\n```\n\n```sh\nls\n```\n');
  expect(marked.map(({ notRun }) => notRun)).toEqual(['it needs a broker', undefined]);
  expect(missingLine('hello … 3', 'x\nhello big world 3\n')).toBeUndefined();
  expect(missingLine('b\na', 'a\nb\n')).toBe('a');
});
