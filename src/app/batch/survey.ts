import type { Patch } from '../project/index.ts';
import { type BatchBench, barsKey, childError, dayAtOrAfter, type PlannedChild, type SharedBars, warmupBarsOf } from './bench.ts';
import type { EvaluatedChild } from './evaluate-child.ts';
import type { BatchPlan } from './plan-batch.ts';
import type { BatchChild } from './spec.ts';

/** A batch that is ready to be evaluated. */
export interface SurveyedBatch {
  /** All children, with what the driver settles for them. */
  readonly children: readonly BatchChild[];
  /** Children that share bars. */
  readonly groups: readonly { readonly children: readonly BatchChild[]; readonly shared: SharedBars }[];
  /** Children that are wrong before anything is evaluated. */
  readonly failed: readonly EvaluatedChild[];
  /** Own modules of the project that take part. */
  readonly moduleFiles: readonly string[];
  /** Days that variants have returns for; empty for `--all`, and where no variant can be evaluated. */
  readonly days: Float64Array;
}

/**
 * Reads every child, settles what all variants of a sweep have in common (bars of warm-up, the first day that counts), and loads bars and
 * computes columns, once for all children that share them.
 */
export async function surveyBatch(
  plan: BatchPlan,
  bench: BatchBench,
  onProgress?: (done: number, total: number, label: string) => void,
): Promise<SurveyedBatch> {
  const failed: EvaluatedChild[] = [];
  const planned: PlannedChild[] = [];
  const all: BatchChild[] = [];
  for (let place = 0; place < plan.size; place += 1) {
    const child = plan.child(place);
    all.push(child);
    try {
      planned.push(await bench.planned(child));
    } catch (error) {
      failed.push({ index: child.index, status: 'failed', error: childError(error), metrics: {}, trials: [], durationMs: 0 });
    }
    onProgress?.(place + 1, plan.size, 'variants');
  }
  const warm = plan.kind === 'sweep' ? await settled(planned, warmupPatches(planned), bench) : planned;
  const groups = await shareBars(warm, bench, onProgress);
  const patches = plan.kind === 'sweep' ? firstDayPatches(groups, bench) : [];
  const children = new Map(warm.map(({ child }) => [child.index, withPatches(child, patches)]));
  const [group] = groups;
  return {
    moduleFiles: [...new Set(planned.flatMap(({ run }) => run.moduleFiles))],
    days: plan.kind === 'sweep' && group !== undefined ? returnDays(group, patches, bench) : new Float64Array(0),
    children: all.map((child) => children.get(child.index) ?? child),
    groups: groups.map(({ members, shared }) => ({
      children: members.map(({ child }) => children.get(child.index)!),
      shared,
    })),
    failed: failed.sort((a, b) => a.index - b.index),
  };
}

/** Of the first child of a group that can be evaluated. */
function returnDays({ members, shared }: Group, patches: readonly Patch[], bench: BatchBench): Float64Array {
  for (const member of members) {
    const days = bench.returnDays({ ...member, child: withPatches(member.child, patches) }, shared);
    if (days !== undefined) return days;
  }
  return new Float64Array(0);
}

interface Group {
  readonly members: readonly PlannedChild[];
  readonly shared: SharedBars;
}

async function shareBars(
  planned: readonly PlannedChild[],
  bench: BatchBench,
  onProgress?: (done: number, total: number, label: string) => void,
): Promise<readonly Group[]> {
  const groups: Group[] = [];
  for (const members of Map.groupBy(planned, barsKey).values()) {
    const shared = await bench.share(members, (done, total, symbol) => onProgress?.(done, total, `data ${symbol}`));
    groups.push({ members, shared });
  }
  return groups;
}

function withPatches(child: BatchChild, patches: readonly Patch[]): BatchChild {
  return patches.length === 0 ? child : { ...child, patches: [...child.patches, ...patches] };
}

async function settled(
  planned: readonly PlannedChild[],
  patches: readonly Patch[],
  bench: BatchBench,
): Promise<readonly PlannedChild[]> {
  if (patches.length === 0) return planned;
  const again: PlannedChild[] = [];
  for (const { child } of planned) again.push(await bench.planned(withPatches(child, patches)));
  return again;
}

/** Variants with other parameters of features want more or fewer bars before the window: all get as many as the neediest one. */
function warmupPatches(planned: readonly PlannedChild[]): readonly Patch[] {
  const wanted = new Set(planned.map(warmupBarsOf));
  const [first] = planned;
  if (wanted.size < 2 || first === undefined || first.run.agent.schedule.warmup_bars !== undefined) return [];
  return [{ path: `${agentPath(first)}.schedule.warmup_bars`, value: Math.max(...wanted) }];
}

/** The first day at which all variants can decide: a variant that is ready earlier waits, so that all are measured on the same days. */
function firstDayPatches(groups: readonly Group[], bench: BatchBench): readonly Patch[] {
  let latest: string | undefined;
  let first: PlannedChild | undefined;
  for (const { members, shared } of groups) {
    const { time } = shared.world.loaded.dataset;
    for (const member of members) {
      const from = bench.firstDecision(member, shared);
      if (from === undefined) continue;
      first ??= member;
      const day = dayAtOrAfter(time, from);
      if (latest === undefined || day > latest) latest = day;
    }
  }
  return latest === undefined || first === undefined ? [] : [{ path: `${agentPath(first)}.evaluate_from`, value: latest }];
}

function agentPath({ project, run }: PlannedChild): string {
  return `agents[${project.agents.findIndex(({ name }) => name === run.agent.name)}]`;
}
