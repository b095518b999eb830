import { expect, test } from 'vitest';
import { dataOf, projectWith } from '../../adapters/data/data.testkit.ts';
import {
  alpacaAnswer,
  CONFIG,
  DAYS,
  deadAddress,
  ReplayService,
  type Reply,
  TestWorld,
} from '../../adapters/data/online/online.testkit.ts';
import { type DataRequest, dataFetch, dataList, loadDataset } from './index.ts';

const SYMBOLS = ['A', 'B', 'C', 'D', 'E', 'F'];

/** The stand-in's answer for another symbol. */
function answerFor(url: URL): Reply {
  const { status, body } = alpacaAnswer(url, 1000);
  return { status, body: JSON.parse(JSON.stringify(body).replaceAll('"ACME"', JSON.stringify(url.searchParams.get('symbols')))) };
}

async function setUp(section: Readonly<Record<string, unknown>> = {}) {
  const service = await ReplayService.start((url) => answerFor(url));
  const world = new TestWorld();
  const projectDir = projectWith({});
  const request = (more: Readonly<Record<string, unknown>> = {}, url = service.url): DataRequest => ({
    data: dataOf({ source: 'alpaca', symbols: SYMBOLS, start_date: '2024-06-03', end_date: '2024-06-18', ...section, ...more }),
    seed: 7,
    currency: 'USD',
    projectDir,
    online: { alpaca: { ...CONFIG.alpaca, data_url: url }, world },
  });
  return { service, world, request, projectDir };
}

test('many symbols make one dataset; the second time nothing is asked for and every byte is the same', async () => {
  const { service, request } = await setUp();
  const first = await loadDataset(request());
  expect(first.dataset.symbols.map(({ instrument }) => instrument.symbol)).toEqual(SYMBOLS);
  expect([first.dataset.time.length, first.dataset.symbols[3]?.actions.length]).toEqual([DAYS.length, 2]);
  expect(service.asked.length).toBe(2 * SYMBOLS.length);
  const second = await loadDataset(request());
  expect(service.asked.length).toBe(2 * SYMBOLS.length);
  expect(second.dataset.fingerprint).toBe(first.dataset.fingerprint);
  expect(second.lineage.map(({ contentHash, fromCache }) => [contentHash, fromCache])).toEqual(
    first.lineage.map(({ contentHash }) => [contentHash, true]),
  );
  expect(second.lineage[0]).toMatchObject({ source: 'alpaca', sourceTimeframe: '1d', actions: 'alpaca, ex-dates' });
  expect(second.lineage[0]?.file).toMatch(/^data\/cache\/fetched\/alpaca\/A\/1d_iex_[0-9a-f]{8}$/);
});

test('max_workers symbols are fetched at a time', async () => {
  for (const workers of [1, 3]) {
    const { service, request } = await setUp({ max_workers: workers });
    // The first symbol's first answer never comes: the others that were begun wait for nobody, and no more are begun.
    service.fault = (index) => (index === 0 ? 'silence' : 'none');
    const stop = new AbortController();
    const loading = loadDataset({ ...request(), signal: stop.signal }).catch((error: unknown) => error);
    await expect.poll(() => service.asked.length, { timeout: 5000 }).toBe(workers === 1 ? 1 : 1 + 2 * (workers - 1));
    stop.abort(new Error('seen enough'));
    expect(await loading).toMatchObject({ message: 'seen enough' });
    expect(new Set(service.asked.map(({ searchParams }) => searchParams.get('symbols'))).size).toBe(workers);
  }
});

test('the list fetches nothing: what is stored is shown, the rest is named', async () => {
  const { service, request } = await setUp();
  await loadDataset({ ...request(), symbols: ['A', 'B'] });
  const before = service.asked.length;
  const { rows } = await dataList(request());
  expect(service.asked.length).toBe(before);
  expect(
    rows
      .slice(0, 3)
      .map(({ id, first, last, rows: count, stored, problem }) => [id, first, last, count, stored, problem?.code ?? null]),
  ).toEqual([
    ['A:1d', '2024-06-03', '2024-06-18', DAYS.length, true, null],
    ['B:1d', '2024-06-03', '2024-06-18', DAYS.length, true, null],
    ['C:1d', null, null, null, false, 'DATA_NOT_STORED'],
  ]);
});

test('fetch says what came from where, and refresh what changed', async () => {
  const { service, request } = await setUp({ symbols: ['A'] });
  const first = await dataFetch(request(), { refresh: false });
  expect(first.rows[0]).toMatchObject({ source: 'alpaca', bars: DAYS.length, fromCache: false, missing: 0, revision: null });
  expect((await dataFetch(request(), { refresh: false })).rows[0]).toMatchObject({ fromCache: true, revision: null });
  const asked = service.asked.length;
  const again = await dataFetch(request(), { refresh: true });
  expect(again.rows[0]).toMatchObject({ fromCache: false, revision: { changed: 0, added: 0, removed: 0 } });
  expect([service.asked.length - asked, again.fingerprint]).toEqual([2, first.fingerprint]);
});

test('one symbol that fails ends the load with its error; symbols that were fetched stay', async () => {
  const { service, request } = await setUp({ max_workers: 2 });
  service.fault = (index) => (service.asked[index]?.searchParams.get('symbols') === 'D' ? 'changed form' : 'none');
  await expect(loadDataset(request())).rejects.toMatchObject({
    code: 'DATA_SOURCE_ANSWER',
    message: expect.stringContaining('for D '),
  });
  const stored = (await dataList(request())).rows.filter(({ problem }) => problem === null).map(({ symbol }) => symbol);
  expect(stored.slice(0, 3)).toEqual(['A', 'B', 'C']);
});

test('without the network: one error, exit code 3', async () => {
  const { request } = await setUp();
  await expect(loadDataset(request({}, await deadAddress()))).rejects.toMatchObject({
    code: 'DATA_SOURCE_UNREACHABLE',
    exitCode: 3,
    message: expect.stringContaining('A cannot be fetched from alpaca: nobody listens there'),
  });
});

test('warm-up bars come before the window, as far as the source has them', async () => {
  const { request } = await setUp({ symbols: ['A'], start_date: '2024-06-11' });
  const loaded = await loadDataset({ ...request({ start_date: '2024-06-11' }), warmupBars: 3 });
  expect([loaded.firstRow, loaded.window.start]).toEqual([3, '2024-06-11']);
});
