import type { Redis } from 'ioredis';

/** A worker that has not been heard of for this long is gone. */
const SILENT_SECONDS = 15;

/** A worker process as it signs itself in. */
export interface WorkerEntry {
  /** `host-pid-random`. */
  readonly id: string;
  readonly codeVersion: string;
  readonly concurrency: number;
}

// The server's clock orders the entries: clocks of machines differ.
const SIGN_IN = `redis.call('ZADD', KEYS[1], redis.call('TIME')[1], ARGV[1]); return redis.call('EXPIRE', KEYS[1], 86400)`;
const PRESENT = `local now = redis.call('TIME')[1]
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. (now - ARGV[1]))
return redis.call('ZRANGE', KEYS[1], 0, -1)`;

const keyOf = (prefix: string): string => `${prefix}:workers`;

export async function signIn(client: Redis, prefix: string, entry: WorkerEntry): Promise<void> {
  await client.eval(SIGN_IN, 1, keyOf(prefix), JSON.stringify(entry));
}

export async function signOut(client: Redis, prefix: string, entry: WorkerEntry): Promise<void> {
  await client.zrem(keyOf(prefix), JSON.stringify(entry));
}

/** The workers that are there, of all versions. */
export async function presentWorkers(client: Redis, prefix: string): Promise<readonly WorkerEntry[]> {
  const found: unknown = await client.eval(PRESENT, 1, keyOf(prefix), SILENT_SECONDS);
  return Array.isArray(found) ? found.map((text) => entryOf(String(text))).filter((entry) => entry !== undefined) : [];
}

function entryOf(text: string): WorkerEntry | undefined {
  const value: Partial<Record<keyof WorkerEntry, unknown>> = JSON.parse(text);
  const { id, codeVersion, concurrency } = value;
  if (typeof id !== 'string' || typeof codeVersion !== 'string' || typeof concurrency !== 'number') return undefined;
  return { id, codeVersion, concurrency };
}
