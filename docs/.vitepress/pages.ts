import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of pages. */
const docs = fileURLToPath(new URL('../', import.meta.url));

export interface Page {
  readonly text: string;
  readonly link: string;
}

/** One of the kinds of pages: a folder, its pages by what they are called. */
export interface Section {
  readonly folder: string;
  readonly text: string;
  readonly items: readonly Page[];
}

/** Folders in the order of the sidebar. */
const FOLDERS: readonly (readonly [folder: string, text: string])[] = [
  ['tutorials', 'Tutorials'],
  ['how-to', 'How to'],
  ['reference', 'Reference'],
  ['explanation', 'Explanation'],
  ['decisions', 'Decisions'],
];

/** Every page of every folder, by its first heading; a page that somebody adds is there without being listed. */
export function sections(): readonly Section[] {
  return FOLDERS.map(([folder, text]) => ({
    folder,
    text,
    items: readdirSync(join(docs, folder))
      .filter((name) => name.endsWith('.md'))
      .sort()
      .map((name) => ({ text: titleOf(join(docs, folder, name)), link: `/${folder}/${name.replace(/\.md$/, '')}` })),
  }));
}

/** @throws Error when a page has no heading */
function titleOf(file: string): string {
  const title = /^# (.+)$/m.exec(readFileSync(file, 'utf8'))?.[1];
  if (title === undefined) throw new Error(`${file} has no heading "# …"`);
  return title.replaceAll('`', '');
}

/** A heading as a link names it, as GitHub does: `equity_curve.csv` → `equity_curvecsv`. */
export function anchorOf(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
    .replaceAll(' ', '-');
}
