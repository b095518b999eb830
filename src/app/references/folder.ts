import { z } from 'zod';
import { compareReferences, REFERENCE_FOLDER, REFERENCE_SERIES, type ReferenceResult } from '../../features/index.ts';
import { METRIC_REFERENCES, type ReferenceSet } from '../../metrics/index.ts';
import { splits } from '../../research/index.ts';
import { ReferenceFolderError } from './errors.ts';
import { ReferenceFolder } from './read.ts';
import { metricRow, type ReferenceRow, seriesRow } from './row.ts';

/** A file that no row of the table is about. */
export interface OtherFile {
  readonly file: string;
  readonly status: 'input' | 'not_checked';
  /** Which file needs it, or why nothing checks it. */
  readonly reason: string;
}

/** Files of cases, and what answers them. */
const SETS: readonly ReferenceSet[] = [...METRIC_REFERENCES, ...splits.SPLIT_REFERENCES];

/** References of parts of the program that are not there yet. */
const LATER: readonly (readonly [folder: string, reason: string])[] = [
  ['merkle/', 'hashes and proofs of the audit log, which a later version brings'],
];

const INDEX = `${REFERENCE_FOLDER}/index.json`;
const QUOTES = ['quotes_default', 'quotes_compare'];

/** Checks every file of a folder of references; each file is in a row, an input of one, or named with the reason why it is not checked. */
export function checkFolder(path: string): { readonly rows: readonly ReferenceRow[]; readonly others: readonly OtherFile[] } {
  const folder = new ReferenceFolder(path);
  const inputs = new Map<string, string>();
  const rows = [...SETS.flatMap((set) => caseRows(folder, set, inputs)), ...indicatorRows(folder, inputs)];
  if (rows.length === 0) throw new ReferenceFolderError(path, `no check knows any of the ${folder.files.size} files in it`);
  const checked = new Set(rows.map(({ file }) => file));
  const others = [...folder.files]
    .filter((file) => !checked.has(file))
    .map((file): OtherFile => {
      const neededBy = inputs.get(file);
      if (neededBy !== undefined) return { file, status: 'input', reason: `input of ${neededBy}` };
      return { file, status: 'not_checked', reason: reasonFor(file) };
    });
  return { rows, others };
}

function caseRows(folder: ReferenceFolder, set: ReferenceSet, inputs: Map<string, string>): readonly ReferenceRow[] {
  if (!folder.files.has(set.cases)) return [];
  const tables = set.tables.map((file) => folder.table(file, set.cases));
  for (const file of set.tables) inputs.set(file, set.cases);
  const cases = folder.json(set.cases);
  const rows = shaped(folder, set.cases, () => set.rows(cases, tables));
  const sources = [...new Set(rows.map(({ source }) => source))];
  return [metricRow({ source: sources.join(', '), what: set.what, file: set.cases }, rows)];
}

/** Where the series of the indicators come from, and the call that made each. */
const indexFile = z.object({
  source: z.object({ repo: z.string(), commit: z.string() }),
  calls: z.record(z.string(), z.string()),
});

function indicatorRows(folder: ReferenceFolder, inputs: Map<string, string>): readonly ReferenceRow[] {
  const pathOf = (name: string): string => `${REFERENCE_FOLDER}/${name}.csv`;
  const first = REFERENCE_SERIES.find(({ file }) => folder.files.has(pathOf(file)));
  if (first === undefined) return [];
  const neededBy = pathOf(first.file);
  const document = folder.json(INDEX, neededBy);
  const index = shaped(folder, INDEX, () => indexFile.parse(document));
  const quotes = new Map(QUOTES.map((name) => [name, folder.bars(pathOf(name), neededBy)]));
  for (const file of [INDEX, ...QUOTES.map(pathOf)]) inputs.set(file, `${REFERENCE_FOLDER}/*.csv`);
  const results = compareReferences((name) => {
    if (quotes.has(name)) return quotes.get(name);
    const file = pathOf(name);
    return folder.files.has(file) ? textOf(folder, file) : undefined;
  });
  const byFile = new Map<string, ReferenceResult[]>();
  for (const result of results ?? []) byFile.set(result.file, [...(byFile.get(result.file) ?? []), result]);
  const source = `${index.source.repo} ${index.source.commit.slice(0, 12)}`;
  return [...byFile].map(([name, found]) => {
    const types = [...new Set(found.map(({ type }) => type))].join(', ');
    return seriesRow({ source, what: `${types}: ${index.calls[name] ?? 'no call is named'}`, file: pathOf(name) }, found);
  });
}

/** The text of a table whose rows are whole. */
function textOf(folder: ReferenceFolder, file: string): string {
  folder.table(file);
  return folder.text(file);
}

function shaped<T>(folder: ReferenceFolder, file: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof z.ZodError)) throw error;
    const [issue] = error.issues;
    return folder.refuse(file, issue?.path ?? [], issue?.message ?? error.message, error);
  }
}

function reasonFor(file: string): string {
  const later = LATER.find(([folder]) => file.startsWith(folder));
  if (later !== undefined) return later[1];
  const set = SETS.find(({ tables }) => tables.includes(file));
  if (set !== undefined) return `its cases, ${set.cases}, are not in the folder`;
  if (file.startsWith(`${REFERENCE_FOLDER}/`)) return 'no feature type has the definition of this series';
  return file.endsWith('.md') ? 'a text, no values' : 'no check knows this file';
}
