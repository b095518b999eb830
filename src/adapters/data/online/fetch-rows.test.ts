import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DAY_MS } from '../../../base/index.ts';
import { calendarOf } from '../../../market/index.ts';
import { clearFaults } from '../../fs/fs.testkit.ts';
import { setWriteFault } from '../../fs/index.ts';
import { projectWith } from '../data.testkit.ts';
import {
  alpacaAnswer,
  barsOf,
  CONFIG,
  DAYS,
  FIRST_DAY,
  LAST_DAY,
  onlineBars,
  optionsFor,
  ReplayService,
  type Reply,
  requestFor,
  SESSIONS,
  TestWorld,
  valuesOf,
} from './online.testkit.ts';
import type { OnlineOptions } from './online-bars.ts';

clearFaults();
const XNYS = calendarOf('XNYS');
/** Hours after which a day's bar is asked for. */
const SETTLED = 5 * 3_600_000;

async function setUp() {
  const state: { answer: (url: URL) => Reply } = { answer: (url) => alpacaAnswer(url, 1000) };
  const service = await ReplayService.start((url) => state.answer(url));
  const folder = projectWith({});
  const world = new TestWorld();
  const config = { ...CONFIG, alpaca: { ...CONFIG.alpaca, data_url: service.url } };
  const fetch = (more: Partial<OnlineOptions> = {}) =>
    onlineBars(requestFor(folder, { source: 'alpaca' }), optionsFor(folder, { source: 'alpaca', world, config, ...more }));
  /** Dates of the bars asked for since the last call. */
  const asked = (): string[] => {
    const ranges = service.asked.flatMap(({ pathname, searchParams }) =>
      pathname.endsWith('/bars') ? [`${searchParams.get('start')!.slice(0, 10)} ${searchParams.get('end')!.slice(0, 10)}`] : [],
    );
    service.asked.length = 0;
    return ranges;
  };
  const stored = (): string =>
    join(folder, 'cache/fetched/alpaca/ACME', readdirSync(join(folder, 'cache/fetched/alpaca/ACME'))[0]!);
  return { state, service, world, fetch, asked, stored, folder };
}

const window = (from: number, to: number | undefined) => ({
  fromDay: FIRST_DAY + from,
  endDay: to === undefined ? undefined : FIRST_DAY + to,
});

test('a wider window asks for what it adds, before and behind; a narrower one for nothing', async () => {
  const { fetch, asked } = await setUp();
  await fetch({ window: window(3, 7) });
  expect(asked()).toEqual(['2024-06-06 2024-06-11']);
  const wide = await fetch();
  // The end of an alpaca range is inclusive: the last millisecond of the day before, in New York.
  expect(asked()).toEqual(['2024-06-03 2024-06-06', '2024-06-11 2024-06-19']);
  expect(barsOf(wide)).toEqual(valuesOf(DAYS));
  const narrow = await fetch({ window: window(1, 3) });
  expect([asked(), narrow.fromCache]).toEqual([[], true]);
  expect(barsOf(narrow)).toEqual(valuesOf(DAYS.slice(1, 4)));
});

test('a window without an end stays at its newest bar until the store expires', async () => {
  const { fetch, asked, world } = await setUp();
  world.time = XNYS.close(LAST_DAY - 1) + SETTLED;
  const open = { window: window(0, undefined), expirationDays: 2 };
  expect((await fetch(open)).source.bars.length).toBe(DAYS.length - 1);
  asked();
  world.time += 2 * DAY_MS - 1;
  expect((await fetch(open)).source.bars.length).toBe(DAYS.length - 1);
  expect(asked()).toEqual([]);
  world.time += 1;
  expect((await fetch(open)).source.bars.length).toBe(DAYS.length);
  expect(asked()).toEqual(['2024-06-18 2024-06-19']);
});

test('an end that is written down is fetched at once, whatever the age of the store', async () => {
  const { fetch, asked, world } = await setUp();
  world.time = XNYS.close(LAST_DAY - 1) + SETTLED;
  await fetch({ window: window(0, undefined) });
  asked();
  world.time += DAY_MS;
  expect(barsOf(await fetch())).toEqual(valuesOf(DAYS));
  expect(asked()).toEqual(['2024-06-18 2024-06-19']);
});

test('days that held no bars yet are asked for again after the expiry, not before', async () => {
  const { fetch, asked, world, state } = await setUp();
  const late = DAYS.length - 2;
  state.answer = (url) => {
    const reply = alpacaAnswer(url, 1000);
    const document: { bars?: { ACME?: unknown[] } } = JSON.parse(JSON.stringify(reply.body));
    document.bars?.ACME?.splice(late);
    return { status: 200, body: document };
  };
  expect((await fetch()).source.bars.length).toBe(late);
  asked();
  await fetch();
  expect(asked()).toEqual([]);
  state.answer = (url) => alpacaAnswer(url, 1000);
  world.time += 7 * DAY_MS;
  expect(barsOf(await fetch())).toEqual(valuesOf(DAYS));
  expect(asked()).toEqual(['2024-06-15 2024-06-19']);
});

test('with cache_expiration_days 0 the newest bars are asked for at every load', async () => {
  const { fetch, asked, world } = await setUp();
  const open = { window: window(0, undefined), expirationDays: 0 };
  await fetch(open);
  asked();
  await fetch(open);
  expect(asked()).toEqual([]);
  world.time = XNYS.close(LAST_DAY + 2) + SETTLED;
  await fetch(open);
  expect(asked()).toEqual(['2024-06-19 2024-06-21']);
});

test('use_cache false keeps nothing and asks for everything', async () => {
  const { fetch, asked, folder } = await setUp();
  const first = await fetch({ useCache: false });
  expect([asked().length, first.fromCache, first.file]).toEqual([1, false, undefined]);
  await fetch({ useCache: false });
  expect(asked().length).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
  await expect(fetch({ useCache: false, mode: 'stored' })).rejects.toMatchObject({ code: 'DATA_NOT_STORED', exitCode: 2 });
});

/** A vendor that corrects the close of the second day and takes the third away. */
function corrected(url: URL): Reply {
  const document: { bars?: { ACME?: { t: string; c: number; h: number }[] } } = JSON.parse(
    JSON.stringify(alpacaAnswer(url, 1000).body),
  );
  const rows = document.bars?.ACME;
  if (rows !== undefined) {
    Object.assign(rows[1]!, { c: 1300, h: 1300 });
    rows.splice(2, 1);
  }
  return { status: 200, body: document };
}

test('bars that are stored never change by themselves; refresh replaces them and records what changed', async () => {
  const { fetch, state, stored, world } = await setUp();
  const first = await fetch();
  state.answer = corrected;
  world.time += 30 * DAY_MS;
  expect((await fetch()).contentHash).toBe(first.contentHash);
  const again = await fetch({ refresh: true });
  expect(again.revision).toEqual({ changed: 1, added: 0, removed: 1 });
  expect(
    barsOf(again)
      .slice(0, 3)
      .map(({ close }) => close),
  ).toEqual([DAYS[0]!.close, 1300, DAYS[3]!.close]);
  expect(JSON.parse(readFileSync(join(stored(), 'revisions.jsonl'), 'utf8'))).toMatchObject({ changed: 1, added: 0, removed: 1 });
});

test('what a run read is found again after the bars were corrected', async () => {
  const { fetch, state, world, service } = await setUp();
  const first = await fetch();
  state.answer = corrected;
  world.time += 30 * DAY_MS;
  const second = await fetch({ refresh: true });
  service.asked.length = 0;
  for (const { contentHash, source } of [first, second]) {
    const found = await fetch({ mode: 'stored', pin: { contentHash, lastDay: LAST_DAY } });
    expect([found.contentHash, [...found.source.bars.close]]).toEqual([contentHash, [...source.bars.close]]);
  }
  expect(service.asked).toEqual([]);
});

test('a refresh that fails changes nothing', async () => {
  const { fetch, state, stored } = await setUp();
  const first = await fetch();
  const before = readdirSync(stored());
  state.answer = (url) => (url.pathname.endsWith('/bars') ? { status: 422, body: { message: 'no' } } : corrected(url));
  await expect(fetch({ refresh: true })).rejects.toMatchObject({ code: 'DATA_SOURCE_REFUSED' });
  expect(readdirSync(stored())).toEqual(before);
  expect((await fetch()).contentHash).toBe(first.contentHash);
});

test('a dividend that the vendor names later is known after the next fetch; a run before it is found again', async () => {
  const { fetch, state, world } = await setUp();
  const withActions = (url: URL): Reply => alpacaAnswer(url, 1000);
  state.answer = (url) =>
    url.pathname.endsWith('/bars') ? withActions(url) : { status: 200, body: { corporate_actions: {}, next_page_token: null } };
  const window1 = window(0, SESSIONS.at(-2)! - FIRST_DAY);
  const early = await fetch({ window: window1 });
  expect(early.source.events).toEqual([]);
  state.answer = withActions;
  world.time += DAY_MS;
  const later = await fetch();
  expect(later.source.events.length).toBe(2);
  const found = await fetch({
    mode: 'stored',
    window: window1,
    pin: { contentHash: early.contentHash, lastDay: SESSIONS.at(-2)! },
  });
  expect([found.contentHash, found.source.events]).toEqual([early.contentHash, []]);
});

test('the store alone: the whole window or an error that names what is missing; a list takes what there is', async () => {
  const { fetch, service } = await setUp();
  await expect(fetch({ mode: 'stored' })).rejects.toMatchObject({
    code: 'DATA_NOT_STORED',
    exitCode: 2,
    message: 'the store does not hold 1d bars of ACME from alpaca at all',
  });
  await fetch({ window: window(0, 4) });
  service.asked.length = 0;
  await expect(fetch({ mode: 'stored' })).rejects.toMatchObject({
    message: 'the store does not hold 1d bars of ACME from alpaca from 2024-06-08 to 2024-06-18',
  });
  expect(barsOf(await fetch({ mode: 'listed' }))).toEqual(valuesOf(DAYS.slice(0, 5)));
  expect(barsOf(await fetch({ mode: 'listed', window: window(0, undefined) }))).toEqual(valuesOf(DAYS.slice(0, 5)));
  expect(barsOf(await fetch({ mode: 'stored', window: window(0, undefined) }))).toEqual(valuesOf(DAYS.slice(0, 5)));
  expect(service.asked).toEqual([]);
});

test('an older window without an end reads as far as the run before did', async () => {
  const { fetch, world } = await setUp();
  world.time = XNYS.close(LAST_DAY - 1) + SETTLED;
  const open = { window: window(0, undefined) };
  const run = await fetch(open);
  world.time += 30 * DAY_MS;
  await fetch();
  const again = await fetch({ ...open, mode: 'stored', pin: { contentHash: run.contentHash, lastDay: LAST_DAY - 1 } });
  expect([again.contentHash, again.source.bars.length]).toEqual([run.contentHash, DAYS.length - 1]);
});

test('a damaged or foreign file in the store is as good as absent', async () => {
  const { fetch, asked, stored } = await setUp();
  const first = await fetch();
  asked();
  truncateSync(join(stored(), 'bars.columns'), 4100);
  writeFileSync(join(stored(), 'actions.json'), '{"key":');
  const second = await fetch();
  expect([asked(), second.contentHash]).toEqual([['2024-06-03 2024-06-19'], first.contentHash]);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'a full disk at write %i loses nothing that was stored and leaves no part of a file',
  async (at) => {
    const { fetch, folder, state } = await setUp();
    state.answer = (url) => alpacaAnswer(url, 5);
    setWriteFault({ at, reason: 'ENOSPC', lasting: false, pathPart: '' });
    const failed = await fetch().then(
      () => undefined,
      (error: unknown) => error,
    );
    setWriteFault(undefined);
    if (failed !== undefined) expect(failed).toMatchObject({ code: 'STORE_WRITE', exitCode: 3 });
    expect(readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'))).toEqual([]);
    expect(barsOf(await fetch())).toEqual(valuesOf(DAYS));
  },
);

test('no session of the window has closed yet', async () => {
  const { fetch, service } = await setUp();
  await expect(fetch({ window: window(30, 40) })).rejects.toMatchObject({ code: 'DATA_RANGE_UNAVAILABLE', exitCode: 2 });
  expect(service.asked).toEqual([]);
});

test('two fetches at once give the same bars and leave a sound store', async () => {
  const { fetch, state, asked } = await setUp();
  state.answer = (url) => alpacaAnswer(url, 2);
  const both = await Promise.all([fetch(), fetch()]);
  for (const result of both) expect(barsOf(result)).toEqual(valuesOf(DAYS));
  asked();
  expect(barsOf(await fetch())).toEqual(valuesOf(DAYS));
  expect(asked()).toEqual([]);
});
