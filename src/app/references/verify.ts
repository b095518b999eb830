import { publishedFeatures } from '../../features/index.ts';
import { publishedMetrics } from '../../metrics/index.ts';
import { checkFolder, type OtherFile } from './folder.ts';
import { metricRow, type ReferenceRow, seriesRow, sum } from './row.ts';

export interface ReferenceReport {
  readonly schema_version: 1;
  /** Published figures that are part of the program. */
  readonly shipped: readonly ReferenceRow[];
  /** The folder that was asked for. */
  readonly folder: string | null;
  readonly references: readonly ReferenceRow[];
  /** Files of the folder without a row of their own. */
  readonly others: readonly OtherFile[];
  readonly totals: Readonly<Record<'cases' | 'values' | 'passed' | 'reasons' | 'failed' | 'not_checked', number>>;
}

/**
 * Compares what this program computes with figures that others published: those that ship with it, and those of a folder.
 * @throws ReferenceFolderError @throws ReferenceFileError @throws StoreReadError
 */
export function verifyReferences(folder?: string): ReferenceReport {
  const shipped = shippedRows();
  const { rows, others } = folder === undefined ? { rows: [], others: [] } : checkFolder(folder);
  const all = [...shipped, ...rows];
  const total = (key: 'cases' | 'values' | 'passed' | 'reasons' | 'failed'): number => sum(all.map((row) => row[key]));
  return {
    schema_version: 1,
    shipped,
    folder: folder ?? null,
    references: rows,
    others,
    totals: {
      cases: total('cases'),
      values: total('values'),
      passed: total('passed'),
      reasons: total('reasons'),
      failed: total('failed'),
      not_checked: others.filter(({ status }) => status === 'not_checked').length,
    },
  };
}

function shippedRows(): readonly ReferenceRow[] {
  const metrics = publishedMetrics().map(({ source, what, rows }) => metricRow({ source, what, file: null }, rows));
  const results = publishedFeatures();
  const sources = [...new Set(results.map(({ source }) => source))];
  const features = sources.map((source) => {
    const own = results.filter((result) => result.source === source);
    const what = [...new Set(own.map(({ type }) => type))].join(', ');
    return seriesRow({ source, what, file: null }, own);
  });
  return [...features, ...metrics];
}
