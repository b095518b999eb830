import type { RunFamily, RunStatus, RunVerdict } from '../../adapters/runs/index.ts';
import { METRIC_ALIASES, type MetricValue } from '../../metrics/index.ts';
import { metricNames } from '../project/index.ts';
import { SortKeyUnknownError } from './errors.ts';

/** What ranks: every family but batches, which hold runs and have no metrics. */
export type ScoredFamily = Exclude<RunFamily, 'agent/batches'>;

/** A run, or a variant of a sweep that was not kept, as a scoreboard sees it. */
export interface ScoredRun {
  /** Null for a variant whose run was not kept. */
  readonly run_id: string | null;
  readonly name: string;
  /** Full name of the variant for a child of a sweep. */
  readonly variant: string | null;
  readonly status: RunStatus;
  readonly verdict: RunVerdict | null;
  readonly stamps: readonly string[];
  /** Milliseconds, UTC; for `started_at`. */
  readonly startedAt: number;
  /** `metrics` of metrics.json; empty when there are none. */
  readonly metrics: Readonly<Record<string, MetricValue>>;
}

export interface ScoreRow extends Omit<ScoredRun, 'startedAt'> {
  /** From 1. */
  readonly rank: number;
}

/** One family's table: `scoreboard.json`, and the answer of `runs list --scoreboard`. */
export interface Scoreboard {
  readonly family: ScoredFamily;
  readonly sort_by: string;
  readonly ascending: boolean;
  readonly rows: readonly ScoreRow[];
}

/** How a table is sorted. */
export interface ScoreOrder {
  /** `started_at`, `name`, `status`, a metric or another name of one; the family's primary metric when absent. */
  readonly sortBy?: string | undefined;
  /** Numbers and times descend unless this is true; names and states always ascend. */
  readonly ascending?: boolean | undefined;
  /** At most so many rows; all when absent. */
  readonly limit?: number | undefined;
}

const TRADING = ['total_pnl', 'sharpe', 'max_drawdown', 'decision_count', 'execution_count', 'rejected_count'] as const;
/** Columns of each family's table. */
export const SCOREBOARD_COLUMNS: Readonly<Record<ScoredFamily, readonly string[]>> = {
  research: ['accuracy', 'f1', 'sharpe', 'dsr', 'pbo', 'trials'],
  'agent/backtest': ['sharpe', 'dsr', 'pbo', 'net_pnl', 'max_drawdown', 'win_rate', 'closed_trades', 'trials'],
  'agent/paper': TRADING,
  'agent/live': TRADING,
};

const TEXT_KEYS: readonly string[] = ['started_at', 'name', 'status'];

/** The table of one family, best first; a metric that is sorted by joins the columns. @throws SortKeyUnknownError */
export function scoreboardOf(family: ScoredFamily, runs: readonly ScoredRun[], order: ScoreOrder = {}): Scoreboard {
  if (order.sortBy !== undefined) checkSortKey(order.sortBy, runs);
  const sortBy = canonicalKey(order.sortBy ?? primaryOf(family, runs));
  const rows = sortedRuns(runs, sortBy, order.ascending ?? false).slice(0, order.limit);
  const columns = [...SCOREBOARD_COLUMNS[family]];
  if (!columns.includes(sortBy) && !TEXT_KEYS.includes(sortBy)) columns.push(sortBy);
  return {
    family,
    sort_by: sortBy,
    ascending: order.ascending ?? (sortBy === 'name' || sortBy === 'status'),
    rows: rows.map((run, index) => scoreRow(run, index + 1, columns)),
  };
}

function scoreRow(run: ScoredRun, rank: number, columns: readonly string[]): ScoreRow {
  return {
    rank,
    run_id: run.run_id,
    name: run.name,
    variant: run.variant,
    status: run.status,
    verdict: run.verdict,
    stamps: run.stamps,
    metrics: Object.fromEntries(columns.map((key) => [key, run.metrics[key] ?? null])),
  };
}

/** The metric that tells most about a run of a family. */
export function primaryKey(family: RunFamily, metrics: Readonly<Record<string, MetricValue>>): string {
  if (family === 'agent/paper' || family === 'agent/live') return 'total_pnl';
  return family === 'research' && !('sharpe' in metrics) ? 'accuracy' : 'sharpe';
}

function primaryOf(family: ScoredFamily, runs: readonly ScoredRun[]): string {
  return family === 'research' && runs.some(({ metrics }) => 'sharpe' in metrics) ? 'sharpe' : primaryKey(family, {});
}

function canonicalKey(key: string): string {
  return METRIC_ALIASES.get(key) ?? key;
}

/** Every metric there is, and whatever else the runs at hand have. @throws SortKeyUnknownError */
export function checkSortKey(asked: string, runs: readonly Pick<ScoredRun, 'metrics'>[]): void {
  const known = new Set<string>([...TEXT_KEYS, ...METRIC_ALIASES.keys(), ...metricNames()]);
  if (known.has(asked)) return;
  for (const { metrics } of runs) for (const name of Object.keys(metrics)) known.add(name);
  if (!known.has(asked)) throw new SortKeyUnknownError(asked, [...known]);
}

/** Numbers and times descend unless asked otherwise, names and states ascend; unknown values last; equal ones by id. */
export function sortedRuns<Run extends ScoredRun>(runs: readonly Run[], asked: string, ascending: boolean): readonly Run[] {
  const key = canonicalKey(asked);
  if (key === 'name' || key === 'status') return [...runs].sort((a, b) => order(a[key], b[key]) || byId(a, b));
  const direction = ascending ? 1 : -1;
  if (key === 'started_at') return [...runs].sort((a, b) => direction * (a.startedAt - b.startedAt) || byId(a, b));
  const numbers = new Map(runs.map((run) => [run, numberOf(run.metrics[key])]));
  return [...runs].sort((a, b) => byNumber(numbers.get(a), numbers.get(b), direction) || byId(a, b));
}

function byNumber(left: number | undefined, right: number | undefined, direction: number): number {
  if (left === undefined || right === undefined) return Number(left === undefined) - Number(right === undefined);
  return direction * order(left, right);
}

/** Money is text in metrics.json. */
export function numberOf(value: MetricValue | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  const number = Number(value);
  return Number.isFinite(number) ? number : undefined;
}

function order<T extends string | number>(a: T, b: T): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Variants that were not kept have no id: their name stands for it. */
function byId(a: ScoredRun, b: ScoredRun): number {
  return order(a.run_id ?? a.variant ?? '', b.run_id ?? b.variant ?? '');
}
