import { expect, test } from 'vitest';
import { calendarOf } from '../../../market/index.ts';
import { projectWith } from '../data.testkit.ts';
import {
  alpacaAnswer,
  barsOf,
  CONFIG,
  DAYS,
  DIVIDEND,
  DIVIDEND_DAY,
  LAST_DAY,
  MINUTES,
  onlineBars,
  optionsFor,
  ReplayService,
  type Reply,
  requestFor,
  SPLIT_DAY,
  TestWorld,
  valuesOf,
} from './online.testkit.ts';

const XNYS = calendarOf('XNYS');

async function setUp(answer: (url: URL) => Reply = alpacaAnswer) {
  const service = await ReplayService.start((url) => answer(url));
  const folder = projectWith({});
  const world = new TestWorld();
  const config = { ...CONFIG, alpaca: { ...CONFIG.alpaca, data_url: service.url } };
  const fetch = (section = {}, more = {}) =>
    onlineBars(
      requestFor(folder, { source: 'alpaca', ...section }),
      optionsFor(folder, { source: 'alpaca', world, config, ...more }),
    );
  return { service, world, fetch, folder, config };
}

test('days come in pages, raw, with dividends and splits of their ex-dates', async () => {
  const { fetch, service } = await setUp();
  const result = await fetch();
  expect(barsOf(result)).toEqual(valuesOf(DAYS));
  expect([...result.source.bars.time]).toEqual(DAYS.map(({ stamp }) => XNYS.close(stamp / 86_400_000)));
  expect(result.source.events).toEqual([
    { kind: 'dividend', exDay: DIVIDEND_DAY, amount: DIVIDEND },
    { kind: 'split', exDay: SPLIT_DAY, amount: 10 },
  ]);
  expect(result.notes).toEqual(['feed iex: trades of one exchange, a few percent of the volume']);
  const [actions, first, second] = service.asked;
  expect(Object.fromEntries(actions!.searchParams)).toEqual({
    symbols: 'ACME',
    types: 'cash_dividend,stock_dividend,forward_split,reverse_split',
    start: '2024-06-03',
    // Actions are listed by the day they are processed, which may come long after the ex-date.
    end: '2025-01-06',
    limit: '1000',
    sort: 'asc',
  });
  expect(Object.fromEntries(first!.searchParams)).toEqual({
    symbols: 'ACME',
    timeframe: '1Day',
    start: '2024-06-03T04:00:00.000Z',
    end: '2024-06-19T03:59:59.999Z',
    limit: '10000',
    sort: 'asc',
    adjustment: 'raw',
    feed: 'iex',
  });
  expect(second!.searchParams.get('page_token')).toBe(Buffer.from('3').toString('base64'));
  expect(service.asked.length).toBe(1 + Math.ceil(DAYS.length / 3));
});

test('trading before and after the session is left out and counted, and never makes the calendar wrong', async () => {
  // Minutes from 08:00 in New York on, as the consolidated feed has them.
  const early = Array.from({ length: 60 }, (_, i) => XNYS.open(LAST_DAY) - (90 - i) * 60_000);
  const { fetch } = await setUp((url) => {
    const reply = alpacaAnswer(url, 1000);
    if (!url.pathname.endsWith('/bars')) return reply;
    const document: { bars: { ACME: unknown[] } } = JSON.parse(JSON.stringify(reply.body));
    document.bars.ACME.push(
      ...early.map((stamp) => ({ t: new Date(stamp).toISOString(), o: 121, h: 121, l: 121, c: 121, v: 5 })),
    );
    return { status: 200, body: document };
  });
  const result = await fetch({ timeframe: '1m' });
  expect(barsOf(result)).toEqual(valuesOf(MINUTES));
  expect([result.source.report.outsideSession, result.source.report.extendedHours]).toEqual([60, 60]);
  expect(result.notes).toContain('60 bars before and after the session are left out');
});

test('hours of shares are made from half hours: theirs would mix trades of before the session in', async () => {
  const { fetch, service } = await setUp();
  await fetch({ timeframe: '1h' });
  expect(service.asked.at(-1)?.searchParams.get('timeframe')).toBe('30Min');
});

test('coins have their own address, need no feed, and their days are made from hours', async () => {
  const hour = 3_600_000;
  const { fetch, service } = await setUp((url) => ({
    status: 200,
    body: {
      bars: {
        'BTC/USD': [0, 1, 2].map((i) => ({
          t: new Date(Date.parse(url.searchParams.get('start')!) + i * hour).toISOString(),
          o: 1,
          h: 2,
          l: 1,
          c: 2,
          v: 0.5,
        })),
      },
      next_page_token: null,
    },
  }));
  const result = await fetch({ symbols: ['BTC/USD'], timeframe: '1d' });
  expect(result.source.timeframe).toBe('1h');
  expect(
    service.asked.map(({ pathname, searchParams }) => [pathname, searchParams.get('timeframe'), searchParams.get('feed')]),
  ).toEqual([['/v1beta3/crypto/us/bars', '1Hour', null]]);
});

test('bars of another feed are other bars', async () => {
  const { fetch, service, config } = await setUp();
  await fetch();
  const asked = service.asked.length;
  await fetch({}, { config: { ...config, alpaca: { ...config.alpaca, feed: 'sip' } } });
  expect(service.asked.length).toBe(2 * asked);
  expect(service.asked.at(-1)?.searchParams.get('feed')).toBe('sip');
});

test('keys go into headers of requests and nowhere else', async () => {
  const { fetch, service, world } = await setUp();
  await fetch();
  expect(service.headers.map((headers) => [headers['apca-api-key-id'], headers['apca-api-secret-key']])).toEqual(
    service.asked.map(() => [world.env['APCA_PAPER_KEY_ID'], world.env['APCA_PAPER_SECRET_KEY']]),
  );
  expect(service.asked.some(({ href }) => /test-secret|PK-test/.test(href))).toBe(false);
});

test('a service that repeats the keys in its message does not bring them into ours', async () => {
  const { fetch, world } = await setUp(() => ({
    status: 403,
    body: { message: `forbidden for ${world.env['APCA_PAPER_KEY_ID']}:${world.env['APCA_PAPER_SECRET_KEY']}\u001b[2J` },
  }));
  const error: unknown = await fetch().then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({
    code: 'DATA_SOURCE_REFUSED',
    exitCode: 3,
    status: 403,
    message: 'alpaca refuses ACME with status 403: forbidden for ***:*** [2J',
  });
});

test('a variable that is not set is named with the line that sets it, before anything is asked', async () => {
  const { fetch, world, service } = await setUp();
  world.env = { APCA_PAPER_KEY_ID: 'PK' };
  await expect(fetch()).rejects.toMatchObject({
    code: 'DATA_KEY_MISSING',
    exitCode: 2,
    message: 'ACME comes from alpaca, and APCA_PAPER_SECRET_KEY is not set',
    hint: 'export APCA_PAPER_SECRET_KEY=… (the names stand in operations.connections.alpaca)',
  });
  expect(service.asked).toEqual([]);
});

test('what the store holds needs no keys', async () => {
  const { fetch, world, service } = await setUp();
  await fetch();
  world.env = {};
  service.asked.length = 0;
  expect(barsOf(await fetch())).toEqual(valuesOf(DAYS));
  expect(service.asked).toEqual([]);
});

test('recent data of the consolidated feed that the account may not have: the way out is named', async () => {
  const { fetch } = await setUp(() => ({
    status: 403,
    body: { message: 'subscription does not permit querying recent SIP data' },
  }));
  await expect(fetch()).rejects.toMatchObject({ hint: expect.stringContaining('feed: iex') });
});

test('pages that go round in a circle end', async () => {
  const { fetch } = await setUp((url) =>
    url.pathname.endsWith('/bars') ? { status: 200, body: { bars: {}, next_page_token: 'again' } } : alpacaAnswer(url),
  );
  await expect(fetch()).rejects.toMatchObject({ code: 'DATA_SOURCE_ANSWER', message: expect.stringContaining('circle') });
});

test('pages that overlap and repeat rows give each bar once', async () => {
  const { fetch } = await setUp((url) => {
    const token = url.searchParams.get('page_token');
    if (token === null || !url.pathname.endsWith('/bars')) return alpacaAnswer(url);
    const earlier = new URL(url);
    earlier.searchParams.set(
      'page_token',
      Buffer.from(String(Number(Buffer.from(token, 'base64').toString()) - 2)).toString('base64'),
    );
    const overlap: { bars: { ACME: unknown[] } } = JSON.parse(JSON.stringify(alpacaAnswer(earlier).body));
    const page: { bars: { ACME: unknown[] } } = JSON.parse(JSON.stringify(alpacaAnswer(url).body));
    return { status: 200, body: { ...page, bars: { ACME: [...overlap.bars.ACME, ...page.bars.ACME, ...page.bars.ACME] } } };
  });
  const result = await fetch();
  expect(barsOf(result)).toEqual(valuesOf(DAYS));
  expect(result.source.report.duplicates).toBe(0);
});

test('an empty page before the last one ends nothing', async () => {
  const { fetch } = await setUp((url) => {
    if (!url.pathname.endsWith('/bars')) return alpacaAnswer(url);
    const token = url.searchParams.get('page_token');
    if (token === null) return { status: 200, body: { bars: {}, next_page_token: Buffer.from('0').toString('base64') } };
    return alpacaAnswer(url);
  });
  expect(barsOf(await fetch())).toEqual(valuesOf(DAYS));
});
