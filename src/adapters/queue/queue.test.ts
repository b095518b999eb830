import { spawn } from 'node:child_process';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { AppError, type Json } from '../../base/index.ts';
import {
  type JobEnd,
  JobQueue,
  JobWorker,
  type JobWorkerOptions,
  type QueueJob,
  type QueueLibrary,
  queueLibrary,
  RedisLink,
  redisAddress,
  type WorkerEntry,
  type WorkerEvent,
} from './index.ts';
import { hasRedis, RedisServer } from './redis.testkit.ts';

const VERSION = '0.1.0+sha256:test';

describe.skipIf(!hasRedis)('jobs on a real Redis', { timeout: 60_000 }, () => {
  let library: QueueLibrary;
  const cleanUps: (() => Promise<void> | void)[] = [];
  beforeAll(async () => {
    library = await queueLibrary(process.cwd());
  });
  afterEach(async () => {
    for (const clean of cleanUps.splice(0).reverse()) await clean();
  });

  async function redis(): Promise<RedisServer> {
    const server = await RedisServer.start();
    cleanUps.push(() => server.remove());
    return server;
  }

  async function link(server: RedisServer, patienceMs = 20_000): Promise<RedisLink> {
    const opened = await RedisLink.open({ library, address: redisAddress(server.url, 'line'), patienceMs });
    cleanUps.push(() => opened.close());
    return opened;
  }

  async function queue(server: RedisServer, batch = 'batch', codeVersion = VERSION): Promise<JobQueue> {
    const made = await JobQueue.open({ library, link: await link(server), prefix: 'qta', batch, codeVersion });
    cleanUps.push(() => made.close());
    return made;
  }

  type WorkerSettings = Partial<Pick<JobWorkerOptions, 'run' | 'lockMs'>> & { readonly id?: string; readonly version?: string };

  async function worker(server: RedisServer, { id = 'w1', version = VERSION, ...settings }: WorkerSettings = {}) {
    const events: WorkerEvent[] = [];
    const entry = { id, codeVersion: version, concurrency: 2 };
    const made = new JobWorker({
      ...{ library, link: await link(server), prefix: 'qta', entry, lockMs: 1000 },
      run: async ({ payload }) => squared(payload),
      onEvent: (event) => events.push(event),
      ...settings,
    });
    cleanUps.push(() => made.stop(0));
    return { worker: made, events };
  }

  async function keysLeft(server: RedisServer): Promise<string[]> {
    return (await (await link(server)).client.keys('*')).sort();
  }

  test('every job is done once, and nothing of the batch is left', async () => {
    const server = await redis();
    const [first, second] = [await worker(server), await worker(server, { id: 'w2' })];
    const ends = await taken(await queue(server), jobs(100));
    expect(ends).toEqual(squares(100));
    const done = [...first.events, ...second.events].filter(({ kind }) => kind === 'done');
    expect(done).toHaveLength(100);
    await first.worker.stop(1000);
    await second.worker.stop(1000);
    const left = await keysLeft(server);
    expect(left.filter((key) => !/:(meta|events|marker|id|stalled-check|workers)$/.test(key))).toEqual([]);
    const { client } = await link(server);
    for (const key of left.filter((name) => !name.endsWith(':stalled-check'))) expect(await client.ttl(key)).toBeGreaterThan(0);
  });

  test('a failing job is tried three times, one that cannot do better once; both are listed', async () => {
    const server = await redis();
    const { events } = await worker(server, {
      run: async ({ payload }) => {
        if (payload === 3) throw new Error('the disk is on fire');
        if (payload === 4) throw new Refused('no such feature');
        return squared(payload);
      },
    });
    const ends = await taken(await queue(server), jobs(6));
    expect(ends.get('j3')).toMatchObject({ kind: 'failed', code: 'INTERNAL_ERROR', reason: 'the disk is on fire', worker: 'w1' });
    expect(ends.get('j4')).toMatchObject({ kind: 'failed', code: 'REFUSED', reason: 'no such feature', worker: 'w1' });
    expect([...ends.values()].filter(({ kind }) => kind === 'done')).toHaveLength(4);
    const failed = events.filter((event) => event.kind === 'failed');
    expect(failed.filter(({ job }) => job.id === 'j3')).toHaveLength(3);
    expect(failed.filter(({ job }) => job.id === 'j4')).toHaveLength(1);
  });

  test('a worker that sleeps beyond its lock loses the job; it counts once', async () => {
    const server = await redis();
    let slow = true;
    const { events } = await worker(server, {
      run: async ({ payload }) => {
        if (payload === 0 && slow) {
          slow = false;
          // The whole thread stands still: no lock is renewed meanwhile.
          Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 4000);
        }
        return squared(payload);
      },
    });
    // A worker in a process of its own comes later and takes over what the sleeping one had.
    const other = await elsewhere(server);
    const ends = await taken(await queue(server), jobs(8));
    expect(ends).toEqual(squares(8));
    expect(await other.stop()).toBeGreaterThan(0);
    expect(events.some((event) => event.kind === 'problem')).toBe(true);
  });

  test('the server is killed and comes back: nothing is lost, nothing is doubled', async () => {
    const server = await redis();
    const states: string[] = [];
    const watched = await RedisLink.open({
      ...{ library, address: redisAddress(server.url, 'line'), patienceMs: 20_000 },
      onState: (state) => states.push(state),
    });
    cleanUps.push(() => watched.close());
    const run = async ({ payload }: { readonly payload: Json }): Promise<Json> => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return squared(payload);
    };
    await worker(server, { run });
    await worker(server, { id: 'w2', run });
    const parent = await JobQueue.open({ library, link: watched, prefix: 'qta', batch: 'batch', codeVersion: VERSION });
    cleanUps.push(() => parent.close());
    let restarted: Promise<void> | undefined;
    const ends = await taken(parent, jobs(60), (count) => {
      if (count === 20) {
        restarted = (async () => {
          await server.down();
          await new Promise((resolve) => setTimeout(resolve, 300));
          await server.up();
        })();
      }
    });
    await restarted;
    expect(ends).toEqual(squares(60));
    expect(states).toEqual(['lost', 'back']);
  });

  test('a server that forgets everything gets the open jobs again', async () => {
    const server = await redis();
    const { client } = await link(server);
    await worker(server);
    let flushed = false;
    const ends = await taken(await queue(server), jobs(40), async (count) => {
      if (count !== 10 || flushed) return;
      flushed = true;
      await client.flushall();
    });
    expect(ends).toEqual(squares(40));
  });

  test('a parent that ends in the middle finds the results again', async () => {
    const server = await redis();
    const { events } = await worker(server);
    const first = await queue(server);
    const all = jobs(30).map((job) => first.submit(job));
    // Ten are durable, ten more are done and not acknowledged, the rest waits or is at work.
    await Promise.all(all.slice(0, 20));
    for (const job of jobs(10)) await first.acknowledge(job);
    await first.close();
    const rest = jobs(30).slice(10);
    const after = await taken(await queue(server), rest);
    expect(after).toEqual(new Map([...squares(30)].slice(10)));
    // Nothing that had been computed was computed again.
    expect(events.filter(({ kind }) => kind === 'done')).toHaveLength(30);
  });

  test('calling off withdraws what waits and stops what runs; the batch can be started again', async () => {
    const server = await redis();
    let aborted = 0;
    let held = true;
    const { events } = await worker(server, {
      run: async ({ payload }, signal) => {
        if (held) {
          await new Promise<void>((resolve) => {
            signal.addEventListener('abort', () => resolve());
          });
          aborted += 1;
          throw new Error('aborted');
        }
        return squared(payload);
      },
    });
    const parent = await queue(server);
    for (const job of jobs(10)) void parent.submit(job);
    await until(() => events.filter(({ kind }) => kind === 'started').length === 2);
    await parent.callOff();
    await parent.close();
    await until(() => events.filter(({ kind }) => kind === 'unwanted').length === 2);
    expect(aborted).toBe(2);
    held = false;
    expect(await taken(await queue(server), jobs(10))).toEqual(squares(10));
  });

  test('workers leave the jobs of a process that is gone', async () => {
    const server = await redis();
    const { client } = await link(server);
    const { events } = await worker(server, {
      run: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    });
    const parent = await queue(server);
    for (const job of jobs(2)) void parent.submit(job);
    await until(() => events.filter(({ kind }) => kind === 'started').length === 2);
    expect(await client.ttl('qta:wanted:batch')).toBeGreaterThan(50);
    await parent.close();
    // As if a minute had gone by.
    await client.del('qta:wanted:batch');
    await until(() => events.filter(({ kind }) => kind === 'unwanted').length === 2);
  });

  test('a worker that is told to stop gives back what it cannot finish in time', async () => {
    const server = await redis();
    const first = await worker(server, {
      run: (_, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('aborted')));
        }),
    });
    const ends = taken(await queue(server), jobs(5));
    await until(() => first.events.filter(({ kind }) => kind === 'started').length === 2);
    await first.worker.stop(50);
    expect(first.events.filter(({ kind }) => kind === 'given_back')).toHaveLength(2);
    const second = await worker(server, { id: 'w2' });
    expect(await ends).toEqual(squares(5));
    expect(second.events.filter(({ kind }) => kind === 'done')).toHaveLength(5);
  });

  test('a worker of another version does not touch the jobs', async () => {
    const server = await redis();
    const old = await worker(server, { id: 'old', version: '0.0.9' });
    const seen: string[] = [];
    const onWorkers = (workers: readonly WorkerEntry[]): void => {
      seen.push(...workers.map(({ id, codeVersion }) => `${id} ${codeVersion}`));
    };
    const parent = await JobQueue.open({
      ...{ library, link: await link(server), prefix: 'qta', batch: 'batch', codeVersion: VERSION, onWorkers },
    });
    cleanUps.push(() => parent.close());
    const ends = taken(parent, jobs(3));
    await until(() => seen.includes('old 0.0.9'));
    await worker(server);
    expect(await ends).toEqual(squares(3));
    expect(old.events).toEqual([]);
  });

  test('more jobs than fit at a time', async () => {
    const server = await redis();
    await worker(server);
    const { client } = await link(server);
    let most = 0;
    const ends = await taken(await queue(server), jobs(200), async () => {
      const lists = await client.keys('qta:jobs-*');
      const lengths = await Promise.all(lists.filter((key) => /:(wait|active)$/.test(key)).map((key) => client.llen(key)));
      most = Math.max(
        most,
        lengths.reduce((sum, length) => sum + length, 0),
      );
    });
    expect(ends.size).toBe(200);
    expect(most).toBeLessThanOrEqual(16);
  });

  test('a server that does not answer, a wrong password, a server that stays away', async () => {
    const server = await RedisServer.start('right');
    cleanUps.push(() => server.remove());
    const open = (url: string, patienceMs = 300) =>
      RedisLink.open({ library, address: redisAddress(url, { env: 'REDIS_URL' }), patienceMs });
    await expect(open('redis://127.0.0.1:1')).rejects.toMatchObject({ code: 'REDIS_UNREACHABLE', exitCode: 3 });
    await expect(open(server.url)).rejects.toMatchObject({ code: 'REDIS_REFUSED', exitCode: 3 });
    const wrong = await open(server.url.replace('127', ':secret-word@127')).catch((error: unknown) => error);
    expect(wrong).toMatchObject({ code: 'REDIS_REFUSED' });
    expect(JSON.stringify(Object.entries(wrong as object)) + String(wrong)).not.toContain('secret-word');
    expect((wrong as Error).cause).toBeUndefined();
    const opened = await open(server.url.replace('127', ':right@127'));
    cleanUps.push(() => opened.close());
    const parent = await JobQueue.open({ library, link: opened, prefix: 'qta', batch: 'batch', codeVersion: VERSION });
    cleanUps.push(() => parent.close());
    const waiting = parent.submit(jobs(1)[0]!).catch((error: unknown) => error);
    await server.down();
    expect(await waiting).toMatchObject({ code: 'REDIS_UNREACHABLE' });
    await expect(opened.gone).rejects.toMatchObject({ code: 'REDIS_UNREACHABLE' });
    const message = await opened.gone.catch((error: Error) => error.message);
    expect(message).not.toContain('right');
  });

  /** A process with one worker that squares; `stop` tells how many jobs it did. */
  async function elsewhere(server: RedisServer): Promise<{ stop(): Promise<number> }> {
    const here = new URL('./index.ts', import.meta.url).href;
    const source = `
      const { JobWorker, queueLibrary, RedisLink, redisAddress } = await import(${JSON.stringify(here)});
      const library = await queueLibrary(process.cwd());
      const link = await RedisLink.open({ library, address: redisAddress('${server.url}', 'line'), patienceMs: 20000 });
      let done = 0;
      process.stdout.write('ready\\n');
      await new Promise((resolve) => setTimeout(resolve, 500));
      const worker = new JobWorker({
        library, link, prefix: 'qta', lockMs: 1000, entry: { id: 'other', codeVersion: '${VERSION}', concurrency: 1 },
        run: async ({ payload }) => payload * payload,
        onEvent: ({ kind }) => { if (kind === 'done') done += 1; },
      });
      process.on('SIGTERM', async () => { await worker.stop(1000); link.close(); process.stdout.write(String(done)); });
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', source], { stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
    await until(() => text.includes('ready'));
    const ended = new Promise<number>((resolve) => {
      child.on('close', () => resolve(Number(text.replace('ready\n', ''))));
    });
    cleanUps.push(async () => {
      child.kill('SIGKILL');
      await ended;
    });
    const stop = (): Promise<number> => {
      child.kill('SIGTERM');
      return ended;
    };
    return { stop };
  }
});

class Refused extends AppError {
  readonly code = 'REFUSED';
}

const jobs = (count: number): QueueJob[] => Array.from({ length: count }, (_, i) => ({ id: `j${i}`, payload: i }));

function squared(payload: Json): Json {
  return typeof payload === 'number' ? payload * payload : null;
}

function squares(count: number): Map<string, unknown> {
  return new Map(jobs(count).map(({ id }, i) => [id, expect.objectContaining({ kind: 'done', id, answer: i * i })]));
}

/** Has jobs done, acknowledges each, and collects the ends. */
async function taken(
  queue: JobQueue,
  wanted: readonly QueueJob[],
  after: (count: number) => Promise<void> | void = () => {},
): Promise<Map<string, JobEnd>> {
  const ends = new Map<string, JobEnd>();
  await Promise.all(
    wanted.map(async (job) => {
      const end = await queue.submit(job);
      ends.set(end.id, end);
      await after(ends.size);
      await queue.acknowledge(job);
    }),
  );
  await queue.finish();
  return new Map(wanted.map(({ id }) => [id, ends.get(id)!]));
}

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error('it did not happen within 20 seconds');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
