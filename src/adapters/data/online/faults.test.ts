import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../../base/index.ts';
import { projectWith } from '../data.testkit.ts';
import { exchangeAnswer, FIRST, HOUR, projectWithCcxt } from './ccxt.testkit.ts';
import {
  alpacaAnswer,
  CONFIG,
  deadAddress,
  type Fault,
  onlineBars,
  optionsFor,
  ReplayService,
  type Reply,
  requestFor,
  TestWorld,
  yahooAnswer,
} from './online.testkit.ts';
import type { OnlineOptions } from './online-bars.ts';

/** Failures that another try mends. */
const PASSING: readonly Fault[] = [
  ...(['limit', 'limit with Retry-After', 'limit with reset', 'error 500', 'error 503 as HTML'] as const),
  ...(['silence', 'reset', 'cut body', 'cut JSON', 'HTML page'] as const),
];
/** One of each kind, when they stay. */
const STAYING: readonly Fault[] = ['limit', 'error 500', 'silence', 'reset', 'cut body', 'HTML page'];
/** Answers that no other try would change. */
const LASTING: readonly Fault[] = ['redirect', 'changed form', 'wrong symbol'];

interface Case {
  readonly name: string;
  readonly section: Readonly<Record<string, unknown>>;
  readonly answer: (url: URL) => Reply;
  readonly folder: () => string;
  readonly options: (url: string) => Partial<OnlineOptions> & Pick<OnlineOptions, 'source'>;
  /** Bars that a request asks for, as stamps: [from, to); undefined for other requests. */
  readonly range: (url: URL) => readonly [number, number] | undefined;
  /** Stamps of an answer. */
  readonly stamps: (body: unknown) => readonly number[];
  /** Of the faults above those that mean something here. */
  readonly lasting: readonly Fault[];
}

const path = (value: unknown, ...keys: readonly (string | number)[]): unknown =>
  keys.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? Object.entries(at).find(([name]) => name === String(key))?.[1] : undefined,
    value,
  );
const numbers = (value: unknown): readonly number[] => (Array.isArray(value) ? value.map(Number) : []);

const CASES: readonly Case[] = [
  {
    name: 'yahoo, minutes in pages of a week',
    section: { source: 'yahoo', timeframe: '1m' },
    answer: yahooAnswer,
    folder: () => projectWith({}),
    options: (url) => ({ source: 'yahoo', config: { ...CONFIG, yahoo: { base_url: url } } }),
    range: ({ searchParams }) =>
      searchParams.has('events')
        ? undefined
        : [Number(searchParams.get('period1')) * 1000, Number(searchParams.get('period2')) * 1000],
    stamps: (body) => numbers(path(body, 'chart', 'result', 0, 'timestamp')).map((seconds) => seconds * 1000),
    lasting: LASTING,
  },
  {
    name: 'alpaca, days in pages of three',
    section: { source: 'alpaca' },
    answer: (url) => alpacaAnswer(url),
    folder: () => projectWith({}),
    options: (url) => ({ source: 'alpaca', config: { ...CONFIG, alpaca: { ...CONFIG.alpaca, data_url: url } } }),
    range: ({ pathname, searchParams }) =>
      pathname.endsWith('/bars') ? [Date.parse(searchParams.get('start')!), Date.parse(searchParams.get('end')!) + 1] : undefined,
    stamps: (body) => {
      const bars = path(body, 'bars', 'ACME');
      return Array.isArray(bars) ? bars.map((bar) => Date.parse(String(path(bar, 't')))) : [];
    },
    lasting: LASTING,
  },
  {
    name: 'ccxt, hours in pages of nine',
    section: { source: 'ccxt', symbols: ['BTC/USDT'], timeframe: '1h' },
    answer: exchangeAnswer(9),
    folder: projectWithCcxt,
    options: (url) => ({
      source: 'ccxt',
      config: { ...CONFIG, ccxt: { exchange: 'binance', base_url: url } },
      window: { fromDay: FIRST / DAY_MS, endDay: FIRST / DAY_MS + 1 },
    }),
    range: ({ pathname, searchParams }) =>
      pathname.endsWith('/klines') ? [Number(searchParams.get('startTime')), FIRST + 48 * HOUR] : undefined,
    stamps: (body) =>
      Array.isArray(body) ? body.map((row) => Number(path(row, 0))).filter((stamp) => stamp < FIRST + 48 * HOUR) : [],
    lasting: ['changed form'],
  },
];

describe.each(CASES)('$name', ({ section, answer, folder, options, range, stamps, lasting }) => {
  async function setUp(at = folder()) {
    const delivered: number[] = [];
    const service = await ReplayService.start((url, own) => {
      const reply = answer(url);
      if (own.fault(own.asked.length - 1) === 'none' && range(url) !== undefined) delivered.push(...stamps(reply.body));
      return reply;
    });
    const world = new TestWorld();
    const fetch = (more: Partial<OnlineOptions> = {}) =>
      onlineBars(requestFor(at, section), optionsFor(at, { world, ...options(service.url), ...more }));
    return { service, world, fetch, delivered, at };
  }
  const shape = ({ source, contentHash }: Awaited<ReturnType<typeof onlineBars>>) => ({
    time: [...source.bars.time],
    close: [...source.bars.close],
    volume: [...source.bars.volume],
    events: source.events,
    duplicates: source.report.duplicates,
    contentHash,
  });

  /** The folder of the store depends on the address, so the hash of the content is the same and everything else too. */
  async function clean() {
    const { fetch, service } = await setUp();
    const result = shape(await fetch());
    expect(result.time.length).toBeGreaterThan(8);
    return { result, requests: service.asked.length };
  }

  test.each(PASSING)('%s, once at every request: nothing is lost and nothing is twice', async (fault) => {
    const { result, requests } = await clean();
    expect(requests).toBeGreaterThan(3);
    for (let index = 0; index < requests; index += 1) {
      const { fetch, service, world } = await setUp();
      world.timeoutMs = fault === 'silence' ? 60 : 5000;
      service.fault = (at) => (at === index ? fault : 'none');
      expect({ index, ...shape(await fetch()) }).toEqual({ index, ...result });
      expect(service.asked.length).toBe(requests + 1);
    }
  });

  test.each([...STAYING, ...lasting])('%s from every request on: the next fetch asks only for what is missing', async (fault) => {
    const { result, requests } = await clean();
    for (let index = 0; index < requests; index += 1) {
      const { fetch, service, world, delivered } = await setUp();
      world.timeoutMs = fault === 'silence' ? 30 : 5000;
      service.fault = (at) => (at >= index ? fault : 'none');
      const error: unknown = await fetch().then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error, `request ${index}`).toMatchObject({
        exitCode: 3,
        code: expect.stringMatching(/^DATA_SOURCE_(UNREACHABLE|LIMIT|ANSWER)$/),
      });
      const before = [...delivered];
      world.timeoutMs = 5000;
      world.time += 60_000;
      service.fault = () => 'none';
      const asked = service.asked.length;
      expect({ index, ...shape(await fetch()) }).toEqual({ index, ...result });
      // Each bar was handed out once in all, and no range was asked for that the store held.
      expect(new Set(delivered).size).toBe(delivered.length);
      const newest = Math.max(...before);
      for (const url of service.asked.slice(asked)) expect(range(url)?.[0] ?? Number.POSITIVE_INFINITY).toBeGreaterThan(newest);
      const calm = service.asked.length;
      expect((await fetch()).fromCache).toBe(true);
      expect(service.asked.length).toBe(calm);
    }
  });

  test('nobody there: one error with place, facts and a way out, and nothing is written', async () => {
    const { fetch, at } = await setUp();
    const { config = CONFIG } = options(await deadAddress());
    const error: unknown = await fetch({ config }).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toMatchObject({ code: 'DATA_SOURCE_UNREACHABLE', exitCode: 3 });
    expect(existsSync(`${at}/cache`)).toBe(false);
  });

  test('a signal ends the fetch, and what was stored before stays', async () => {
    const { result } = await clean();
    const { fetch, service, delivered } = await setUp();
    const stop = new AbortController();
    service.fault = (index) => {
      if (index === 3) stop.abort(new Error('enough'));
      return index >= 3 ? 'silence' : 'none';
    };
    await expect(fetch({ signal: stop.signal })).rejects.toThrow('enough');
    expect(delivered.length).toBeGreaterThan(0);
    service.fault = () => 'none';
    expect(shape(await fetch())).toEqual(result);
    expect(new Set(delivered).size).toBe(delivered.length);
  });
});
