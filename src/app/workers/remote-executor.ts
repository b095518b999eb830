import { z } from 'zod';
import type { BlobStore } from '../../adapters/blobs/index.ts';
import { JobQueue, type JobQueueOptions, type QueueJob, type RedisLink, type WorkerEntry } from '../../adapters/queue/index.ts';
import type { Json } from '../../base/index.ts';
import type { SharedBars } from '../batch/bench.ts';
import type { EvaluatedChild } from '../batch/evaluate-child.ts';
import { type BatchExecutor, type EvaluateJob, JobLostError, type RanChild, type RunJob } from '../batch/executor.ts';
import { BatchThreads, type ThreadOptions } from '../batch/threads.ts';
import { type SeenFiles, storeSetup } from './batch-setup.ts';
import { WorkerFailedError } from './errors.ts';
import { packed, unpacked } from './packed.ts';

/** Jobs that are asked for at a time, at least: workers may come later. */
const FEWEST_LANES = 64;
const MOST_LANES = 1024;
/** By then the batch has made an answer durable: its job is forgotten, and a new process finds the answer in the batch. */
const KEPT_MS = 5_000;
/** Content in the store that no batch has asked for in this time is removed. */
const UNUSED_MS = 30 * 86_400_000;
/** Runs of a job whose answer has gone from the store. */
const ANSWER_TRIES = 3;

/** The payload of a job. */
export const jobSchema = z.object({
  setup: z.string(),
  /** Hash of the bars and columns. */
  bars: z.string(),
  children: z.array(
    z.object({
      index: z.int().min(1),
      name: z.string(),
      agent: z.string(),
      base: z.int().min(0),
      patches: z.array(z.object({ path: z.string(), value: z.unknown() })),
      rung: z.int().min(0).optional(),
    }),
  ),
});

/** What a worker answers: where the results are, or that the job ended without any. */
export const answerSchema = z.union([
  z.object({ kind: z.literal('evaluated'), results: z.string() }),
  z.object({ kind: z.literal('lost'), code: z.string(), message: z.string() }),
]);

export interface RemoteOptions extends Pick<JobQueueOptions, 'library' | 'prefix' | 'codeVersion'> {
  readonly link: RedisLink;
  readonly store: BlobStore;
  readonly seen: SeenFiles;
  /** Who is there, again and again. */
  readonly onWorkers: (workers: readonly WorkerEntry[]) => void;
}

/** An answer that was handed over. */
interface Taken {
  readonly job: QueueJob;
  readonly results: string | undefined;
  readonly at: number;
}

/**
 * Does the work of a batch on other machines: children are evaluated by workers that a queue on Redis gives them to. The few runs that are
 * kept are made here, where their folder is.
 */
export class RemoteExecutor implements BatchExecutor {
  readonly concurrency: number;
  readonly #options: RemoteOptions;
  readonly #threads: BatchThreads;
  readonly #localPlaces: Places;
  readonly #queue: JobQueue;
  readonly #setup: string;
  readonly #taken: Taken[] = [];
  #groups: readonly (() => Promise<string>)[] = [];
  #open = 0;

  /** Stores what workers need and opens the queue. @throws RedisUnreachableError and what the store throws */
  static async open(options: RemoteOptions, local: ThreadOptions): Promise<RemoteExecutor> {
    const { store, seen, onWorkers, ...queueOptions } = options;
    await store.removeUnused(UNUSED_MS);
    const setup = await storeSetup(store, seen, local);
    let places = 0;
    const queue = await JobQueue.open({
      ...queueOptions,
      batch: batchName(local.start.spec.batchId),
      onWorkers: (workers) => {
        places = workers.reduce(
          (sum, { codeVersion, concurrency }) => sum + (codeVersion === options.codeVersion ? concurrency : 0),
          0,
        );
        onWorkers(workers);
      },
    });
    return new RemoteExecutor(options, { local, queue, setup, places });
  }

  private constructor(
    options: RemoteOptions,
    made: { readonly local: ThreadOptions; readonly queue: JobQueue; readonly setup: string; readonly places: number },
  ) {
    this.#options = options;
    this.#queue = made.queue;
    this.#setup = made.setup;
    this.#threads = new BatchThreads(made.local);
    this.#localPlaces = new Places(made.local.concurrency);
    this.concurrency = Math.min(MOST_LANES, Math.max(FEWEST_LANES, 2 * made.places));
  }

  /** @throws JobLostError, WorkerFailedError, RedisUnreachableError and what the store throws */
  async evaluate(work: EvaluateJob): Promise<readonly EvaluatedChild[]> {
    const { group, children } = work;
    const bars = this.#groups[group];
    // Bars of their own: the few candidates that are looked at on the test window.
    if (bars === undefined) return this.#localPlaces.in(() => this.#threads.evaluate(work));
    const ids = children.map(({ index }) => index);
    const payload: Json = JSON.parse(JSON.stringify({ setup: this.#setup, bars: await bars(), children }));
    const job: QueueJob = { id: `${ids[0]}-${ids.at(-1)}`, payload };
    this.#open += 1;
    const results = await this.#answerTo(job);
    this.#open -= 1;
    await this.#forget(performance.now() - KEPT_MS);
    return results;
  }

  begin(groups: readonly SharedBars[]): void {
    // Stored when the first job needs them; a batch that goes on may need some only.
    this.#groups = groups.map((group) => {
      let stored: Promise<string> | undefined;
      return () => {
        stored ??= this.#options.store.put(packed(group));
        return stored;
      };
    });
  }

  async run(job: RunJob, onStart: (runId: string) => void): Promise<RanChild> {
    return this.#localPlaces.in(() => this.#threads.run(job, onStart));
  }

  async close(): Promise<void> {
    try {
      // Without open jobs everything that came is durable.
      if (this.#open === 0) {
        await this.#forget(Number.POSITIVE_INFINITY);
        await this.#queue.finish();
      } else await this.#queue.callOff();
    } finally {
      await this.#queue.close();
      await this.#threads.close();
    }
  }

  async #answerTo(job: QueueJob): Promise<readonly EvaluatedChild[]> {
    for (let tries = 1; ; tries += 1) {
      const end = await this.#queue.submit(job);
      if (end.kind === 'failed') {
        // Lost again and again: it may be the job that ends its workers.
        if (end.code === 'JOB_LOST') throw new JobLostError({ code: 'WORKER_LOST', message: end.reason });
        throw new WorkerFailedError(end.worker, end);
      }
      const answer = answerSchema.parse(end.answer);
      if (answer.kind === 'lost') {
        this.#taken.push({ job, results: undefined, at: performance.now() });
        throw new JobLostError({ code: answer.code, message: answer.message });
      }
      const results = await this.#resultsOf(answer.results, tries < ANSWER_TRIES);
      if (results !== undefined) {
        this.#taken.push({ job, results: answer.results, at: performance.now() });
        return results;
      }
      await this.#queue.acknowledge(job); // It is done anew.
    }
  }

  /** Undefined when the content is gone or damaged and there is another try. */
  async #resultsOf(hash: string, hasAnother: boolean): Promise<readonly EvaluatedChild[] | undefined> {
    try {
      return unpacked(await this.#options.store.get(hash)) as readonly EvaluatedChild[];
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (hasAnother && (code === 'BLOB_MISSING' || code === 'BLOB_DAMAGED')) return undefined;
      throw error;
    }
  }

  async #forget(before: number): Promise<void> {
    while (this.#taken.length > 0 && this.#taken[0]!.at <= before) {
      const { job, results } = this.#taken.shift()!;
      await this.#queue.acknowledge(job);
      if (results !== undefined) await this.#options.store.remove(results);
    }
  }
}

/** Keys of Redis and names of jobs know no `/`. */
function batchName(batchId: string): string {
  return batchId.replaceAll('/', '_');
}

/** So many at a time, the others wait their turn. */
class Places {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async in<T>(work: () => Promise<T>): Promise<T> {
    if (this.#free === 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#free -= 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}
