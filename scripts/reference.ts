import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { commandReference } from '../src/cli/index.ts';
import { renderGlossaryPage } from '../src/metrics/index.ts';
import { root } from './command.ts';
import { renderConfig } from './pages/config.ts';
import { renderErrors } from './pages/errors.ts';
import { renderFeatures } from './pages/features.ts';
import { renderLabels } from './pages/labels.ts';
import { renderModels } from './pages/models.ts';

/** A page of docs/reference that is made from the sources. */
interface Page {
  readonly path: string;
  readonly render: () => string;
}

const PAGES: readonly Page[] = [
  { path: 'docs/reference/command-line.md', render: commandReference },
  { path: 'docs/reference/config.md', render: renderConfig },
  { path: 'docs/reference/errors.md', render: renderErrors },
  { path: 'docs/reference/features.md', render: renderFeatures },
  { path: 'docs/reference/glossary.md', render: renderGlossaryPage },
  { path: 'docs/reference/labels.md', render: renderLabels },
  { path: 'docs/reference/models.md', render: renderModels },
];

/** Pages whose file differs from what the sources say. */
export function stalePages(): string[] {
  return PAGES.filter(({ path, render }) => {
    const file = join(root, path);
    return !existsSync(file) || readFileSync(file, 'utf8') !== render();
  }).map(({ path }) => path);
}

export function writePages(): void {
  for (const { path, render } of PAGES) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, render());
  }
}
