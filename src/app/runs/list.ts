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
import { METRIC_ALIASES } from '../../metrics/index.ts';
import { metricNames } from '../project/index.ts';
import { SortKeyUnknownError } from './errors.ts';

export type MetricValue = number | string | null;

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
}

export interface RunList {
  readonly schema_version: 1;
  readonly runs: readonly RunRow[];
}

export interface ScoreRow {
  readonly rank: number;
  readonly run_id: string;
  readonly name: string;
  readonly variant: string | null;
  readonly status: RunStatus;
  readonly verdict: RunVerdict | null;
  readonly stamps: readonly string[];
  readonly metrics: Readonly<Record<string, MetricValue>>;
}

/** One family's table. */
export interface Scoreboard {
  readonly family: RunFamily;
  readonly sort_by: string;
  readonly ascending: boolean;
  readonly rows: readonly ScoreRow[];
}

const TRADING = ['total_pnl', 'sharpe', 'max_drawdown', 'decision_count', 'execution_count', 'rejected_count'] as const;
/** Columns of each family's table. */
export const SCOREBOARD_COLUMNS: Readonly<Record<Exclude<RunFamily, 'agent/batches'>, readonly string[]>> = {
  research: ['accuracy', 'f1', 'sharpe', 'dsr', 'pbo', 'trials'],
  'agent/backtest': ['sharpe', 'dsr', 'pbo', 'net_pnl', 'max_drawdown', 'win_rate', 'closed_trades', 'trials'],
  'agent/paper': TRADING,
  'agent/live': TRADING,
};

const TEXT_KEYS = ['started_at', 'name', 'status'] as const;

interface LoadedRun {
  readonly entry: RunEntry;
  readonly summary: RunSummary;
  readonly metrics: Readonly<Record<string, MetricValue>>;
}

/** Runs that pass the filter, newest first or as sorted. @throws SortKeyUnknownError */
export function listRunRows(filter: RunFilter): RunList {
  const limit = filter.limit ?? Number.POSITIVE_INFINITY;
  const wanted: LoadedRun[] = [];
  for (const entry of listRuns(filter.runsDir, familiesOf(filter))) {
    if (filter.sortBy === undefined && wanted.length >= limit) break;
    const run = loadRun(entry, filter);
    if (run !== undefined) wanted.push(run);
  }
  if (filter.sortBy !== undefined) checkSortKey(filter.sortBy, wanted);
  const sorted = filter.sortBy === undefined ? wanted : sortRuns(wanted, filter.sortBy, filter.ascending ?? false);
  return { schema_version: 1, runs: sorted.slice(0, limit).map(rowOf) };
}

/** One table per family, best first. @throws SortKeyUnknownError */
export function scoreboards(filter: RunFilter): readonly Scoreboard[] {
  const families = familiesOf(filter).filter((family) => family !== 'agent/batches');
  const runs = listRuns(filter.runsDir, families).flatMap((entry) => loadRun(entry, filter) ?? []);
  if (filter.sortBy !== undefined) checkSortKey(filter.sortBy, runs);
  return families.map((family) => {
    const own = runs.filter(({ entry }) => entry.family === family);
    const sortBy = canonicalKey(filter.sortBy ?? primaryOf(family, own));
    const rows = sortRuns(own, sortBy, filter.ascending ?? false).slice(0, filter.limit);
    return {
      family,
      sort_by: sortBy,
      ascending: filter.ascending ?? (sortBy === 'name' || sortBy === 'status'),
      rows: rows.map((run, index) => scoreRow(run, index, family, sortBy)),
    };
  });
}

function familiesOf({ type, mode }: RunFilter): readonly RunFamily[] {
  return RUN_FAMILIES.filter((family) => {
    if (type === 'research' && family !== 'research') return false;
    if (type === 'batch' && family !== 'agent/batches') return false;
    if (type === 'agent' && (family === 'research' || family === 'agent/batches')) return false;
    return mode === undefined || family === 'agent/batches' || family === `agent/${mode}`;
  });
}

function loadRun(entry: RunEntry, { status, mode }: RunFilter): LoadedRun | undefined {
  const summary = readRunSummary(entry);
  if (status !== undefined && summary.status !== status) return undefined;
  if (mode !== undefined && summary.mode !== mode) return undefined;
  return { entry, summary, metrics: readRunMetrics(entry) };
}

function rowOf({ summary, metrics, entry }: LoadedRun): RunRow {
  const key = primaryKey(entry.family, metrics);
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
  };
}

function scoreRow(run: LoadedRun, index: number, family: keyof typeof SCOREBOARD_COLUMNS, sortBy: string): ScoreRow {
  const { summary, metrics, entry } = run;
  const columns = [...SCOREBOARD_COLUMNS[family]];
  if (!columns.includes(sortBy) && !TEXT_KEYS.some((key) => key === sortBy)) columns.push(sortBy);
  return {
    rank: index + 1,
    run_id: entry.runId,
    name: summary.name,
    variant: null,
    status: summary.status,
    verdict: summary.verdict,
    stamps: summary.stamps,
    metrics: Object.fromEntries(columns.map((key) => [key, metrics[key] ?? null])),
  };
}

function primaryKey(family: RunFamily, metrics: Readonly<Record<string, MetricValue>>): string {
  if (family === 'agent/paper' || family === 'agent/live') return 'total_pnl';
  return family === 'research' && !('sharpe' in metrics) ? 'accuracy' : 'sharpe';
}

function primaryOf(family: RunFamily, runs: readonly LoadedRun[]): string {
  return primaryKey(family, Object.assign({}, ...runs.map((run) => run.metrics)));
}

function canonicalKey(key: string): string {
  return METRIC_ALIASES.get(key) ?? key;
}

/** Every metric there is, and whatever else the runs at hand have. @throws SortKeyUnknownError */
function checkSortKey(asked: string, runs: readonly LoadedRun[]): void {
  const known = new Set<string>([...TEXT_KEYS, ...metricNames()]);
  for (const { metrics } of runs) for (const name of Object.keys(metrics)) known.add(name);
  if (!known.has(canonicalKey(asked))) throw new SortKeyUnknownError(asked, [...known]);
}

/** Numbers and times descend unless asked otherwise, names and states ascend; unknown values last; equal ones by id. */
function sortRuns(runs: readonly LoadedRun[], asked: string, ascending: boolean): readonly LoadedRun[] {
  const key = canonicalKey(asked);
  if (key === 'name' || key === 'status') {
    return [...runs].sort((a, b) => order(a.summary[key], b.summary[key]) || byId(a, b));
  }
  const direction = ascending ? 1 : -1;
  if (key === 'started_at') {
    return [...runs].sort((a, b) => direction * (a.entry.startedAt - b.entry.startedAt) || byId(a, b));
  }
  return [...runs].sort((a, b) => byNumber(a.metrics[key], b.metrics[key], direction) || byId(a, b));
}

function byNumber(a: MetricValue | undefined, b: MetricValue | undefined, direction: number): number {
  const [left, right] = [numberOf(a), numberOf(b)];
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  return direction * order(left, right);
}

/** Money is text in metrics.json. */
function numberOf(value: MetricValue | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function order<T extends string | number>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function byId(a: LoadedRun, b: LoadedRun): number {
  return order(a.entry.runId, b.entry.runId);
}
