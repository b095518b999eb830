import { expect, test } from 'vitest';
import { DAY_MS } from '../../../base/index.ts';
import { projectWith } from '../data.testkit.ts';
import { candle, exchangeAnswer, FIRST, HOUR, projectWithCcxt } from './ccxt.testkit.ts';
import { CONFIG, NOW, onlineBars, optionsFor, ReplayService, type Reply, requestFor, TestWorld } from './online.testkit.ts';

const DAYS_WANTED = 4;

async function setUp(answer: (url: URL) => Reply = exchangeAnswer(7), folder = projectWithCcxt()) {
  const service = await ReplayService.start((url) => answer(url));
  const world = new TestWorld();
  const window = { fromDay: FIRST / DAY_MS, endDay: FIRST / DAY_MS + DAYS_WANTED - 1 };
  const config = { ...CONFIG, ccxt: { exchange: 'binance', base_url: `${service.url}/api/v3`.replace('/api/v3', '') } };
  const fetch = (section = {}, more = {}) =>
    onlineBars(
      requestFor(folder, { source: 'ccxt', symbols: ['BTC/USDT'], timeframe: '1h', ...section }),
      optionsFor(folder, { source: 'ccxt', world, config, window, ...more }),
    );
  return { service, world, fetch, config, window };
}

const HOURS = Array.from({ length: DAYS_WANTED * 24 }, (_, i) => FIRST + i * HOUR);

test('candles come page by page from `since` on and are stamped with their close', async () => {
  const { fetch, service } = await setUp();
  const { source, notes } = await fetch();
  expect([...source.bars.time]).toEqual(HOURS.map((stamp) => stamp + HOUR));
  expect([...source.bars.open]).toEqual(HOURS.map((stamp) => candle(stamp)[1]));
  expect([...source.bars.volume]).toEqual(HOURS.map(() => 3.25));
  expect(notes).toEqual(['exchange binance']);
  const since = service.asked.slice(1).map(({ searchParams }) => Number(searchParams.get('startTime')));
  expect(since).toEqual(Array.from({ length: Math.ceil(HOURS.length / 7) }, (_, i) => FIRST + 7 * i * HOUR));
  expect(service.asked[0]?.pathname).toBe('/api/v3/exchangeInfo');
});

test('the candle under way and the day under way are left out', async () => {
  const { fetch } = await setUp(exchangeAnswer(1000, { now: NOW }));
  const { source } = await fetch({}, { window: { fromDay: FIRST / DAY_MS, endDay: undefined } });
  expect(new Date(source.bars.time.at(-1)!).toISOString()).toBe('2024-06-20T00:00:00.000Z');
});

test('an empty page before the listing ends nothing; candles from the listing on are found', async () => {
  const listed = FIRST + 30 * HOUR;
  const windowed = (url: URL): Reply => {
    // As exchanges that answer for a window: at most 100 candles from `since`, whether or not there were any.
    const { body } = exchangeAnswer(100, { listed })(url);
    return { status: 200, body };
  };
  const { fetch } = await setUp(windowed);
  const { source } = await fetch({}, { window: { fromDay: FIRST / DAY_MS - 20, endDay: FIRST / DAY_MS + 3 } });
  expect([...source.bars.time]).toEqual(HOURS.filter((stamp) => stamp >= listed).map((stamp) => stamp + HOUR));
});

test('a candle with an empty cell is a bad row, one without any price is left out', async () => {
  const { fetch } = await setUp((url) => {
    const reply = exchangeAnswer(1000)(url);
    if (!Array.isArray(reply.body)) return reply;
    const body = reply.body.map((row: unknown[], i) =>
      i === 3 ? [row[0], null, null, null, null, 0] : i === 5 ? [row[0], row[1], null, row[3], row[4], 1] : row,
    );
    return { status: 200, body };
  });
  const result = await fetch();
  expect(result.source.bars.length).toBe(HOURS.length - 2);
  expect(result.badRows.map(({ code }) => code)).toEqual(['PRICE_MISSING']);
  expect(result.notes).toContain('1 rows without prices are left out');
});

test('without the package one error says how to install it, and nothing is written', async () => {
  const folder = projectWith({});
  const { fetch, service } = await setUp(exchangeAnswer(7), folder);
  await expect(fetch()).rejects.toMatchObject({
    code: 'DATA_READER_MISSING',
    exitCode: 3,
    message: 'source ccxt cannot be read: the package ccxt is not installed',
    hint: 'npm install --ignore-scripts ccxt, or use source csv, parquet or sample',
  });
  expect(service.asked).toEqual([]);
  await expect(fetch({}, { mode: 'listed' })).rejects.toMatchObject({ code: 'DATA_NOT_STORED' });
});

test('what the store holds needs no package', async () => {
  const withPackage = projectWithCcxt();
  const { fetch } = await setUp(exchangeAnswer(7), withPackage);
  const first = await fetch();
  const { rmSync } = await import('node:fs');
  rmSync(`${withPackage}/node_modules`, { recursive: true });
  const second = await fetch();
  expect([second.fromCache, second.contentHash]).toEqual([true, first.contentHash]);
});

test.each([
  [
    'an exchange that does not exist',
    { ccxt: { exchange: 'binanse' } },
    {},
    { code: 'DATA_SOURCE_SYMBOL', exitCode: 2, hint: expect.stringContaining('binance') },
  ],
  ['an exchange without candles', { ccxt: { exchange: 'quiet' } }, {}, { code: 'DATA_SOURCE_REFUSED', exitCode: 3 }],
  [
    'a market that does not exist',
    {},
    { symbols: ['BTC/USDX'] },
    { code: 'DATA_SOURCE_SYMBOL', hint: expect.stringContaining('BTC/USDT') },
  ],
  [
    'a timeframe that the exchange lacks',
    {},
    { timeframe: '5m' },
    { code: 'TIMEFRAME_UNAVAILABLE', exitCode: 2, message: expect.stringContaining('1m, 1h, 1d') },
  ],
])('%s is named', async (_, ccxt, section, expected) => {
  const { fetch, config } = await setUp();
  await expect(fetch(section, { config: { ...config, ...ccxt } })).rejects.toMatchObject(expected);
});

test.each([
  ['no list', { code: 1 }],
  ['rows of another form', [['2024-06-03', 1, 2, 1, 2, 3]]],
  ['texts for numbers', [[FIRST, '1', '2', '1', '2', '3']]],
])('an answer that is %s is refused', async (_, body) => {
  const { fetch } = await setUp((url) => (url.pathname.endsWith('/klines') ? { status: 200, body } : exchangeAnswer(7)(url)));
  await expect(fetch()).rejects.toMatchObject({ code: 'DATA_SOURCE_ANSWER', exitCode: 3 });
});

test('the wait that an exchange asks for is kept', async () => {
  const { fetch, service, world } = await setUp();
  service.fault = (index) => (index === 2 ? 'limit with Retry-After' : 'none');
  expect((await fetch()).source.bars.length).toBe(HOURS.length);
  expect(world.slept).toContain(7000);
});
