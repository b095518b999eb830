import {
  listRuns,
  RUN_FAMILIES,
  type RunEntry,
  type RunFamily,
  type RunMode,
  type RunStatus,
  type RunSummary,
  type RunVerdict,
  readRunMetrics,
  readRunSummary,
} from '../../adapters/runs/index.ts';
import type { MetricValue } from '../../metrics/index.ts';
import { type BatchFacts, readBatchFacts, variantsOf } from './batch-file.ts';
import {
  checkSortKey,
  primaryKey,
  type Scoreboard,
  type ScoredFamily,
  type ScoredRun,
  scoreboardOf,
  sortedRuns,
} from './scoreboard.ts';

export interface RunFilter {
  /** The folder `runs`, absolute. */
  readonly runsDir: string;
  readonly type?: 'all' | 'research' | 'agent' | 'batch' | undefined;
  readonly mode?: RunMode | undefined;
  readonly status?: RunStatus | undefined;
  /** At most so many rows, of each table. */
  readonly limit?: number | undefined;
  /** `started_at`, `name`, `status` or a metric. */
  readonly sortBy?: string | undefined;
  readonly ascending?: boolean | undefined;
}

/** A row of `runs list`. */
export interface RunRow {
  readonly run_id: string;
  readonly type: string;
  readonly mode: string | null;
  readonly name: string;
  readonly status: RunStatus;
  readonly error: RunSummary['error'];
  readonly verdict: RunVerdict | null;
  readonly verdict_line: string | null;
  /** The metric that tells most about a run of this kind; null while there are no metrics. */
  readonly primary: { readonly key: string; readonly value: MetricValue } | null;
  readonly started_at: string;
  readonly stamps: readonly string[];
  /** What came of a batch; null for other runs, and while it is not finished. */
  readonly batch: BatchFacts | null;
}

export interface RunList {
  readonly schema_version: 1;
  readonly runs: readonly RunRow[];
}

/** A run read from its folder. */
interface LoadedRun extends ScoredRun {
  readonly entry: RunEntry;
  readonly summary: RunSummary;
  readonly batch: BatchFacts | null;
}

/** Runs that pass the filter, newest first or as sorted. @throws SortKeyUnknownError */
export function listRunRows(filter: RunFilter): RunList {
  const limit = filter.limit ?? Number.POSITIVE_INFINITY;
  const load = runLoader(filter);
  const wanted: LoadedRun[] = [];
  for (const entry of listRuns(filter.runsDir, familiesOf(filter))) {
    if (filter.sortBy === undefined && wanted.length >= limit) break;
    const run = load(entry);
    if (run !== undefined) wanted.push(run);
  }
  if (filter.sortBy !== undefined) checkSortKey(filter.sortBy, wanted);
  const sorted = filter.sortBy === undefined ? wanted : sortedRuns(wanted, filter.sortBy, filter.ascending ?? false);
  return { schema_version: 1, runs: sorted.slice(0, limit).map(rowOf) };
}

/** Runs that the first of a scoreboard was chosen among: other configurations on the same data and window. */
export interface Rivals {
  readonly runsDir: string;
  readonly family: ScoredFamily;
  readonly best: string;
  /** One of each configuration, the first of the table included, rising. */
  readonly runIds: readonly string[];
}

/** A table, and what its best Sharpe ratio was chosen among; undefined where it is sorted otherwise or has no choice. */
export interface ListedBoard {
  readonly board: Scoreboard;
  readonly rivals: Rivals | undefined;
}

/** One table per family, best first. @throws SortKeyUnknownError */
export function scoreboards(filter: RunFilter): readonly ListedBoard[] {
  const families = familiesOf(filter).filter((family) => family !== 'agent/batches');
  const load = runLoader(filter);
  const runs = listRuns(filter.runsDir, families).flatMap((entry) => load(entry) ?? []);
  if (filter.sortBy !== undefined) checkSortKey(filter.sortBy, runs);
  return families.map((family) => {
    const own = runs.filter(({ entry }) => entry.family === family);
    const board = scoreboardOf(family, own, filter);
    return { board, rivals: rivalsOf(board, own, filter.runsDir) };
  });
}

function rivalsOf(
  { family, rows, sort_by, ascending }: Scoreboard,
  runs: readonly LoadedRun[],
  runsDir: string,
): Rivals | undefined {
  if (sort_by !== 'sharpe' || ascending) return undefined;
  const first = runs.find(({ run_id }) => run_id === rows[0]?.run_id);
  if (first === undefined || first.summary.data_fingerprint === null) return undefined;
  const placeOf = ({ summary }: LoadedRun): string => JSON.stringify([summary.data_fingerprint, summary.symbols, summary.window]);
  const place = placeOf(first);
  const byConfiguration = new Map<string, string>();
  for (const run of [first, ...runs]) {
    if (typeof run.metrics['sharpe'] !== 'number' || placeOf(run) !== place) continue;
    const key = `${run.name} ${run.summary.config_hash}`;
    if (!byConfiguration.has(key)) byConfiguration.set(key, run.entry.runId);
  }
  const runIds = [...byConfiguration.values()].sort();
  return runIds.length < 2 ? undefined : { runsDir, family, best: first.entry.runId, runIds };
}

function familiesOf({ type, mode }: RunFilter): readonly RunFamily[] {
  return RUN_FAMILIES.filter((family) => {
    if (type === 'research' && family !== 'research') return false;
    if (type === 'batch' && family !== 'agent/batches') return false;
    if (type === 'agent' && (family === 'research' || family === 'agent/batches')) return false;
    return mode === undefined || family === 'agent/batches' || family === `agent/${mode}`;
  });
}

/** Reads the runs that pass the filter; undefined for the others. */
function runLoader({ runsDir, status, mode }: RunFilter): (entry: RunEntry) => LoadedRun | undefined {
  const variants = new Map<string, ReadonlyMap<string, string>>();
  return (entry) => {
    const summary = readRunSummary(entry);
    if (status !== undefined && summary.status !== status) return undefined;
    if (mode !== undefined && summary.mode !== mode) return undefined;
    const { parent } = summary;
    const batch = entry.family === 'agent/batches' ? readBatchFacts(entry.dir) : null;
    if (parent !== null && !variants.has(parent)) variants.set(parent, variantsOf(runsDir, parent));
    return {
      entry,
      summary,
      batch,
      run_id: entry.runId,
      name: summary.name,
      variant: (parent === null ? undefined : variants.get(parent)?.get(entry.runId)) ?? null,
      status: summary.status,
      verdict: summary.verdict,
      stamps: summary.stamps,
      startedAt: entry.startedAt,
      metrics: entry.family === 'agent/batches' ? batchMetrics(batch) : readRunMetrics(entry),
    };
  };
}

/** What a batch is sorted by: the figure of its best child, and what is left of it. */
function batchMetrics(batch: BatchFacts | null): Readonly<Record<string, MetricValue>> {
  if (batch === null) return {};
  const { winner, overfitting } = batch;
  const { winner_dsr: dsr = null, pbo = null, trials = null } = overfitting ?? {};
  return { dsr, pbo, trials, ...(winner === null ? {} : { [winner.metric]: winner.value }) };
}

function rowOf({ summary, metrics, entry, batch }: LoadedRun): RunRow {
  const key = batch?.winner?.metric ?? primaryKey(entry.family, metrics);
  return {
    run_id: entry.runId,
    type: summary.type,
    mode: summary.mode,
    name: summary.name,
    status: summary.status,
    error: summary.error,
    verdict: summary.verdict,
    verdict_line: summary.verdict_line,
    primary: key in metrics ? { key, value: metrics[key] ?? null } : null,
    started_at: summary.timestamps.started_at,
    stamps: summary.stamps,
    batch,
  };
}
