import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sections } from '../../docs/.vitepress/pages.ts';
import { foreignLoads } from '../../scripts/site.ts';
import { temporaryFolder } from '../e2e/cli.testkit.ts';

test('a page that would load from another host is found, a link to one is not', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder.path, 'assets'));
  const page = '<link rel="icon" href="/own.svg"><a href="https://example.org/">read</a><script src="/own.js"></script>';
  writeFileSync(join(folder.path, 'a.html'), page);
  writeFileSync(
    join(folder.path, 'assets/a.css'),
    'a { background: url(/own.png) } b { background: url(data:image/png;base64,aa) }',
  );
  expect(foreignLoads(folder.path)).toEqual([]);
  writeFileSync(
    join(folder.path, 'b.html'),
    '<script async src="//cdn.example/x.js"></script><img alt="" src="https://example.org/x.png">',
  );
  writeFileSync(
    join(folder.path, 'assets/b.css'),
    "@import 'https://fonts.example/css'; a { src: url(https://fonts.example/f.woff2) }",
  );
  expect(foreignLoads(folder.path)).toHaveLength(4);
  folder.remove();
});

test('the sidebar has every kind of page, each under its own heading', () => {
  const all = sections();
  expect(all.map(({ folder }) => folder)).toEqual(['tutorials', 'how-to', 'reference', 'explanation', 'decisions']);
  for (const { folder, items } of all) {
    expect(items.length, folder).toBeGreaterThan(0);
    expect(new Set(items.map(({ text }) => text)).size, folder).toBe(items.length);
    for (const { link } of items) expect(link.startsWith(`/${folder}/`), link).toBe(true);
  }
});
