import { join } from 'node:path';
import { z } from 'zod';
import { readText } from '../../adapters/fs/index.ts';
import { findRun, readRunSummary } from '../../adapters/runs/index.ts';
import { sweeps } from '../../research/index.ts';
import { RunFileMissingError } from '../runs/errors.ts';

const childErrorSchema = z.object({ code: z.string(), message: z.string() });
const metricSchema = z.union([z.number(), z.string(), z.null()]);
const metricsSchema = z.record(z.string(), metricSchema);
const headSchema = z.object({ seq: z.number(), hash: z.string() });

/** `batch.json` as it is read back. */
const batchSchema = z.object({
  batch_id: z.string(),
  kind: z.enum(['sweep', 'all']),
  sweep: z.string().nullable(),
  mode: z.literal('backtest'),
  project: z.string(),
  status: z.enum(['success', 'degraded', 'failed']),
  max_concurrency: z.number(),
  counts: z.record(z.string(), z.number()),
  children: z.array(
    z.object({
      index: z.number(),
      variant: z.string().nullable(),
      agent: z.string(),
      run_id: z.string().nullable(),
      status: z.enum(['success', 'degraded', 'failed', 'halted']),
      error: childErrorSchema.nullable(),
      duration_ms: z.number(),
    }),
  ),
  winner: z
    .object({ run_id: z.string().nullable(), variant: z.string().nullable(), metric: z.string(), value: metricSchema })
    .nullable(),
  top_candidates: z.array(z.string()),
  /** Metric that children are ranked by. */
  objective: z.string(),
  returns_per_year: z.number(),
  overfitting: sweeps.sweepOverfittingSchema,
  test_window: z.array(z.object({ variant: z.string(), metrics: metricsSchema, error: childErrorSchema.nullable() })),
  ledger: z.object({ before: headSchema, head: headSchema }),
  failures: z.array(z.object({ index: z.number(), variant: z.string(), code: z.string(), message: z.string() })),
});
export type BatchDocument = z.output<typeof batchSchema>;

const resultsSchema = z.object({
  rows: z.array(
    z.object({
      index: z.number(),
      variant: z.string(),
      parameters: z.record(z.string(), z.unknown()),
      run_id: z.string().nullable(),
      status: z.enum(['success', 'degraded', 'failed', 'halted']),
      metrics: metricsSchema,
    }),
  ),
});
export type ResultRow = z.output<typeof resultsSchema>['rows'][number];

const boardSchema = z.object({
  rows: z.array(
    z.object({ rank: z.number(), name: z.string(), variant: z.string().nullable(), metrics: metricsSchema, status: z.string() }),
  ),
});
type BoardRow = z.output<typeof boardSchema>['rows'][number];

/** What came of a batch: the answer of `agent run --sweep` and `--all`, read from the batch's own files. */
export interface BatchOutcome extends BatchDocument {
  readonly schema_version: 1;
  /** Absolute. */
  readonly dir: string;
  readonly symbols: readonly string[];
  readonly window: { readonly start: string; readonly end: string; readonly timeframe: string } | null;
  readonly stamps: readonly string[];
  readonly warnings: readonly { readonly code: string; readonly message: string; readonly path: string | null }[];
  /** Of the winner; null when there is none. */
  readonly winner_metrics: ResultRow['metrics'] | null;
  readonly parameters: ResultRow['parameters'];
  readonly next_command: string | null;
  /** Rows of `scoreboard.json`, the best first. */
  readonly scoreboard: readonly BoardRow[];
}

/** @throws RunUnknownError @throws RunFileMissingError */
export function batchOutcome(runsDir: string, id: string): BatchOutcome {
  const entry = findRun(runsDir, id);
  const summary = readRunSummary(entry);
  const batch = readBatchDocument(entry.dir);
  const rows = parseResults(fileOf(entry.dir, 'results.json'));
  const best = rows.find(({ run_id, variant }) =>
    batch.winner?.variant === null ? run_id === batch.winner.run_id : variant === batch.winner?.variant,
  );
  return {
    schema_version: 1,
    ...batch,
    dir: entry.dir,
    symbols: summary.symbols,
    window: summary.window,
    stamps: summary.stamps,
    warnings: summary.warnings,
    winner_metrics: best?.metrics ?? null,
    parameters: best?.parameters ?? {},
    next_command: summary.next_command,
    scoreboard: boardSchema.parse(JSON.parse(fileOf(entry.dir, 'scoreboard.json'))).rows,
  };
}

export function readBatchDocument(dir: string): BatchDocument {
  return parseBatchDocument(fileOf(dir, 'batch.json'));
}

/** @param text of batch.json */
export function parseBatchDocument(text: string): BatchDocument {
  return batchSchema.parse(JSON.parse(text));
}

/** @param text of results.json */
export function parseResults(text: string): readonly ResultRow[] {
  return resultsSchema.parse(JSON.parse(text)).rows;
}

function fileOf(dir: string, name: string): string {
  const text = readText(join(dir, name));
  if (text === undefined) throw new RunFileMissingError(join(dir, name));
  return text;
}
