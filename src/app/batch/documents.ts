import type { RunStatus, RunVerdict } from '../../adapters/runs/index.ts';
import type { SweptValue } from '../../agents/index.ts';
import type { MetricValue } from '../../metrics/index.ts';
import { type ledger, sweeps } from '../../research/index.ts';
import { type Scoreboard, scoreboardOf } from '../runs/scoreboard.ts';
import type { JudgedBatch } from './judge-batch.ts';
import type { BatchPlan } from './plan-batch.ts';
import { betterOf } from './rank.ts';
import type { ChildError } from './spec.ts';

/** A child as the files of its batch show it. */
export interface ChildResult {
  readonly index: number;
  /** Name of the variant, or of the agent. */
  readonly name: string;
  readonly agent: string;
  readonly parameters: Readonly<Record<string, SweptValue>>;
  /** Of successive halving: the last rung it ran on; null: the whole window. */
  readonly rung: number | null;
  /** Null for a child whose run was not kept. */
  readonly runId: string | null;
  readonly status: Exclude<RunStatus, 'running'>;
  readonly error: ChildError | null;
  readonly durationMs: number;
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** Of the run of a child that is kept; null and empty for others. */
  readonly verdict: RunVerdict | null;
  readonly stamps: readonly string[];
}

export type BatchStatus = 'success' | 'degraded' | 'failed';

/** Degraded when a child failed, failed when none came to an end. A child that lost its account has come to one. */
export function batchStatus(children: readonly Pick<ChildResult, 'status'>[]): BatchStatus {
  const failed = children.filter(({ status }) => status === 'failed').length;
  if (failed === 0) return 'success';
  return failed === children.length ? 'failed' : 'degraded';
}

export function countsOf(children: readonly Pick<ChildResult, 'status'>[]): Readonly<Record<string, number>> {
  const of = (wanted: RunStatus): number => children.filter(({ status }) => status === wanted).length;
  return {
    total: children.length,
    success: of('success'),
    degraded: of('degraded'),
    failed: of('failed'),
    halted: of('halted'),
  };
}

/** Children that `top_candidates` names. */
export const TOP_CANDIDATES = 5;

export interface BatchFacts {
  readonly batchId: string;
  readonly plan: BatchPlan;
  readonly project: string;
  readonly maxConcurrency: number;
  readonly objective: string;
  readonly children: readonly ChildResult[];
  /** Returns a year. */
  readonly returnsPerYear: number;
  readonly judged: JudgedBatch;
  readonly ledger: { readonly before: ledger.LedgerHead; readonly head: ledger.LedgerHead };
  /** What the top candidates did on the test window; empty without one. */
  readonly tested: readonly TestedChild[];
}

/** A child on the configured test window. */
export interface TestedChild {
  readonly place: number;
  readonly metrics: Readonly<Record<string, MetricValue>>;
  readonly error: ChildError | null;
}

/** `batch.json`: keys in the order in which they are written. */
export function batchDocument(facts: BatchFacts): object {
  const { plan, children, judged, objective } = facts;
  const { ranking } = judged;
  const [best] = ranking;
  const nameOf = (place: number): string => children[place]!.name;
  return {
    batch_id: facts.batchId,
    kind: plan.kind,
    sweep: plan.sweep?.name ?? null,
    mode: 'backtest',
    project: facts.project,
    status: batchStatus(children),
    max_concurrency: facts.maxConcurrency,
    counts: countsOf(children),
    children: children.map(({ index, name, agent, runId, status, error, durationMs }) => ({
      index,
      variant: plan.kind === 'sweep' ? name : null,
      agent,
      run_id: runId,
      status,
      error,
      duration_ms: durationMs,
    })),
    winner: best === undefined ? null : winnerOf(children[best]!, objective, plan),
    top_candidates: ranking.slice(0, TOP_CANDIDATES).map((place) => children[place]!.runId ?? nameOf(place)),
    objective,
    returns_per_year: facts.returnsPerYear,
    overfitting: sweeps.overfittingDocument(judged.judgement, nameOf),
    test_window: facts.tested.map(({ place, metrics, error }) => ({ variant: nameOf(place), metrics, error })),
    ledger: facts.ledger,
    failures: children.flatMap(({ index, name, error }) => (error === null ? [] : [{ index, variant: name, ...error }])),
  };
}

function winnerOf({ runId, name, metrics }: ChildResult, metric: string, { kind }: BatchPlan): object {
  return { run_id: runId, variant: kind === 'sweep' ? name : null, metric, value: metrics[metric] ?? null };
}

/** `scoreboard.json`. */
export function scoreboardDocument({ plan, children, objective }: BatchFacts, startedAt: number): Scoreboard {
  const runs = children.map(({ name, agent, runId, status, metrics, verdict, stamps }) => ({
    ...{ run_id: runId, name: agent, variant: plan.kind === 'sweep' ? name : null, status, metrics, startedAt },
    ...{ verdict, stamps },
  }));
  const ascending = plan.kind === 'sweep' && betterOf(objective) === 'lower' ? true : undefined;
  return scoreboardOf('agent/backtest', runs, { sortBy: objective, ...(ascending === undefined ? {} : { ascending }) });
}

/** `results.json`. */
export function resultsDocument({ children }: BatchFacts): object {
  return {
    rows: children.map(({ index, name, parameters, rung, runId, status, metrics, error }) => ({
      index,
      variant: name,
      parameters,
      rung,
      run_id: runId,
      status,
      metrics,
      promote_command: null,
      why_not: error === null ? 'promotion of agents is not active in this version' : error.message,
    })),
  };
}
