import { expect, test } from 'vitest';
import { Random } from '../../../base/index.ts';
import { Conversation, rateLimitOf } from './conversation.ts';
import { deadAddress, type Fault, NOW, ReplayService, TestWorld } from './online.testkit.ts';
import { RateLimit, retryAfterMs } from './rate-limit.ts';

const SETTINGS = { perMinute: 60, burst: 3 };

async function setUp(seed = 1) {
  const service = await ReplayService.start(() => ({ status: 200, body: { fine: true } }));
  const world = new TestWorld();
  const asked = { source: 'test', symbol: 'ACME', address: `${service.url}/bars` };
  const talk = (more: Partial<ConstructorParameters<typeof Conversation>[0]> = {}) =>
    new Conversation({
      world,
      limit: new RateLimit(SETTINGS),
      chance: new Random(seed, 'test'),
      signal: undefined,
      secrets: [],
      ...more,
    });
  const url = new URL(`${service.url}/bars?secret=1`);
  return { service, world, asked, talk, url };
}
const failing =
  (...faults: readonly Fault[]) =>
  (index: number): Fault =>
    faults[index] ?? 'none';

test('waits grow from one second to sixteen, shortened by chance, the same for the same seed', async () => {
  const waits: number[][] = [];
  for (const seed of [1, 1, 2]) {
    const { service, world, talk, url, asked } = await setUp(seed);
    service.fault = failing('error 500', 'reset', 'cut JSON');
    expect((await talk().json(url, asked)).body).toEqual({ fine: true });
    waits.push(world.slept);
  }
  const [first, second, other] = waits;
  expect(second).toEqual(first);
  expect(other).not.toEqual(first);
  for (const list of waits) {
    expect(list.length).toBe(3);
    for (const [index, full] of [1000, 4000, 16_000].entries()) {
      expect(list[index]).toBeLessThanOrEqual(full);
      expect(list[index]).toBeGreaterThanOrEqual(full / 2);
    }
  }
});

test.each<readonly [Fault, number]>([
  ['limit with Retry-After', 7000],
  ['limit with reset', 11_000],
])('%s: the wait that is asked for is kept', async (fault, wait) => {
  const { service, world, talk, url, asked } = await setUp();
  service.fault = failing(fault);
  await talk().json(url, asked);
  expect(world.time - NOW).toBe(wait);
});

test('a wait longer than the deadline ends at once and says how long it is', async () => {
  const { service, world, talk, url, asked } = await setUp();
  service.fault = failing('limit with reset');
  world.time = NOW - 600_000;
  await expect(talk().json(url, asked)).rejects.toMatchObject({
    code: 'DATA_SOURCE_LIMIT',
    exitCode: 3,
    message: 'test refuses more requests for now, at ACME, the next one may come in 611 s',
  });
  expect(world.slept).toEqual([]);
});

test('a shut gate holds for everybody who asks the same service', async () => {
  const { service, world, talk, url, asked } = await setUp();
  service.fault = failing('limit with Retry-After');
  const limit = rateLimitOf(world, 'test', SETTINGS);
  expect(rateLimitOf(world, 'test', SETTINGS)).toBe(limit);
  expect(rateLimitOf(world, 'other', SETTINGS)).not.toBe(limit);
  expect(rateLimitOf(new TestWorld(), 'test', SETTINGS)).not.toBe(limit);
  const first = talk({ limit }).json(url, asked);
  await first;
  limit.shutUntil(world.time + 5000);
  const at = world.time;
  await talk({ limit }).json(url, asked);
  expect(world.time - at).toBe(5000);
});

test('errors carry host and path, never the query', async () => {
  const { service, talk, url, asked } = await setUp();
  service.fault = () => 'error 500';
  const error: unknown = await talk()
    .json(url, asked)
    .catch((reason: unknown) => reason);
  expect(error).toMatchObject({
    code: 'DATA_SOURCE_UNREACHABLE',
    message: 'ACME cannot be fetched from test: the service answers with an error of its own (500)',
    place: { file: `${service.url}/bars` },
  });
  expect(JSON.stringify(error)).not.toContain('secret');
  expect(service.asked.length).toBe(4);
});

test('where nobody listens a second try is the last', async () => {
  const { world, talk, asked } = await setUp();
  await expect(talk().json(new URL(await deadAddress()), asked)).rejects.toMatchObject({
    reason: 'ECONNREFUSED',
    hint: expect.stringContaining('check the network'),
  });
  expect(world.slept.length).toBe(1);
});

test('the bucket: a burst, then one a second; rest fills it again, not beyond', () => {
  const limit = new RateLimit(SETTINGS);
  expect([0, 0, 0, 0, 0].map((now) => limit.take(now))).toEqual([0, 0, 0, 1000, 2000]);
  expect(limit.take(3000)).toBe(0);
  expect([1_000_000, 1_000_000, 1_000_000, 1_000_000].map((now) => limit.take(now))).toEqual([0, 0, 0, 1000]);
});

test('headers that say the quota is used up shut the gate until it is filled', () => {
  const limit = new RateLimit(SETTINGS);
  limit.observe(new Headers({ 'x-ratelimit-remaining': '3', 'x-ratelimit-reset': '100' }), 0);
  expect(limit.shutFor(0)).toBe(0);
  limit.observe(new Headers({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '100' }), 0);
  expect([limit.shutFor(0), limit.take(40_000), limit.shutFor(100_000)]).toEqual([100_000, 60_000, 0]);
});

test('Retry-After in seconds, as a date, and as nonsense', () => {
  const read = (text: string): number | undefined => retryAfterMs(new Headers({ 'retry-after': text }), NOW);
  expect(['7', '0.5', 'Thu, 20 Jun 2024 16:00:30 GMT', 'Thu, 20 Jun 2024 15:00:00 GMT', 'soon', ''].map(read)).toEqual([
    7000,
    500,
    30_000,
    0,
    undefined,
    undefined,
  ]);
});

test('messages of a service are shown short, on one line, without control characters and secrets', () => {
  const talk = new Conversation({
    world: new TestWorld(),
    limit: new RateLimit(SETTINGS),
    chance: new Random(1),
    signal: undefined,
    secrets: ['s3cret', ''],
  });
  expect(talk.clean('bad\n key s3cret\u001b[31m!')).toBe('bad key *** [31m!');
  expect(talk.clean('x'.repeat(500)).length).toBe(200);
});
