import type { Job, Worker } from 'bullmq';
import { AppError, type Json } from '../../base/index.ts';
import { failureText, type JobAnswer, type JobMessage, queueName, UNWANTED, wantedKey } from './job.ts';
import type { QueueLibrary } from './library.ts';
import type { RedisLink } from './redis-link.ts';
import { signIn, signOut, type WorkerEntry } from './worker-list.ts';

/** A worker that does not renew its lock for this long has lost the job to another one. */
const LOCK_MS = 10_000;
/** How often workers look for jobs whose lock has run out. */
const STALLED_LOOK_MS = 5_000;
/** Workers that a job may lose before it is listed as failed. */
const LOST_WORKERS = 5;
const SIGN_IN_MS = 5_000;
const WANTED_MS = 1_000;
const AFTER_ERROR_MS = 1_000;

export interface WorkerJob {
  readonly batch: string;
  readonly id: string;
  readonly payload: Json;
}

/** What a worker tells of its work; one line of a log each. */
export type WorkerEvent =
  | { readonly kind: 'started'; readonly job: WorkerJob }
  | { readonly kind: 'done'; readonly job: WorkerJob; readonly ms: number }
  | { readonly kind: 'failed'; readonly job: WorkerJob; readonly ms: number; readonly code: string; readonly reason: string }
  | { readonly kind: 'given_back' | 'unwanted'; readonly job: WorkerJob; readonly ms: number }
  | { readonly kind: 'problem'; readonly message: string };

export interface JobWorkerOptions {
  readonly link: RedisLink;
  readonly library: QueueLibrary;
  readonly prefix: string;
  readonly entry: WorkerEntry;
  /**
   * Does a job. The same payload gives the same answer. When the signal is aborted it ends soon, in any way: nobody waits for the job any more, or it
   * goes to another worker.
   */
  readonly run: (job: WorkerJob, signal: AbortSignal) => Promise<Json>;
  readonly onEvent: (event: WorkerEvent) => void;
  /** For tests. */
  readonly lockMs?: number;
}

/** Why a job is left before its end. */
type Leaving = 'given_back' | 'unwanted';

interface Running {
  readonly job: WorkerJob;
  readonly controller: AbortController;
  leaving: Leaving | undefined;
}

/** The side of jobs on Redis that does them, several at a time. */
export class JobWorker {
  readonly #options: JobWorkerOptions;
  readonly #worker: Worker<JobMessage, JobAnswer>;
  readonly #running = new Set<Running>();
  readonly #timers: NodeJS.Timeout[] = [];
  #stopping = false;

  constructor(options: JobWorkerOptions) {
    this.#options = options;
    const { library, link, prefix, entry, lockMs = LOCK_MS } = options;
    this.#worker = new library.bullmq.Worker<JobMessage, JobAnswer>(
      queueName(entry.codeVersion),
      (job, token) => this.#process(job, token ?? ''),
      {
        connection: link.another(),
        prefix,
        name: entry.id,
        concurrency: entry.concurrency,
        lockDuration: lockMs,
        stalledInterval: Math.min(STALLED_LOOK_MS, lockMs),
        maxStalledCount: LOST_WORKERS,
        runRetryDelay: AFTER_ERROR_MS,
      },
    );
    this.#worker.on('error', (error) => {
      if (!isConnectionTrouble(error)) options.onEvent({ kind: 'problem', message: error.message });
    });
    this.#every(SIGN_IN_MS, () => signIn(link.client, prefix, entry));
    this.#every(WANTED_MS, () => this.#leaveUnwanted());
  }

  /**
   * Takes no more jobs, lets those at work end, and gives back what is not done after `graceMs`: another worker does it anew.
   */
  async stop(graceMs: number): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    const { link, prefix, entry } = this.#options;
    for (const timer of this.#timers) clearInterval(timer);
    const giveBack = setTimeout(() => {
      for (const running of this.#running) leave(running, 'given_back');
    }, graceMs);
    try {
      await this.#worker.close();
    } finally {
      clearTimeout(giveBack);
    }
    await signOut(link.client, prefix, entry);
  }

  #every(ms: number, action: () => Promise<void>): void {
    let busy = false;
    const act = (): void => {
      if (busy) return; // The server is away: commands wait for it.
      busy = true;
      action()
        .catch((error: unknown) => this.#problem(error))
        .finally(() => {
          busy = false;
        });
    };
    act();
    this.#timers.push(setInterval(act, ms));
  }

  #problem(error: unknown): void {
    if (this.#stopping || isConnectionTrouble(error)) return;
    this.#options.onEvent({ kind: 'problem', message: error instanceof Error ? error.message : String(error) });
  }

  async #leaveUnwanted(): Promise<void> {
    if (this.#running.size === 0) return;
    const { link, prefix } = this.#options;
    const running = [...this.#running];
    const words = await link.client.mget(running.map(({ job }) => wantedKey(prefix, job.batch)));
    for (const [index, word] of words.entries()) if (word === null) leave(running[index]!, 'unwanted');
  }

  async #process(queued: Job<JobMessage, JobAnswer>, token: string): Promise<JobAnswer> {
    const { entry, run, onEvent, library, link, prefix } = this.#options;
    const { batch, payload } = queued.data;
    const job: WorkerJob = { batch, id: queued.name, payload };
    const running: Running = { job, controller: new AbortController(), leaving: undefined };
    const started = performance.now();
    const ms = (): number => performance.now() - started;
    this.#running.add(running);
    onEvent({ kind: 'started', job });
    try {
      if ((await link.client.exists(wantedKey(prefix, batch))) === 0) leave(running, 'unwanted');
      running.controller.signal.throwIfAborted();
      const answer = await run(job, running.controller.signal);
      onEvent({ kind: 'done', job, ms: ms() });
      return { worker: entry.id, answer };
    } catch (error) {
      const { leaving } = running;
      if (leaving === 'given_back') {
        onEvent({ kind: leaving, job, ms: ms() });
        await queued.moveToWait(token);
        throw new library.bullmq.WaitingError();
      }
      const failure = leaving === 'unwanted' ? { code: UNWANTED, message: 'nobody waits for it any more' } : failureFacts(error);
      if (leaving === undefined) onEvent({ kind: 'failed', job, ms: ms(), code: failure.code, reason: failure.message });
      else onEvent({ kind: leaving, job, ms: ms() });
      const text = failureText(failure);
      if (leaving === 'unwanted' || isFinal(error)) throw new library.bullmq.UnrecoverableError(text);
      throw new Error(text);
    } finally {
      this.#running.delete(running);
    }
  }
}

function leave(running: Running, why: Leaving): void {
  running.leaving ??= why;
  running.controller.abort();
}

function failureFacts(error: unknown): { readonly code: string; readonly message: string } {
  const message = error instanceof Error ? error.message : String(error);
  const code = error instanceof AppError ? error.code : 'INTERNAL_ERROR';
  return { code, message: error instanceof AppError && error.hint !== undefined ? `${message} (${error.hint})` : message };
}

/** The user's input is the same everywhere; the outside world may be kinder to another try. */
function isFinal(error: unknown): boolean {
  return error instanceof AppError && error.exitCode !== 3;
}

/** The link tells of those. */
function isConnectionTrouble(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (/Connection is closed|Reached the max retries|read ECONNRESET|LOADING/.test(error.message)) return true;
  return 'code' in error && typeof error.code === 'string' && /^(E[A-Z]+|NOAUTH)$/.test(error.code);
}
