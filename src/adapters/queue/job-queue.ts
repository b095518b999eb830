import type { Job, Queue, QueueEvents } from 'bullmq';
import {
  failureOf,
  type JobAnswer,
  type JobEnd,
  type JobMessage,
  jobKey,
  type QueueJob,
  queueName,
  UNWANTED,
  wantedKey,
} from './job.ts';
import type { QueueLibrary } from './library.ts';
import type { RedisLink } from './redis-link.ts';
import { presentWorkers, type WorkerEntry } from './worker-list.ts';

/** Events are a reminder only: what they miss is found by looking at every open job this often. */
const LOOK_MS = 2_000;
const WORKERS_MS = 5_000;
/** Runs of a job whose worker said that it failed. */
const ATTEMPTS = 3;
const RETRY_MS = 1_000;
/** Results that nobody takes go away after a week. */
const KEPT_SECONDS = 7 * 86_400;
/** Workers leave the jobs of a process that has not been heard of for this long. */
const WANTED_SECONDS = 60;
/** Reminders that are kept. */
const EVENTS = 1_000;
/** Jobs in Redis at a time: enough for all workers, and few enough that batches take turns. */
const FEWEST_OPEN = 16;
const MOST_OPEN = 1_024;
/** What is left of a queue without jobs goes away after a day. */
const LEFTOVERS = ['meta', 'events', 'marker', 'id'];
const LEFTOVER_SECONDS = 86_400;

export interface JobQueueOptions {
  readonly link: RedisLink;
  readonly library: QueueLibrary;
  /** In front of every key, as `qta`. */
  readonly prefix: string;
  /** Name of the batch, one of its own for each. */
  readonly batch: string;
  readonly codeVersion: string;
  /** Who is there, again and again; all versions. */
  readonly onWorkers?: (workers: readonly WorkerEntry[]) => void;
}

interface OpenJob {
  readonly job: QueueJob;
  readonly promise: Promise<JobEnd>;
  readonly resolve: (end: JobEnd) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The side of a batch of jobs on Redis that wants them done. A job's end comes once, whatever workers, the server and this process go
 * through; it stays in Redis until it is acknowledged, so that a later process of the same batch finds it.
 */
export class JobQueue {
  readonly #options: JobQueueOptions;
  readonly #queue: Queue;
  readonly #events: QueueEvents;
  /** Jobs without an end, by their key. */
  readonly #open = new Map<string, OpenJob>();
  /** Those among them that are not in Redis yet. */
  readonly #unsent = new Set<string>();
  /** Jobs that events said something of. */
  readonly #told = new Set<string>();
  #wake: () => void = () => {};
  #most = FEWEST_OPEN;
  #pumping: Promise<void> = Promise.resolve();
  #closed = false;

  /** @throws RedisUnreachableError */
  static async open(options: JobQueueOptions): Promise<JobQueue> {
    const queue = new JobQueue(options);
    try {
      await queue.#orGone(queue.#begin());
    } catch (error) {
      await queue.close();
      throw error;
    }
    queue.#pumping = queue.#pump();
    return queue;
  }

  private constructor(options: JobQueueOptions) {
    const { library, link, prefix, codeVersion } = options;
    const { Queue, QueueEvents } = library.bullmq;
    this.#options = options;
    const name = queueName(codeVersion);
    this.#queue = new Queue(name, { connection: link.client, prefix, streams: { events: { maxLen: EVENTS } } });
    this.#events = new QueueEvents(name, { connection: link.another(), prefix });
    const tell = ({ jobId }: { readonly jobId: string }): void => {
      if (!this.#open.has(jobId)) return;
      this.#told.add(jobId);
      this.#wake();
    };
    this.#events.on('completed', tell);
    this.#events.on('failed', tell);
    // Failures of the connection are the link's to tell.
    this.#queue.on('error', () => {});
    this.#events.on('error', () => {});
  }

  /**
   * Has a job done and gives its end. A job that an earlier process of the batch handed in is found again, with its end if it has one.
   * @throws RedisUnreachableError
   */
  submit(job: QueueJob): Promise<JobEnd> {
    const key = jobKey(this.#options.batch, job);
    const known = this.#open.get(key);
    if (known !== undefined) return known.promise;
    const open: OpenJob = { job, ...Promise.withResolvers<JobEnd>() };
    this.#open.set(key, open);
    this.#unsent.add(key);
    this.#wake();
    return open.promise;
  }

  /** Forgets a job whose end is durable elsewhere. @throws RedisUnreachableError */
  async acknowledge(job: QueueJob): Promise<void> {
    await this.#orGone(this.#queue.remove(jobKey(this.#options.batch, job)));
  }

  /** The batch is done: nothing of it stays in Redis. @throws RedisUnreachableError */
  async finish(): Promise<void> {
    await this.#stop();
    await this.#orGone(this.#forget(() => true));
    await this.#orGone(this.#unwant());
    await this.#orGone(this.#expireLeftovers());
  }

  /**
   * The batch stops before its end: what waits is withdrawn, workers leave what they are at (so they do when this process ends without a
   * word, a little later). What they have finished stays for the next start. @throws RedisUnreachableError
   */
  async callOff(): Promise<void> {
    await this.#stop();
    await this.#orGone(this.#withdraw());
  }

  /** Ends the work of this process; jobs stay where they are. */
  async close(): Promise<void> {
    await this.#stop();
    await Promise.allSettled([this.#events.close(), this.#queue.close()]);
  }

  async #stop(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#pumping;
  }

  #orGone<T>(work: Promise<T>): Promise<T> {
    work.catch(() => {}); // It may fail after the server was given up.
    return Promise.race([work, this.#options.link.gone]);
  }

  async #begin(): Promise<void> {
    await this.#want();
    const { link } = this.#options;
    for (const type of LEFTOVERS) await link.client.persist(this.#queue.toKey(type));
    // What failed before is tried anew.
    await this.#forget((job) => job.isFailed());
  }

  async #pump(): Promise<void> {
    let lookAt = 0;
    let workersAt = 0;
    try {
      while (!this.#closed) {
        const now = performance.now();
        if (now >= workersAt) {
          await this.#orGone(this.#want());
          await this.#orGone(this.#countWorkers());
          workersAt = now + WORKERS_MS;
        }
        await this.#orGone(this.#send());
        const all = now >= lookAt;
        const keys = all ? [...this.#open.keys()] : [...this.#told];
        this.#told.clear();
        if (all) lookAt = now + LOOK_MS;
        for (const key of keys) await this.#orGone(this.#look(key));
        if (this.#told.size === 0 && !this.#canSend()) await this.#sleep(Math.min(lookAt, workersAt) - performance.now());
      }
    } catch (error) {
      for (const { reject } of this.#open.values()) reject(error);
      this.#open.clear();
    }
  }

  async #sleep(ms: number): Promise<void> {
    if (ms <= 0 || this.#closed) return;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      timer = setTimeout(resolve, ms);
    });
    clearTimeout(timer);
    this.#wake = () => {};
  }

  #canSend(): boolean {
    return this.#unsent.size > 0 && this.#open.size - this.#unsent.size < this.#most;
  }

  async #send(): Promise<void> {
    const room = this.#most - (this.#open.size - this.#unsent.size);
    const keys = [...this.#unsent].slice(0, Math.max(0, room));
    for (const key of keys) {
      this.#unsent.delete(key);
      this.#told.add(key); // An earlier process may have had it done.
    }
    await this.#add(keys.map((key) => [key, this.#open.get(key)!.job] as const));
  }

  /** Adding a job that is there already does nothing. */
  async #add(jobs: readonly (readonly [string, QueueJob])[]): Promise<void> {
    if (jobs.length === 0) return;
    const { batch, codeVersion } = this.#options;
    await this.#queue.addBulk(
      jobs.map(([jobId, { id, payload }]) => ({
        name: id,
        data: { batch, code_version: codeVersion, payload } satisfies JobMessage,
        opts: {
          jobId,
          attempts: ATTEMPTS,
          backoff: { type: 'fixed', delay: RETRY_MS },
          stackTraceLimit: 0,
          removeOnComplete: { age: KEPT_SECONDS },
          removeOnFail: { age: KEPT_SECONDS },
        },
      })),
    );
  }

  /** Hands over the end of a job that has one. A job that the server has forgotten (it lost its last second in a crash) is handed in again. */
  async #look(key: string): Promise<void> {
    const open = this.#open.get(key);
    if (open === undefined || this.#unsent.has(key)) return;
    const job: Job<JobMessage, JobAnswer> | undefined = await this.#queue.getJob(key);
    if (job === undefined) await this.#add([[key, open.job]]);
    if (job?.finishedOn === undefined) return;
    const end = await endOf(open.job, job);
    if (end === undefined) return;
    if (end.kind === 'failed' && end.code === UNWANTED) {
      // An earlier process of the batch ended, and a worker left the job only now.
      await this.#queue.remove(key);
      await this.#add([[key, open.job]]);
      return;
    }
    this.#open.delete(key);
    open.resolve(end);
  }

  async #want(): Promise<void> {
    const { link, prefix, batch } = this.#options;
    await link.client.set(wantedKey(prefix, batch), '1', 'EX', WANTED_SECONDS);
  }

  async #unwant(): Promise<void> {
    const { link, prefix, batch } = this.#options;
    await link.client.del(wantedKey(prefix, batch));
  }

  async #countWorkers(): Promise<void> {
    const { link, prefix, codeVersion, onWorkers } = this.#options;
    const workers = await presentWorkers(link.client, prefix);
    const places = workers.filter((one) => one.codeVersion === codeVersion).reduce((sum, one) => sum + one.concurrency, 0);
    this.#most = Math.min(MOST_OPEN, Math.max(FEWEST_OPEN, 2 * places));
    onWorkers?.(workers);
  }

  /** Removes jobs of the batch that nobody works at. */
  async #forget(which: (job: Job) => Promise<boolean> | boolean): Promise<void> {
    const { batch } = this.#options;
    const left = await this.#queue.getJobs(['waiting', 'delayed', 'prioritized', 'completed', 'failed']);
    for (const job of left) {
      // A job may go away between the list and the look at it.
      const { id } = job ?? {};
      if (id?.startsWith(`${batch}.`) && (await which(job))) await this.#queue.remove(id);
    }
  }

  async #withdraw(): Promise<void> {
    await this.#unwant();
    await this.#forget(async (job) => job.finishedOn === undefined && !(await job.isActive()));
  }

  async #expireLeftovers(): Promise<void> {
    const counts = await this.#queue.getJobCounts();
    if (Object.values(counts).some((count) => count > 0)) return;
    for (const type of LEFTOVERS) await this.#options.link.client.expire(this.#queue.toKey(type), LEFTOVER_SECONDS);
  }
}

async function endOf({ id }: QueueJob, job: Job<JobMessage, JobAnswer>): Promise<JobEnd | undefined> {
  if (await job.isCompleted()) {
    const { worker, answer } = job.returnvalue;
    return { kind: 'done', id, worker, answer };
  }
  if (!(await job.isFailed())) return undefined;
  return { kind: 'failed', id, ...failureOf(job.failedReason), worker: job.processedBy };
}
