import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/command.ts';
import { missingLine, readBlocks } from '../docs/markdown.testkit.ts';

const text = readFileSync(join(root, 'README.md'), 'utf8');

test('the run in the README gives what the README shows', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'qta-readme-'));
  try {
    const bin = join(folder, 'bin');
    mkdirSync(bin);
    writeFileSync(
      join(bin, 'quanttradeai'),
      `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'bin/quanttradeai.mjs')}" "$@"\n`,
    );
    chmodSync(join(bin, 'quanttradeai'), 0o755);
    const commands = readBlocks(text).find((block) => block.kind === 'commands' && block.text.includes('quanttradeai init'));
    const shown = readBlocks(text).find((block) => block.kind === 'output');
    const printed = execFileSync('bash', ['-euo', 'pipefail', '-c', commands?.text ?? 'exit 1'], {
      cwd: folder,
      encoding: 'utf8',
      env: { PATH: `${bin}:${process.env['PATH']}`, HOME: folder, NO_COLOR: '1', QTA_FROM_SOURCE: '1' },
    });
    expect(shown?.text.trim()).not.toBe('');
    expect(missingLine(shown?.text ?? '', printed)).toBe(undefined);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the README shows a real run within 30 lines, both commands among them', () => {
  const lines = text.split('\n').slice(0, 30);
  for (const command of ['npm run demo', 'npm test', 'quanttradeai init', 'quanttradeai agent run', 'verdict', 'report']) {
    expect(
      lines.some((line) => line.startsWith(command)),
      command,
    ).toBe(true);
  }
});

test('no page links to a file that does not exist', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`),
  ];
  const broken: string[] = [];
  for (const page of pages.filter((name) => name.endsWith('.md'))) {
    for (const [, target = ''] of readFileSync(join(root, page), 'utf8').matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
      if (!/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(page), target))) broken.push(`${page}: ${target}`);
    }
  }
  expect(broken).toEqual([]);
});
