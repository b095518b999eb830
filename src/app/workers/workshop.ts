import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BlobStore } from '../../adapters/blobs/index.ts';
import { removeTree } from '../../adapters/fs/index.ts';
import { AppError, type Json } from '../../base/index.ts';
import { BatchBench, type BatchPlace, type SharedBars } from '../batch/bench.ts';
import type { EvaluatedChild } from '../batch/evaluate-child.ts';
import { type EvaluateJob, JobLostError } from '../batch/executor.ts';
import { BatchThreads } from '../batch/threads.ts';
import { type BatchSetup, layOut, loadSetup } from './batch-setup.ts';
import { WorkerLacksError } from './errors.ts';
import { packed, unpacked } from './packed.ts';
import { jobSchema } from './remote-executor.ts';

/** Batches, and bars with columns of a batch, that are kept with their threads while nobody works at them. */
const KEPT_IDLE = 1;

/** One batch as a worker has set it up. */
interface Bench {
  readonly setup: BatchSetup;
  readonly place: BatchPlace;
  readonly folder: string;
  readonly bench: BatchBench;
  /** By hash of the bars and columns, those used last at the end. */
  readonly threads: Map<string, Crew>;
}

/** Threads over the same bars and columns. */
interface Crew {
  readonly made: Promise<BatchThreads>;
  working: number;
}

interface Stand {
  readonly made: Promise<Bench>;
  working: number;
}

/** Does jobs of any batch: fetches what the batch needs when its first job comes, and keeps it for the next ones. */
export class Workshop {
  readonly #store: BlobStore;
  readonly #concurrency: number;
  /** By hash of the setup, the one used last at the end. */
  readonly #stands = new Map<string, Stand>();

  constructor(store: BlobStore, concurrency: number) {
    this.#store = store;
    this.#concurrency = concurrency;
  }

  /**
   * Evaluates the children of a job and stores the results; what a child does wrong is its result.
   * @throws WorkerLacksError, and what the store throws
   */
  async do(payload: Json, signal: AbortSignal): Promise<Json> {
    const { setup, bars, children } = jobSchema.parse(payload);
    const stand = this.#standOf(setup);
    stand.working += 1;
    try {
      const bench = await stand.made;
      const job: EvaluateJob = { kind: 'evaluate', group: 0, children: children as EvaluateJob['children'] };
      const results = await this.#evaluated(bench, { bars, job, signal });
      signal.throwIfAborted();
      await refuseOwnFailures(bench, job, results);
      return { kind: 'evaluated', results: await this.#store.put(packed(results)) };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof JobLostError)) throw error;
      return { kind: 'lost', ...error.child };
    } finally {
      stand.working -= 1;
      await this.#tidy();
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#stands.values()].map((stand) => dismantle(stand)));
    this.#stands.clear();
  }

  #standOf(setup: string): Stand {
    const known = this.#stands.get(setup);
    const stand = known ?? { made: this.#setUp(setup), working: 0 };
    if (known === undefined) stand.made.catch(() => this.#stands.delete(setup)); // The next job tries again.
    this.#stands.delete(setup);
    this.#stands.set(setup, stand);
    return stand;
  }

  async #setUp(hash: string): Promise<Bench> {
    const setup = await loadSetup(this.#store, hash);
    const folder = mkdtempSync(join(tmpdir(), 'quanttradeai-worker-'));
    try {
      await layOut(this.#store, setup, folder);
    } catch (error) {
      removeTree(folder);
      throw error;
    }
    const place: BatchPlace = { projectDir: folder, env: {}, now: setup.now, present: setup.present };
    return { setup, place, folder, bench: new BatchBench(setup.spec, place), threads: new Map() };
  }

  async #evaluated(
    bench: Bench,
    { bars, job, signal }: { readonly bars: string; readonly job: EvaluateJob; readonly signal: AbortSignal },
  ): Promise<readonly EvaluatedChild[]> {
    const crew = this.#crewOf(bench, bars);
    crew.working += 1;
    try {
      const threads = await crew.made;
      return await threads.evaluate(job, signal);
    } finally {
      crew.working -= 1;
      const idle = [...bench.threads].filter(([, { working }]) => working === 0);
      for (const [hash, { made }] of idle.slice(0, Math.max(0, idle.length - KEPT_IDLE))) {
        bench.threads.delete(hash);
        await (await made).close();
      }
    }
  }

  #crewOf(bench: Bench, bars: string): Crew {
    const known = bench.threads.get(bars);
    const crew = known ?? { made: this.#makeThreads(bench, bars), working: 0 };
    if (known === undefined) crew.made.catch(() => bench.threads.delete(bars)); // The next job tries again.
    bench.threads.delete(bars);
    bench.threads.set(bars, crew);
    return crew;
  }

  async #makeThreads({ setup, place, folder }: Bench, bars: string): Promise<BatchThreads> {
    const { spec, timeLimitMs, memoryMb } = setup;
    const shared = unpacked(await this.#store.get(bars)) as SharedBars;
    const start = { spec, place, runsDir: folder };
    const threads = new BatchThreads({ start, concurrency: this.#concurrency, timeLimitMs, memoryMb });
    threads.begin([shared]);
    return threads;
  }

  async #tidy(): Promise<void> {
    const idle = [...this.#stands].filter(([, { working }]) => working === 0);
    for (const [hash, stand] of idle.slice(0, Math.max(0, idle.length - KEPT_IDLE))) {
      this.#stands.delete(hash);
      await dismantle(stand);
    }
  }
}

async function dismantle({ made }: Stand): Promise<void> {
  const bench = await made.catch(() => undefined);
  if (bench === undefined) return;
  for (const threads of await Promise.allSettled([...bench.threads.values()].map((crew) => crew.made))) {
    if (threads.status === 'fulfilled') await threads.value.close();
  }
  removeTree(bench.folder);
}

/**
 * Every child of a job could be read where the batch was made. One that cannot be read here has not failed: this machine lacks something.
 * @throws WorkerLacksError
 */
async function refuseOwnFailures({ bench }: Bench, { children }: EvaluateJob, results: readonly EvaluatedChild[]): Promise<void> {
  for (const { index, status } of results) {
    const child = children.find((one) => one.index === index);
    if (status !== 'failed' || child === undefined) continue;
    try {
      await bench.planned(child);
    } catch (error) {
      const code = error instanceof AppError ? error.code : 'BUG';
      throw new WorkerLacksError(code, error instanceof Error ? error.message : String(error));
    }
  }
}
