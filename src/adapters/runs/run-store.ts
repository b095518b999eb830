import { join } from 'node:path';
import { z } from 'zod';
import { AppError, isoTime, nearest } from '../../base/index.ts';
import { isFolder, listFolder, lockHolder, readText } from '../fs/index.ts';
import { RUN_LOCK } from './run-writer.ts';
import {
  modeOfFamily,
  RUN_FAMILIES,
  RUN_INTERRUPTED,
  RUN_STATUSES,
  type RunFamily,
  type RunSummary,
  startedSummary,
  startOfFolderName,
} from './summary.ts';

/** A run as its folder shows it, before any file is read. */
export interface RunEntry {
  readonly runId: string;
  readonly family: RunFamily;
  readonly folder: string;
  readonly dir: string;
  readonly startedAt: number;
}

/** No run has the id. */
export class RunUnknownError extends AppError {
  readonly code = 'RUN_UNKNOWN';
  readonly asked: string;

  constructor(asked: string, hint: string) {
    super(`no run is named "${asked}"`, { hint });
    this.asked = asked;
  }
}

/** All runs, newest first, equal starts by id. A folder that is not a run's is passed over. */
export function listRuns(runsDir: string, families: readonly RunFamily[] = RUN_FAMILIES): readonly RunEntry[] {
  const entries: RunEntry[] = [];
  for (const family of families) {
    for (const folder of listFolder(join(runsDir, family)) ?? []) {
      const startedAt = startOfFolderName(folder);
      const dir = join(runsDir, family, folder);
      if (startedAt !== undefined && isFolder(dir))
        entries.push({ runId: `${family}/${folder}`, family, folder, dir, startedAt });
    }
  }
  return entries.sort((a, b) => b.startedAt - a.startedAt || (a.runId < b.runId ? -1 : 1));
}

/**
 * The run with this id: the full `agent/backtest/…` or the folder's own name.
 * @throws RunUnknownError with the nearest id
 */
export function findRun(runsDir: string, asked: string): RunEntry {
  const wanted = asked.replace(/^(?:\.\/)?runs\//, '').replace(/\/+$/, '');
  const entries = listRuns(runsDir);
  const found = entries.find((entry) => entry.runId === wanted || entry.folder === wanted);
  if (found !== undefined) return found;
  const known = entries.flatMap(({ runId, folder }) => [folder, runId]);
  const near = nearest(wanted, known);
  if (near !== undefined) throw new RunUnknownError(asked, `did you mean "${near}"?`);
  const hint = entries.length === 0 ? `there are no runs in ${runsDir} yet` : 'list them with `quanttradeai runs list`';
  throw new RunUnknownError(asked, hint);
}

const summarySchema = z.looseObject({
  schema_version: z.literal(1),
  run_id: z.string(),
  type: z.enum(['research', 'agent', 'batch']),
  mode: z.enum(['backtest', 'paper', 'live']).nullable(),
  name: z.string(),
  kind: z.string().nullable(),
  project: z.string().nullable(),
  world: z.string().nullable(),
  origin: z.enum(['cli', 'submit', 'batch', 'sweep', 'auto', 'mcp']),
  parent: z.string().nullable(),
  status: z.enum(RUN_STATUSES),
  error: z.object({ code: z.string(), message: z.string() }).nullable(),
  verdict: z.enum(['valid', 'invalid', 'pending']).nullable(),
  verdict_line: z.string().nullable(),
  timestamps: z.object({ started_at: z.string(), completed_at: z.string().nullable() }),
  symbols: z.array(z.string()),
  window: z.object({ start: z.string(), end: z.string(), timeframe: z.string() }).nullable(),
  data_fingerprint: z.string().nullable(),
  config_hash: z.string().nullable(),
  code_version: z.string().nullable(),
  cassette_hash: z.string().nullable(),
  seed: z.number().nullable(),
  trials: z.object({ n: z.number(), n_effective: z.number().nullable() }).nullable(),
  ledger: z.object({ seq: z.number(), hash: z.string() }).nullable(),
  decisions_not_written: z.record(z.string(), z.number()).nullable(),
  stamps: z.array(z.string()),
  warnings: z.array(z.object({ code: z.string(), message: z.string(), path: z.string().nullable() })),
  artifacts: z.record(z.string(), z.string()),
  improvement_hints: z.array(z.string()),
  next_command: z.string().nullable(),
});

/**
 * The summary of a run as every reader must see it: a run whose status is `running` and whose lock no live process holds is failed
 * with `RUN_INTERRUPTED`; a run without a readable summary is failed with `RUN_UNREADABLE`.
 * @throws StoreReadError when the file is there and may not be read
 */
export function readRunSummary(entry: RunEntry): RunSummary {
  const text = readText(join(entry.dir, 'summary.json'));
  const summary = text === undefined ? undefined : parseSummary(text);
  if (summary === undefined) {
    const startedAt = isoTime(entry.startedAt);
    const mode = modeOfFamily(entry.family);
    const name = entry.folder.slice(20, -5);
    const identity = { runId: entry.runId, family: entry.family, mode, name, startedAt };
    const message = text === undefined ? 'summary.json is missing' : 'summary.json cannot be read';
    return { ...startedSummary(identity), status: 'failed', error: { code: 'RUN_UNREADABLE', message } };
  }
  if (summary.status !== 'running' || lockHolder(join(entry.dir, RUN_LOCK)) !== undefined) return summary;
  // The run may have ended between the two reads.
  const again = parseSummary(readText(join(entry.dir, 'summary.json')) ?? '');
  if (again !== undefined && again.status !== 'running') return again;
  return { ...summary, status: 'failed', error: { code: RUN_INTERRUPTED, message: 'the process ended before the run did' } };
}

function parseSummary(text: string): RunSummary | undefined {
  const result = summarySchema.safeParse(parseJson(text));
  return result.success ? result.data : undefined;
}

/** `metrics` of metrics.json: numbers, money texts and nulls by key; empty when the run has none. */
export function readRunMetrics(entry: RunEntry): Readonly<Record<string, number | string | null>> {
  const text = readText(join(entry.dir, 'metrics.json'));
  if (text === undefined) return {};
  const document = parseJson(text);
  const metrics = isRecord(document) ? document['metrics'] : undefined;
  return isRecord(metrics) && Object.values(metrics).every(isMetric) ? (metrics as Record<string, number | string | null>) : {};
}

/** By hand: a list of ten thousand runs asks it of every figure. */
function isMetric(value: unknown): boolean {
  return value === null || typeof value === 'number' || typeof value === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Undefined when the text is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
