import type { ReferenceResult } from '../../features/index.ts';
import type { ConformanceRow } from '../../metrics/index.ts';

/** A case that did not simply pass. */
export interface ReferenceNote {
  readonly case: string;
  readonly verdict: 'reason' | 'fail';
  /** Printed values and ours; empty for a series, whose note names the first bar. */
  readonly expected: ConformanceRow['expected'];
  readonly got: ConformanceRow['got'];
  readonly note: string | null;
}

/** A line of the table: the cases of one source, and how they ended. Passed, reasons and failed add up to the cases. */
export interface ReferenceRow {
  readonly source: string;
  readonly what: string;
  /** In the folder of references; null for what ships with the product. */
  readonly file: string | null;
  readonly cases: number;
  /** Numbers compared: a case can be a whole series. */
  readonly values: number;
  readonly passed: number;
  /** Differences that are known and explained. */
  readonly reasons: number;
  readonly failed: number;
  readonly notes: readonly ReferenceNote[];
}

type Head = Pick<ReferenceRow, 'source' | 'what' | 'file'>;

export function metricRow(head: Head, rows: readonly ConformanceRow[]): ReferenceRow {
  const notes = rows.flatMap(({ case: name, verdict, expected, got, note }) =>
    verdict === 'pass' ? [] : [{ case: name, verdict, expected, got, note: note ?? null }],
  );
  return count(head, rows.length, sum(rows.map(({ expected }) => expected.length)), notes);
}

export function seriesRow(head: Head, results: readonly ReferenceResult[]): ReferenceRow {
  const notes = results.flatMap(({ type, output, skipped, wrong, bars, example }): ReferenceNote[] => {
    const one = { case: `${type} ${output}`, expected: [], got: [] };
    if (skipped !== undefined) return [{ ...one, verdict: 'reason', note: skipped }];
    return wrong === 0 ? [] : [{ ...one, verdict: 'fail', note: `${wrong} of ${bars} bars; ${example ?? ''}` }];
  });
  return count(head, results.length, sum(results.map(({ bars }) => bars)), notes);
}

function count(head: Head, cases: number, values: number, notes: readonly ReferenceNote[]): ReferenceRow {
  const reasons = notes.filter(({ verdict }) => verdict === 'reason').length;
  const failed = notes.length - reasons;
  return { ...head, cases, values, passed: cases - notes.length, reasons, failed, notes };
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
