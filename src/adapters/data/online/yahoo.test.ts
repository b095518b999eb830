import { expect, test } from 'vitest';
import { calendarOf } from '../../../market/index.ts';
import { projectWith } from '../data.testkit.ts';
import {
  barsOf,
  CONFIG,
  DAYS,
  DIVIDEND,
  DIVIDEND_DAY,
  FIRST_DAY,
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
  yahooAnswer,
} from './online.testkit.ts';

const XNYS = calendarOf('XNYS');

async function setUp(answer: (url: URL) => Reply = yahooAnswer) {
  const service = await ReplayService.start(answer);
  const folder = projectWith({});
  const world = new TestWorld();
  const config = { ...CONFIG, yahoo: { base_url: service.url } };
  const fetch = (section = {}, more = {}) =>
    onlineBars(
      requestFor(folder, { source: 'yahoo', ...section }),
      optionsFor(folder, { source: 'yahoo', world, config, ...more }),
    );
  return { service, world, fetch };
}

/** The chart document of the stand-in, changed by hand; the form is that of the real service. */
interface Chart {
  readonly meta: Record<string, unknown>;
  timestamp: number[];
  readonly indicators: { readonly quote: Record<string, (number | null)[]>[] };
}
const changed =
  (change: (chart: Chart, url: URL) => void) =>
  (url: URL): Reply => {
    const { status, body } = yahooAnswer(url);
    const document: { chart: { result: Chart[] } } = JSON.parse(JSON.stringify(body));
    change(document.chart.result[0]!, url);
    return { status, body: document };
  };

test('daily bars are raw again: prices, volumes and dividends of before the split, and the split itself', async () => {
  const { fetch, service } = await setUp();
  const result = await fetch();
  expect(barsOf(result)).toEqual(valuesOf(DAYS));
  expect(result.source.events).toEqual([
    { kind: 'dividend', exDay: DIVIDEND_DAY, amount: DIVIDEND },
    { kind: 'split', exDay: SPLIT_DAY, amount: 10 },
  ]);
  expect(new Date(result.source.bars.time[0]!).toISOString()).toBe('2024-06-03T20:00:00.000Z');
  expect([result.warnings, result.stamps, result.actions]).toEqual([[], 'session dates', 'yahoo, ex-dates']);
  expect(
    service.asked.map(({ pathname, searchParams }) => [pathname, searchParams.get('interval'), searchParams.get('events')]),
  ).toEqual([
    ['/v8/finance/chart/ACME', '1d', 'div,splits,capitalGains'],
    ['/v8/finance/chart/ACME', '1d', null],
  ]);
});

test('a window that ends before the split has raw prices too: splits are asked for until today', async () => {
  const { fetch } = await setUp();
  const result = await fetch({}, { window: { fromDay: FIRST_DAY, endDay: FIRST_DAY + 2 } });
  expect(barsOf(result)).toEqual(valuesOf(DAYS.slice(0, 3)));
  expect(result.source.events).toEqual([{ kind: 'dividend', exDay: DIVIDEND_DAY, amount: DIVIDEND }]);
});

test('minutes come in pages of a week and are stamped with their close', async () => {
  const { fetch, service } = await setUp();
  const result = await fetch({ timeframe: '1m' });
  expect(barsOf(result)).toEqual(valuesOf(MINUTES));
  expect([...result.source.bars.time]).toEqual(MINUTES.map(({ stamp }) => stamp + 60_000));
  const pages = service.asked.filter(({ searchParams }) => searchParams.get('interval') === '1m');
  expect(
    pages.map(({ searchParams }) =>
      [searchParams.get('period1'), searchParams.get('period2')].map((text) =>
        new Date(Number(text) * 1000).toISOString().slice(0, 16),
      ),
    ),
  ).toEqual([
    ['2024-06-03T13:30', '2024-06-10T13:30'],
    ['2024-06-10T13:30', '2024-06-17T13:30'],
    ['2024-06-17T13:30', '2024-06-18T20:00'],
  ]);
});

test('rows of nulls are left out and counted; a row with a part of its prices is a bad row', async () => {
  const { fetch } = await setUp(
    changed(({ indicators }, url) => {
      if (url.searchParams.has('events')) return;
      for (const column of Object.values(indicators.quote[0]!)) column[2] = null;
      indicators.quote[0]!['close']![4] = null;
    }),
  );
  const result = await fetch();
  expect(barsOf(result)).toEqual(valuesOf(DAYS.filter((_, i) => i !== 2 && i !== 4)));
  expect(result.notes).toContain('1 rows without prices are left out');
  expect(result.badRows.map(({ line, code }) => [line, code])).toEqual([[4, 'PRICE_MISSING']]);
});

test('the row of the session that is under way, stamped with the last trade, is not a bar', async () => {
  const { fetch, world, service } = await setUp(
    changed((chart) => {
      // As the service does while a session lasts: the newest row carries the time of the last trade.
      chart.timestamp.push(XNYS.open(LAST_DAY + 2) / 1000 + 9000);
      for (const column of Object.values(chart.indicators.quote[0]!)) column.push(999);
    }),
  );
  const result = await fetch({}, { window: { fromDay: FIRST_DAY, endDay: undefined } });
  expect(barsOf(result)).toEqual(valuesOf(DAYS));
  // The 20th closes at 20:00 UTC; some hours later its bar is final.
  world.time = Date.UTC(2024, 5, 30);
  service.asked.length = 0;
  const later = await fetch({}, { window: { fromDay: FIRST_DAY, endDay: LAST_DAY + 2 } });
  expect(later.source.bars.length).toBe(DAYS.length + 1);
});

test.each([
  ['1d', 5],
  ['1m', 1],
])('%s bars of a session are asked for %i hours after its close, not before', async (timeframe, hours) => {
  const { fetch, world } = await setUp();
  const open = { window: { fromDay: LAST_DAY - 1, endDay: undefined }, expirationDays: 0 };
  const dayOf = ({ source: { bars } }: Awaited<ReturnType<typeof fetch>>): number => XNYS.dateOf(bars.time.at(-1)!);
  world.time = XNYS.close(LAST_DAY) + hours * 3_600_000 - 1;
  expect(dayOf(await fetch({ timeframe }, open))).toBe(LAST_DAY - 1);
  world.time += 1;
  expect(dayOf(await fetch({ timeframe }, open))).toBe(LAST_DAY);
});

test('on the day of a split: prices that the service has not adjusted yet are left as they are', async () => {
  const raw = (url: URL): Reply => {
    const { status, body } = yahooAnswer(url);
    const document: { chart: { result: Chart[] } } = JSON.parse(JSON.stringify(body));
    const chart = document.chart.result[0]!;
    const traded = chart.timestamp.map((seconds) => DAYS.find(({ stamp }) => XNYS.open(stamp / 86_400_000) === seconds * 1000)!);
    for (const name of ['open', 'high', 'low', 'close'] as const)
      chart.indicators.quote[0]![name] = traded.map((bar) => Math.fround(bar[name]));
    chart.indicators.quote[0]!['volume'] = traded.map(({ volume }) => volume);
    return { status, body: document };
  };
  const { fetch } = await setUp(raw);
  const result = await fetch();
  expect(barsOf(result)).toEqual(valuesOf(DAYS));
  expect(result.source.events).toContainEqual({ kind: 'split', exDay: SPLIT_DAY, amount: 10 });
});

test('on the morning of a split, before its first price, nothing is stored', async () => {
  const { fetch } = await setUp((url) => {
    const cut = new URL(url);
    cut.searchParams.set('period2', String(Math.min(Number(url.searchParams.get('period2')), XNYS.open(SPLIT_DAY) / 1000)));
    const { status, body } = yahooAnswer(cut);
    const document: { chart: { result: { events: Record<string, unknown> }[] } } = JSON.parse(JSON.stringify(body));
    const at = XNYS.open(SPLIT_DAY) / 1000;
    if (url.searchParams.has('events'))
      document.chart.result[0]!.events['splits'] = { [at]: { date: at, numerator: 10, denominator: 1, splitRatio: '10:1' } };
    return { status, body: document };
  });
  const before = { window: { fromDay: FIRST_DAY, endDay: SPLIT_DAY - 3 } };
  await expect(fetch({}, before)).rejects.toMatchObject({
    code: 'DATA_SOURCE_ANSWER',
    message: expect.stringContaining('since the split of 2024-06-10'),
  });
  await expect(fetch({}, { ...before, mode: 'listed' })).rejects.toMatchObject({ code: 'DATA_NOT_STORED' });
});

test('two rows of one date, as the service sends after a close, are one bar: the later one', async () => {
  const { fetch } = await setUp(
    changed((chart) => {
      if (chart.timestamp.length === 0) return;
      chart.timestamp.push(chart.timestamp.at(-1)! + 23_401);
      for (const column of Object.values(chart.indicators.quote[0]!)) column.push(125.5);
    }),
  );
  const result = await fetch();
  expect(result.source.bars.length).toBe(DAYS.length);
  expect(result.source.bars.close.at(-1)).toBe(125.5);
});

test('minutes older than the service keeps are not asked for', async () => {
  const { fetch, service } = await setUp();
  const result = await fetch({ timeframe: '1m' }, { window: { fromDay: FIRST_DAY - 400, endDay: LAST_DAY } });
  expect(barsOf(result)).toEqual(valuesOf(MINUTES));
  const first = service.asked.find(({ searchParams }) => searchParams.get('interval') === '1m');
  expect(new Date(Number(first?.searchParams.get('period1')) * 1000).toISOString()).toBe('2024-05-23T00:00:00.000Z');
  service.asked.length = 0;
  await fetch({ timeframe: '1m' }, { window: { fromDay: FIRST_DAY - 400, endDay: LAST_DAY } });
  expect(service.asked).toEqual([]);
});

test('an unknown symbol is the user’s business', async () => {
  const { fetch } = await setUp(() => ({
    status: 404,
    body: { chart: { result: null, error: { code: 'Not Found', description: 'No data found, symbol may be delisted' } } },
  }));
  await expect(fetch()).rejects.toMatchObject({
    code: 'DATA_SOURCE_SYMBOL',
    exitCode: 2,
    message: 'yahoo does not know ACME: No data found, symbol may be delisted',
  });
});

test('a range without data is an answer, not an error of the service', async () => {
  const { fetch } = await setUp(() => ({
    status: 400,
    body: {
      chart: { result: null, error: { code: 'Bad Request', description: "Data doesn't exist for startDate = 1, endDate = 2" } },
    },
  }));
  await expect(fetch()).rejects.toMatchObject({
    code: 'DATA_RANGE_UNAVAILABLE',
    exitCode: 2,
    message: 'yahoo ACME has no bars from 2024-06-03 to 2024-06-18',
  });
});

test.each([
  ['columns of other lengths', ({ indicators }: Chart) => indicators.quote[0]!['open']?.pop(), /stamps stand beside columns/],
  ['months instead of days', ({ meta }: Chart) => (meta['dataGranularity'] = '1mo'), /holds 1mo bars instead of 1d/],
  ['no such time zone', ({ meta }: Chart) => (meta['exchangeTimezoneName'] = 'Mars/North'), /time zone does not exist/],
  [
    'a text for a stamp',
    (chart: Chart) => Object.assign(chart, { timestamp: ['x'] }),
    /form has changed: chart.result.0.timestamp.0/,
  ],
])('an answer with %s is refused, and nothing of it is stored', async (_, change, message) => {
  const { fetch, service } = await setUp(
    changed((chart, url) => (url.searchParams.has('events') ? undefined : void change(chart))),
  );
  await expect(fetch()).rejects.toMatchObject({
    code: 'DATA_SOURCE_ANSWER',
    exitCode: 3,
    message: expect.stringMatching(message),
  });
  await expect(fetch({}, { mode: 'listed' })).rejects.toMatchObject({ code: 'DATA_NOT_STORED' });
  expect(service.asked.length).toBe(2);
});

test('weeks are made from days, and a timeframe that cannot be made is refused before anything is asked', async () => {
  const { fetch, service } = await setUp();
  expect((await fetch({ timeframe: '1w' })).source.timeframe).toBe('1d');
  expect((await fetch({ timeframe: '3m' }, { window: { fromDay: LAST_DAY, endDay: LAST_DAY } })).source.timeframe).toBe('1m');
  expect(service.asked.map(({ searchParams }) => searchParams.get('interval'))).toEqual(['1d', '1d', '1d', '1m']);
});

test('coins and indices have no corporate actions to ask for', async () => {
  const { fetch, service } = await setUp();
  await fetch({ symbols: [{ ticker: 'ACME', asset_class: 'index' }] }, { window: { fromDay: SPLIT_DAY, endDay: LAST_DAY } });
  expect(service.asked.length).toBe(1);
});
