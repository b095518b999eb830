import { Worker } from 'node:worker_threads';
import { inSharedMemory, invariant } from '../../base/index.ts';
import type { BatchPlace, SharedBars } from './bench.ts';
import type { EvaluatedChild } from './evaluate-child.ts';
import { type BatchExecutor, type EvaluateJob, JobLostError, type RanChild, type RunJob } from './executor.ts';
import type { BatchSpec } from './spec.ts';

/** The worker's own bundle, or its source in a checkout. */
const ENTRY = new URL(import.meta.url.endsWith('.ts') ? './batch-worker.ts' : './batch-worker.mjs', import.meta.url);

/** What a thread is started with. */
export interface ThreadStart {
  readonly spec: BatchSpec;
  readonly place: BatchPlace;
  /** Absolute folder of runs. */
  readonly runsDir: string;
}

export type ThreadJob = EvaluateJob | RunJob | BeginJob;

/** Bars and columns of the jobs to come, in shared memory; nothing is answered. */
interface BeginJob {
  readonly kind: 'begin';
  readonly groups: readonly SharedBars[];
}

/** What a thread answers. */
export type ThreadAnswer =
  | { readonly kind: 'evaluated'; readonly results: readonly EvaluatedChild[] }
  | { readonly kind: 'started'; readonly runId: string }
  | { readonly kind: 'ran'; readonly ran: RanChild };

export interface ThreadOptions {
  readonly start: ThreadStart;
  readonly concurrency: number;
  /** Milliseconds that a job may take. */
  readonly timeLimitMs: number;
  /** Heap of a thread. */
  readonly memoryMb: number;
}

/** Does jobs in threads of this process, over bars and columns that all of them share. */
export class BatchThreads implements BatchExecutor {
  readonly concurrency: number;
  readonly #options: ThreadOptions;
  #begun: BeginJob = { kind: 'begin', groups: [] };
  readonly #idle: Thread[] = [];
  readonly #all = new Set<Thread>();

  constructor(options: ThreadOptions) {
    this.concurrency = options.concurrency;
    this.#options = options;
  }

  begin(groups: readonly SharedBars[]): void {
    this.#begun = { kind: 'begin', groups: inSharedMemory(groups) };
  }

  /** @param signal ends the job, and the thread that is at it */
  async evaluate(job: EvaluateJob, signal?: AbortSignal): Promise<readonly EvaluatedChild[]> {
    const answer = await this.#do(job, () => undefined, signal);
    invariant(answer.kind === 'evaluated', 'a job of evaluation is answered with results');
    return answer.results;
  }

  async run(job: RunJob, onStart: (runId: string) => void): Promise<RanChild> {
    const answer = await this.#do(job, onStart);
    invariant(answer.kind === 'ran', 'a job of a run is answered with its end');
    return answer.ran;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#all].map((thread) => thread.end()));
  }

  async #do(job: EvaluateJob | RunJob, onStart: (runId: string) => void, signal?: AbortSignal): Promise<ThreadAnswer> {
    const thread = this.#idle.pop() ?? new Thread(this.#options.start, this.#options.memoryMb);
    this.#all.add(thread);
    try {
      thread.begin(this.#begun);
      const answer = await thread.work(job, { timeLimitMs: this.#options.timeLimitMs, onStart, signal });
      this.#idle.push(thread);
      return answer;
    } catch (error) {
      this.#all.delete(thread);
      await thread.end();
      throw error;
    }
  }
}

interface ThreadWork {
  readonly timeLimitMs: number;
  readonly onStart: (runId: string) => void;
  readonly signal: AbortSignal | undefined;
}

class Thread {
  readonly #worker: Worker;
  readonly #memoryMb: number;
  #settle: ((answer: ThreadAnswer | JobLostError) => void) | undefined;
  #onStart: (runId: string) => void = () => undefined;
  #lost: JobLostError | undefined;
  #begun: BeginJob | undefined;

  constructor(start: ThreadStart, memoryMb: number) {
    this.#memoryMb = memoryMb;
    this.#worker = new Worker(ENTRY, { workerData: start, resourceLimits: { maxOldGenerationSizeMb: memoryMb } });
    this.#worker.on('message', (answer: ThreadAnswer) => {
      if (answer.kind === 'started') this.#onStart(answer.runId);
      else this.#settle?.(answer);
    });
    this.#worker.on('messageerror', (cause) => this.#lose(cause.message));
    this.#worker.on('error', (cause: unknown) => this.#lose(cause instanceof Error ? cause.message : String(cause), cause));
    this.#worker.on('exit', (code) => this.#lose(`exit code ${code}`));
  }

  begin(begun: BeginJob): void {
    if (this.#begun === begun) return;
    this.#begun = begun;
    this.#worker.postMessage(begun);
  }

  async work(job: EvaluateJob | RunJob, { timeLimitMs, onStart, signal }: ThreadWork): Promise<ThreadAnswer> {
    if (this.#lost !== undefined) throw this.#lost;
    this.#onStart = onStart;
    const { promise, resolve } = Promise.withResolvers<ThreadAnswer | JobLostError>();
    this.#settle = resolve;
    const message = `took longer than ${timeLimitMs} ms (operations.workers.time_limit)`;
    // A timer of Node fires at once when it is asked for more than 2³¹ − 1 ms.
    const timer = setTimeout(
      () => resolve(new JobLostError({ code: 'TIME_LIMIT', message })),
      Math.min(timeLimitMs, 2 ** 31 - 1),
    );
    const stop = (): void => resolve(new JobLostError({ code: 'WORKER_LOST', message: 'the job was called off' }));
    signal?.addEventListener('abort', stop);
    this.#worker.postMessage(job);
    const answer = await promise;
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    this.#settle = undefined;
    if (answer instanceof JobLostError) throw answer;
    return answer;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #lose(fact: string, cause?: unknown): void {
    const isMemory = cause instanceof Error && 'code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY';
    this.#lost ??= new JobLostError(
      isMemory
        ? { code: 'MEMORY_LIMIT', message: `needed more than ${this.#memoryMb} MB (operations.workers.memory_mb)` }
        : { code: 'WORKER_LOST', message: `the worker ended: ${fact}` },
    );
    this.#settle?.(this.#lost);
  }
}
