import type { EvaluatedChild } from './evaluate-child.ts';
import { type BatchExecutor, type EvaluateJob, JobLostError } from './executor.ts';
import type { BatchChild } from './spec.ts';

/** Most children of one job: what a job of a thousand would gain in messages it loses when it has to be done again. */
const JOB_CHILDREN = 64;
/** Jobs that each worker gets, at least. */
const JOBS_EACH = 4;

/** Cuts the children of each group into jobs, in their order. */
export function jobsOf(groups: readonly (readonly BatchChild[])[], concurrency: number): EvaluateJob[] {
  const total = groups.reduce((sum, children) => sum + children.length, 0);
  const size = Math.max(1, Math.min(JOB_CHILDREN, Math.ceil(total / (concurrency * JOBS_EACH))));
  return groups.flatMap((children, group) => {
    const jobs: EvaluateJob[] = [];
    for (let from = 0; from < children.length; from += size)
      jobs.push({ kind: 'evaluate', group, children: children.slice(from, from + size) });
    return jobs;
  });
}

/**
 * Has all children evaluated. A job that is lost is done again child by child; a child that is lost alone has failed, and the others go on.
 * @param onEvaluated each answer, in any order of jobs
 */
export async function evaluateAll(
  executor: BatchExecutor,
  jobs: readonly EvaluateJob[],
  onEvaluated: (results: readonly EvaluatedChild[]) => Promise<void>,
): Promise<void> {
  await inParallel(executor.concurrency, jobs, async (job) => {
    await onEvaluated(await evaluated(executor, job));
  });
}

async function evaluated(executor: BatchExecutor, job: EvaluateJob): Promise<readonly EvaluatedChild[]> {
  const started = performance.now();
  try {
    return await executor.evaluate(job);
  } catch (error) {
    if (!(error instanceof JobLostError)) throw error;
    const [only, ...others] = job.children;
    if (only === undefined) return [];
    if (others.length > 0) {
      const results: EvaluatedChild[] = [];
      for (const child of job.children) results.push(...(await evaluated(executor, { ...job, children: [child] })));
      return results;
    }
    const durationMs = Math.round(performance.now() - started);
    const rung = only.rung === undefined ? {} : { rung: only.rung };
    return [{ index: only.index, ...rung, status: 'failed', error: error.child, metrics: {}, trials: [], durationMs }];
  }
}

/** Does the work for all items, so many at a time, begun in their order. The first error is thrown when nothing is at work any more. */
export async function inParallel<T>(concurrency: number, items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  let stopped = false;
  const lane = async (): Promise<void> => {
    while (next < items.length && !stopped) {
      const item = items[next]!;
      next += 1;
      try {
        await work(item);
      } catch (error) {
        stopped = true;
        throw error;
      }
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(concurrency, items.length) }, lane));
  for (const result of lanes) if (result.status === 'rejected') throw result.reason;
}
