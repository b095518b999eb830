import type { Patch } from '../project/index.ts';
import { type BatchBench, childError, dayAtOrAfter, type PlannedChild, type SharedBars, warmupBarsOf } from './bench.ts';
import type { EvaluatedChild } from './evaluate-child.ts';
import type { BatchPlan } from './plan-batch.ts';
import { type Round, type RoundPart, roundsOf, shareRound } from './rounds.ts';
import type { BatchChild } from './spec.ts';

/** A batch that is ready to be evaluated. */
export interface SurveyedBatch {
  /** All children, with what the driver settles for them. */
  readonly children: readonly BatchChild[];
  readonly rounds: readonly Round[];
  /** The columns of the first round, when there is no other. */
  readonly shared: readonly (SharedBars | undefined)[] | undefined;
  /** Children that are wrong before anything is evaluated. */
  readonly failed: readonly EvaluatedChild[];
  /** Own modules of the project that take part. */
  readonly moduleFiles: readonly string[];
  /** Days that variants have returns for; empty for `--all`, and where no variant can be evaluated. */
  readonly days: Float64Array;
}

export interface SurveyOptions {
  /** What columns may take at a time. */
  readonly bytes: number;
  readonly onProgress?: ((done: number, total: number, label: string) => void) | undefined;
}

/**
 * Reads every child, settles what all variants of a sweep have in common (bars of warm-up, the first day that counts), and loads bars and
 * computes columns, once for all children that share them.
 */
export async function surveyBatch(plan: BatchPlan, bench: BatchBench, options: SurveyOptions): Promise<SurveyedBatch> {
  const all = Array.from({ length: plan.size }, (_, place) => plan.child(place));
  const { planned, failed } = await planChildren(all, bench, options);
  const warm = plan.kind === 'sweep' ? await settled(planned, warmupPatches(planned), bench) : planned;
  const rounds = await roundsOf(warm, bench, options);
  let shared: readonly (SharedBars | undefined)[] | undefined;
  const first = new FirstDay(bench);
  let days: Float64Array | undefined;
  for (const round of plan.kind === 'sweep' ? rounds : rounds.slice(0, 1)) {
    shared = shareRound(round, bench);
    for (const [place, part] of round.entries()) first.look(part, shared[place]);
  }
  const patches = plan.kind === 'sweep' ? first.patches() : [];
  if (plan.kind === 'sweep' && shared !== undefined) days = daysOf(rounds.at(-1)!, shared, { patches, bench });
  const children = new Map(warm.map(({ child }) => [child.index, withPatches(child, patches)]));
  return {
    moduleFiles: [...new Set(planned.flatMap(({ run }) => run.moduleFiles))],
    days: days ?? new Float64Array(0),
    children: all.map((child) => children.get(child.index) ?? child),
    rounds: rounds.map((round) =>
      round.map(({ members, world }) => ({
        members: members.map((member) => ({ ...member, child: children.get(member.child.index)! })),
        world,
      })),
    ),
    shared: rounds.length === 1 ? shared : undefined,
    failed,
  };
}

/** Reads children; what is wrong with one is its result. */
export async function planChildren(
  children: readonly BatchChild[],
  bench: BatchBench,
  { onProgress }: Pick<SurveyOptions, 'onProgress'>,
): Promise<{ readonly planned: readonly PlannedChild[]; readonly failed: readonly EvaluatedChild[] }> {
  const failed: EvaluatedChild[] = [];
  const planned: PlannedChild[] = [];
  for (const [place, child] of children.entries()) {
    try {
      planned.push(await bench.planned(child));
    } catch (error) {
      failed.push({ index: child.index, status: 'failed', error: childError(error), metrics: {}, trials: [], durationMs: 0 });
    }
    onProgress?.(place + 1, children.length, 'configurations');
  }
  return { planned, failed };
}

/** Of the first child of a round that can be evaluated. */
export function daysOf(
  round: Round,
  shared: readonly (SharedBars | undefined)[],
  { patches, bench }: { readonly patches: readonly Patch[]; readonly bench: BatchBench },
): Float64Array | undefined {
  for (const [place, { members, world }] of round.entries()) {
    for (const member of members) {
      const days = bench.returnDays({ ...member, child: withPatches(member.child, patches) }, shared[place] ?? world.loaded);
      if (days !== undefined) return days;
    }
  }
  return undefined;
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
  const [first] = planned;
  if (first === undefined || first.run.agent.schedule.warmup_bars !== undefined) return [];
  const wanted = planned.reduce((most, one) => Math.max(most, warmupBarsOf(one)), 0);
  if (planned.every((one) => warmupBarsOf(one) === wanted)) return [];
  return [{ path: `${agentPath(first)}.schedule.warmup_bars`, value: wanted }];
}

/** The first day at which all variants can decide: a variant that is ready earlier waits, so that all are measured on the same days. */
class FirstDay {
  readonly #bench: BatchBench;
  #latest: string | undefined;
  #agent: string | undefined;

  constructor(bench: BatchBench) {
    this.#bench = bench;
  }

  look({ members, world }: RoundPart, shared: SharedBars | undefined): void {
    const { dataset, firstRow } = world.loaded;
    const { time } = dataset;
    for (const member of members) {
      // Code of its own says how many bars it needs, and is not run here.
      const declared = Math.max(firstRow, member.run.plan.warmUp.warmup);
      const from = shared === undefined ? declared : this.#bench.firstDecision(member, shared);
      if (from === undefined || from >= time.length) continue;
      this.#agent ??= agentPath(member);
      const day = dayAtOrAfter(time, from);
      if (this.#latest === undefined || day > this.#latest) this.#latest = day;
    }
  }

  patches(): readonly Patch[] {
    return this.#latest === undefined ? [] : [{ path: `${this.#agent}.evaluate_from`, value: this.#latest }];
  }
}

function agentPath({ project, run }: PlannedChild): string {
  return `agents[${project.agents.findIndex(({ name }) => name === run.agent.name)}]`;
}
