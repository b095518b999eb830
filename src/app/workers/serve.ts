import { hostname } from 'node:os';
import { randomHex } from '../../adapters/fs/index.ts';
import { JobWorker, queueLibrary, RedisLink, type WorkerEvent } from '../../adapters/queue/index.ts';
import { codeVersion } from '../backtest/code-version.ts';
import { type MeetingPlace, prefixOf, redisOf, storeOf } from './storage.ts';
import { Workshop } from './workshop.ts';

/** A worker may be started before its server, and outlives a restart of it. */
const PATIENCE_MS = 10 * 60_000;

export interface ServeOptions extends MeetingPlace {
  readonly version: string;
  /** Jobs at a time. */
  readonly concurrency: number;
  /** Stops the worker: it takes no more jobs. */
  readonly signal: AbortSignal;
  /** Milliseconds that jobs at work have then, before they are given back. */
  readonly graceMs: number;
  /** A line of the log. */
  readonly say: (text: string) => void;
  /** For tests. */
  readonly lockMs?: number;
}

/** What a worker did. */
export interface Served {
  readonly worker: string;
  readonly done: number;
  readonly failed: number;
  readonly givenBack: number;
}

/**
 * Does jobs of batches until it is told to stop.
 * @throws RedisUnreachableError when the server stays away, and as `remoteWork`
 */
export async function serve(options: ServeOptions): Promise<Served> {
  const { projectDir, version, concurrency, signal, graceMs, say, lockMs } = options;
  const address = redisOf(options);
  const library = await queueLibrary(projectDir);
  const workshop = new Workshop(await storeOf(options), concurrency);
  if (signal.aborted) return { worker: '', done: 0, failed: 0, givenBack: 0 };
  const link = await RedisLink.open({
    ...{ library, address, patienceMs: PATIENCE_MS, signal },
    onState: (state) =>
      say(state === 'lost' ? `Redis at ${address.shown} is gone: waiting for it` : `Redis at ${address.shown} is back`),
  });
  const counts = { done: 0, failed: 0, given_back: 0, unwanted: 0 };
  const entry = {
    id: `${hostname()}-${process.pid}-${randomHex(6)}`,
    codeVersion: codeVersion(version, { projectDir, files: [] }),
    concurrency,
  };
  const worker = new JobWorker({
    ...{ library, link, entry, prefix: prefixOf(options) },
    ...(lockMs === undefined ? {} : { lockMs }),
    run: ({ payload }, aborted) => workshop.do(payload, aborted),
    onEvent: (event) => {
      if (event.kind === 'started') return;
      if (event.kind !== 'problem') counts[event.kind] += 1;
      say(lineOf(event));
    },
  });
  say(`worker ${entry.id} waits for jobs of ${entry.codeVersion} at ${address.shown}, ${concurrency} at a time`);
  try {
    await Promise.race([stopped(signal), link.gone]);
    say('stopping: no more jobs are taken');
    await worker.stop(graceMs);
  } finally {
    await workshop.close();
    link.close();
  }
  return { worker: entry.id, done: counts.done, failed: counts.failed, givenBack: counts.given_back };
}

function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** One line for each job that came to an end here. */
function lineOf(event: Exclude<WorkerEvent, { readonly kind: 'started' }>): string {
  if (event.kind === 'problem') return `problem: ${event.message}`;
  const { job, ms } = event;
  const what = event.kind.replace('_', ' ');
  const why = event.kind === 'failed' ? ` ${event.code} ${event.reason}` : '';
  return `${what} ${job.batch} ${job.id} ${(ms / 1000).toFixed(2)} s${why}`;
}
