import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { S3Fake } from '../../src/adapters/blobs/s3.testkit.ts';
import { hasRedis, RedisServer } from '../../src/adapters/queue/redis.testkit.ts';
import { type CliResult, cli, listFiles, readJson, root, temporaryFolder, writeFiles } from './cli.testkit.ts';

/** 60 variants over two coins with stops, shorts and a feature of the project's own. */
const PROJECT = `project: { name: lab }
data:
  source: sample
  symbols: [{ ticker: COIN/USD, asset_class: crypto }, { ticker: CASH/USD, asset_class: crypto }]
  start_date: "2021-01-01"
  end_date: "2021-01-16"
  timeframe: 1m
features:
  definitions:
    - { name: rsi_n, type: technical, params: { period: 5 } }
    - { name: streak, type: custom, kind: up_streak, module: features/up-streak.ts, params: { longest: 5 } }
agents:
  - name: busy
    kind: rule
    rule: { entry: "rsi_n < 35", exit: "rsi_n > 50 or streak >= 3", short_entry: "rsi_n > 75", short_exit: "rsi_n < 50" }
    stops: { stop_loss_pct: 0.01 }
sweeps:
  - name: grid
    agent: busy
    keep: top_k
    top_k: 2
    parameters:
      - { path: features.rsi_n.params.period, values: [3, 4, 5, 6, 7, 8, 9, 10, 11, 12] }
      - { path: stops.stop_loss_pct, values: [0.005, 0.01, 0.02] }
      - { path: features.streak.params.longest, values: [2, 8] }
operations:
  storage: { redis: { url_env: LAB_REDIS } }
`;

const UP_STREAK = `import { type Bar, defineFeature, z } from 'quanttradeai';
import { longer } from './longer.ts';

export default defineFeature({
  type: 'up_streak', summary: 'closes in a row above the one before', unit: 'bars', source: 'own definition',
  params: z.strictObject({ longest: z.int().min(1).default(10) }),
  warmup: () => 1,
  create: ({ longest }) => {
    let previous: number | undefined;
    let streak = 0;
    return {
      update({ close }: Bar) {
        if (previous !== undefined) streak = close > previous ? Math.min(longer(streak), longest) : 0;
        const known = previous !== undefined;
        previous = close;
        return known ? streak : undefined;
      },
    };
  },
});
`;

const FILES = {
  'config/project.yaml': PROJECT,
  'features/up-streak.ts': UP_STREAK,
  'features/longer.ts': 'export const longer = (streak: number): number => streak + 1;\n',
};
/** The project file of a worker: no agents, no modules. */
const alone = (project: string): string => project.replace(/features:[\s\S]*?operations:/, 'operations:');

const SWEEP = ['agent', 'run', '--sweep', 'grid', '-c', 'config/project.yaml', '--mode', 'backtest', '--json'];

describe.skipIf(!hasRedis)('a sweep on several machines', { timeout: 300_000 }, () => {
  const cleanUps: (() => Promise<void> | void)[] = [];
  let expected: Results;

  beforeAll(async () => {
    const folder = temporaryFolder();
    writeFiles(folder.path, FILES);
    const alone = await cli([...SWEEP, '--workers', '2'], { cwd: folder.path });
    expect(alone.stderr).toBe('');
    expect(alone.code).toBe(0);
    expected = resultsOf(folder.path);
    folder.remove();
  }, 240_000);

  afterEach(async () => {
    for (const clean of cleanUps.splice(0).reverse()) await clean();
  });

  function machine(): string {
    const folder = temporaryFolder();
    cleanUps.push(() => folder.remove());
    return folder.path;
  }

  /** The machine that runs the sweep, and another one that shares nothing with it but the folder of blobs. */
  function machines(): { readonly first: string; readonly other: string } {
    const [first, other] = [machine(), machine()];
    writeFiles(first, FILES);
    writeFiles(other, { 'config/project.yaml': alone(PROJECT) });
    mkdirSync(join(first, 'state'));
    symlinkSync(join(first, 'state'), join(other, 'state'));
    return { first, other };
  }

  async function redis(password?: string): Promise<RedisServer> {
    const server = await RedisServer.start(password);
    cleanUps.push(() => server.remove());
    return server;
  }

  function worker(cwd: string, env: Record<string, string>, args: readonly string[] = ['--concurrency', '1']): Worker {
    const made = new Worker(cwd, env, args);
    cleanUps.push(() => made.kill());
    return made;
  }

  test('kill -9 of two of four workers: complete, and the same bytes as on one machine', async () => {
    const { first, other } = machines();
    const server = await redis();
    const env = { LAB_REDIS: server.url };
    const four = [1, 2, 3, 4].map(() => worker(other, env));
    const sweep = cli([...SWEEP, '--workers', 'redis'], { cwd: first, env });
    await until(() => jobs(four) >= 8);
    await four[0]!.kill();
    await four[1]!.kill();
    const result = await sweep;
    expect(result.code, result.stdout).toBe(0);
    expect(resultsOf(first)).toEqual(expected);
    expect(jobs(four)).toBeGreaterThanOrEqual(60);
    for (const one of four.slice(2)) expect(await one.stop()).toMatchObject({ code: 0 });
    // What is left of the batch: its setup for a later one, and at most what the killed workers had just stored.
    expect(listFiles(join(first, 'state', 'blobs')).length).toBeLessThanOrEqual(4 + 2);
  });

  test('Redis is killed and comes back in the middle', async () => {
    const { first, other } = machines();
    const server = await redis('kept-secret');
    const env = { LAB_REDIS: server.url.replace('127', ':kept-secret@127') };
    const two = [worker(other, env), worker(other, env)];
    const sweep = cli([...SWEEP, '--workers', 'redis'], { cwd: first, env });
    await until(() => jobs(two) >= 10);
    await server.down();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await server.up();
    const result = await sweep;
    expect(result.code, result.stdout).toBe(0);
    expect(resultsOf(first)).toEqual(expected);
    expect(result.stderr).toContain(`Redis at 127.0.0.1:${server.port} is gone`);
    expect(result.stderr).toContain(`Redis at 127.0.0.1:${server.port} is back`);
    for (const one of two) {
      const { code, text } = await one.stop();
      expect(code).toBe(0);
      expect(text).not.toContain('kept-secret');
    }
    // The password is nowhere: not in what was said, not in a file.
    expect(result.stdout + result.stderr).not.toContain('kept-secret');
    for (const folder of [first, other]) {
      for (const file of listFiles(folder)) expect(readFileSync(join(folder, file)).includes('kept-secret'), file).toBe(false);
    }
  });

  test('the command is killed in the middle: started again it has the same result', async () => {
    const { first, other } = machines();
    const server = await redis();
    const env = { LAB_REDIS: server.url };
    const one = worker(other, env, ['--concurrency', '2']);
    const killed = spawn(process.execPath, [join(root, 'bin', 'quanttradeai.mjs'), ...SWEEP, '--workers', 'redis'], {
      cwd: first,
      env: { PATH: process.env['PATH'], HOME: first, QTA_FROM_SOURCE: '1', ...env },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => killed.once('close', resolve));
    await until(() => jobs([one]) >= 10);
    killed.kill('SIGKILL');
    await ended;
    const again = await cli([...SWEEP, '--workers', 'redis'], { cwd: first, env });
    expect(again.code, again.stdout).toBe(0);
    expect(resultsOf(first)).toEqual(expected);
  });

  test('through S3; SIGTERM ends a worker with exit code 0, and its jobs are done by another', async () => {
    // The machines have nothing in common but a bucket.
    const bucket = await S3Fake.start();
    cleanUps.push(() => bucket.stop());
    const s3 = `s3: { bucket: ${bucket.bucket}, region: eu-west-1, prefix: lab/, endpoint: "${bucket.endpoint}" }`;
    const project = PROJECT.replace('{ url_env: LAB_REDIS }', `{ url_env: LAB_REDIS, prefix: lab }, ${s3}`);
    const [first, other] = [machine(), machine()];
    writeFiles(first, { ...FILES, 'config/project.yaml': project });
    writeFiles(other, { 'config/project.yaml': alone(project) });
    const server = await redis();
    const keys = { AWS_ACCESS_KEY_ID: bucket.accessKeyId, AWS_SECRET_ACCESS_KEY: bucket.secretAccessKey };
    const env = { LAB_REDIS: server.url, ...keys };
    const [early, late] = [worker(other, env), worker(other, env)];
    const sweep = cli([...SWEEP, '--workers', `redis://127.0.0.1:${server.port}`], { cwd: first, env: keys });
    await until(() => jobs([early]) >= 3);
    const stopped = await early.stop();
    expect(stopped.code).toBe(0);
    expect(stopped.text).toMatch(/\d+ jobs done, 0 failed, \d+ given back/);
    expect((await sweep).code).toBe(0);
    expect(resultsOf(first)).toEqual(expected);
    expect(jobs([early, late])).toBeGreaterThanOrEqual(60);
    expect([...bucket.objects.keys()].every((name) => name.startsWith('lab/blobs/'))).toBe(true);
    expect(bucket.objects.size).toBeLessThanOrEqual(4 + 1);
  });

  test('what is wrong is said with an exit code, and no password is repeated', async () => {
    const { first, other } = machines();
    const says = async (args: readonly string[], env: Record<string, string> = {}): Promise<CliResult> =>
      cli([...SWEEP.slice(0, -1), ...args], { cwd: first, env });
    expect(await says(['--workers', 'redis'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('LAB_REDIS is not set'),
    });
    expect(await says(['--workers', 'some'])).toMatchObject({ code: 2, stderr: expect.stringContaining('OPTION_VALUE') });
    const onLine = await says(['--workers', 'redis://:secret-word@127.0.0.1:1']);
    expect(onLine).toMatchObject({ code: 2, stderr: expect.stringContaining('REDIS_ADDRESS') });
    expect(onLine.stderr).not.toContain('secret-word');
    const wrongUrl = await says(['--workers', 'redis'], { LAB_REDIS: 'http://:secret-word@127.0.0.1:1' });
    expect(wrongUrl).toMatchObject({ code: 2, stderr: expect.stringContaining('LAB_REDIS') });
    expect(wrongUrl.stderr).not.toContain('secret-word');
    const server = await redis('right');
    const refused = await cli(['worker', '-c', 'config/project.yaml'], {
      cwd: other,
      env: { LAB_REDIS: server.url.replace('127', ':secret-word@127') },
    });
    expect(refused).toMatchObject({ code: 3, stderr: expect.stringContaining('REDIS_REFUSED') });
    expect(refused.stderr + refused.stdout).not.toContain('secret-word');
    // Nothing was begun.
    expect(listFiles(join(first, 'runs')).filter((path) => path.startsWith('agent/'))).toEqual([]);
  });
});

interface Results {
  readonly results: readonly string[];
  readonly batch: readonly string[];
  readonly trials: readonly string[];
  readonly returns: string;
  readonly kept: Readonly<Record<string, string>>;
}

const VOLATILE =
  /^(seq|run_id|batch_id|parent|started_at|finished_at|duration_ms|duration_s|at|hash|prev|dir|path|file|id|timestamp|max_concurrency|head|before|ledger)$/;

/** Everything that the newest batch of a project has to say, but for names, times and the chain of hashes. */
function resultsOf(project: string): Results {
  const runs = join(project, 'runs');
  const batches = readdirSync(join(runs, 'agent', 'batches'))
    .filter((name) => !name.startsWith('.'))
    .sort();
  const name = batches.at(-1)!;
  const batch = join(runs, 'agent', 'batches', name);
  const kept = join(runs, 'agent', 'backtest');
  const ofKept = listFiles(kept).filter((path) => /(equity_curve|ledger|trades)\.csv$|(decisions|executions)\.jsonl$/.test(path));
  const ledgerLines = readFileSync(join(runs, 'ledger.jsonl'), 'utf8').trim().split('\n');
  const own = ledgerLines
    .map((line): Record<string, unknown> => JSON.parse(line))
    .filter(({ parent }) => String(parent).endsWith(name));
  return {
    results: linesOf(readJson(join(batch, 'results.json'))),
    batch: linesOf(readJson(join(batch, 'batch.json'))),
    // They stand in the order in which children ended.
    trials: own.map((line) => JSON.stringify(stable(line))).sort(),
    returns: digest(join(runs, '.trials', `${name}.f64`)),
    kept: Object.fromEntries(
      ofKept.map((path) => [path.replace(/^\d+_\d+_\d+_(.*)_[0-9a-f]{4}\//, '$1/'), digest(join(kept, path))]),
    ),
  };
}

/** A document in lines, so that a difference is short. */
function linesOf(document: unknown): readonly string[] {
  return JSON.stringify(stable(document), null, 1).split('\n');
}

/** A difference of two long files would take minutes to print. */
function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}

function stable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, item]) => (VOLATILE.test(key) ? [] : [[key, stable(item)]])));
}

/** A worker process of a test. */
class Worker {
  text = '';
  readonly #child: ChildProcess;
  readonly #ended: Promise<number | null>;

  constructor(cwd: string, env: Record<string, string>, args: readonly string[]) {
    const words = [join(root, 'bin', 'quanttradeai.mjs'), 'worker', '-c', 'config/project.yaml', ...args];
    this.#child = spawn(process.execPath, words, {
      cwd,
      env: { PATH: process.env['PATH'], HOME: cwd, NO_COLOR: '1', QTA_FROM_SOURCE: '1', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (piece: string) => {
        this.text += piece;
      });
    }
    this.#ended = new Promise((resolve) => {
      this.#child.once('close', (code) => resolve(code));
    });
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  async stop(): Promise<{ readonly code: number | null; readonly text: string }> {
    this.#child.kill('SIGTERM');
    return { code: await this.#ended, text: this.text };
  }
}

/** Jobs that workers have done. */
function jobs(workers: readonly Worker[]): number {
  return workers.reduce((sum, { text }) => sum + text.split('\n').filter((line) => / done agent_/.test(line)).length, 0);
}

async function until(condition: () => boolean): Promise<void> {
  const end = performance.now() + 120_000;
  while (!condition()) {
    if (performance.now() > end) throw new Error('it did not happen within two minutes');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
