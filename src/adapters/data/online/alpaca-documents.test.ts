import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../../base/index.ts';
import { projectWith, REAL } from '../data.testkit.ts';
import {
  alpacaAnswer,
  CONFIG,
  onlineBars,
  optionsFor,
  ReplayService,
  type Reply,
  requestFor,
  TestWorld,
} from './online.testkit.ts';

/** The service's own description and examples of its answers, beside the project. */
const DOCUMENTS = join(REAL, '..', 'alpaca');

interface Exchange {
  readonly test: string;
  readonly response: Readonly<Record<string, unknown>>;
}
const exchange = (file: string, name: string): Readonly<Record<string, unknown>> => {
  const { exchanges }: { exchanges: Exchange[] } = JSON.parse(readFileSync(join(DOCUMENTS, 'examples', file), 'utf8'));
  return exchanges.find(({ test: own }) => own === name)!.response;
};

async function setUp(answer: (url: URL) => Reply, symbol: string) {
  const service = await ReplayService.start((url) => answer(url));
  const folder = projectWith({});
  const world = new TestWorld();
  const config = { ...CONFIG, alpaca: { ...CONFIG.alpaca, data_url: service.url } };
  const fetch = (from: string, to: string, timeframe = '1d') =>
    onlineBars(
      requestFor(folder, { source: 'alpaca', symbols: [symbol], timeframe, start_date: from }),
      optionsFor(folder, {
        source: 'alpaca',
        world,
        config,
        window: { fromDay: Date.parse(from) / DAY_MS, endDay: Date.parse(to) / DAY_MS },
      }),
    );
  return { service, fetch };
}

describe.skipIf(!existsSync(DOCUMENTS))('the documents of the service', () => {
  test('every request is one that the description knows, with values that it allows', async () => {
    const { service, fetch } = await setUp((url) => alpacaAnswer(url), 'ACME');
    await fetch('2024-06-03', '2024-06-18');
    const coins = await setUp(() => ({ status: 200, body: { bars: {}, next_page_token: null } }), 'BTC/USD');
    await expect(coins.fetch('2024-06-03', '2024-06-18')).rejects.toMatchObject({ code: 'DATA_RANGE_UNAVAILABLE' });
    type Parameter = { name: string; in: string; schema: { maximum?: number; enum?: string[]; $ref?: string } };
    const api: {
      paths: Record<string, { get: { parameters: ({ $ref: string } & Parameter)[] } }>;
      components: { parameters: Record<string, Parameter>; schemas: Record<string, { enum?: string[] }> };
    } = JSON.parse(readFileSync(join(DOCUMENTS, 'market-data-api.openapi.json'), 'utf8'));
    let checked = 0;
    for (const { pathname, searchParams } of [...service.asked, ...coins.service.asked]) {
      const path = api.paths[pathname.replace('/crypto/us/', '/crypto/{loc}/')];
      expect(path, pathname).toBeDefined();
      const known = new Map(
        path!.get.parameters.map((one) => {
          const parameter = api.components.parameters[one.$ref?.split('/').at(-1) ?? ''] ?? one;
          return [parameter.name, parameter.schema];
        }),
      );
      for (const [name, value] of searchParams) {
        const schema = known.get(name);
        expect(schema, `${pathname} ${name}`).toBeDefined();
        const allowed = schema?.enum ?? api.components.schemas[schema?.$ref?.split('/').at(-1) ?? '']?.enum;
        if (allowed !== undefined) expect(allowed).toContain(value);
        if (schema?.maximum !== undefined) expect(Number(value)).toBeLessThanOrEqual(schema.maximum);
        checked += 1;
      }
    }
    expect(checked).toBeGreaterThan(20);
  });

  test('an example of bars is read: values by hand from the file', async () => {
    const body = { ...exchange('historical_stock_data.json', 'test_get_bars'), next_page_token: null };
    const none = { corporate_actions: {}, next_page_token: null };
    const { fetch } = await setUp((url) => ({ status: 200, body: url.pathname.endsWith('/bars') ? body : none }), 'AAPL');
    const { source } = await fetch('2022-02-01', '2022-02-02');
    expect(
      Array.from({ length: 2 }, (_, i) => [
        source.bars.open[i],
        source.bars.high[i],
        source.bars.low[i],
        source.bars.close[i],
        source.bars.volume[i],
      ]),
    ).toEqual([
      [174, 174.84, 172.31, 174.61, 85_998_033],
      [174.64, 175.88, 173.33, 175.84, 84_817_432],
    ]);
    expect(new Date(source.bars.time[0]!).toISOString()).toBe('2022-02-01T21:00:00.000Z');
  });

  test('an example of corporate actions is read: SRE two for one, FCF 0.125, MNTS one for fifty, MSBC five percent', async () => {
    const actions = { ...exchange('corporate_actions.json', 'test_get_corporate_actions'), next_page_token: null };
    const found: unknown[] = [];
    for (const [symbol, exDate, before, after] of [
      ['SRE', '2023-08-22', 140, 70],
      ['FCF', '2023-05-04', 12, 12],
      ['MNTS', '2023-08-24', 0.2, 10],
      ['MSBC', '2023-05-19', 20, 19],
    ] as const) {
      const day = Date.parse(exDate);
      const bar = (at: number, price: number) => ({
        t: new Date(at).toISOString(),
        o: price,
        h: price,
        l: price,
        c: price,
        v: 10,
      });
      const bars = {
        bars: { [symbol]: [bar(day - DAY_MS + 4 * 3_600_000, before), bar(day + 4 * 3_600_000, after)] },
        next_page_token: null,
      };
      const { fetch } = await setUp((url) => ({ status: 200, body: url.pathname.endsWith('/bars') ? bars : actions }), symbol);
      const { source } = await fetch(new Date(day - DAY_MS).toISOString().slice(0, 10), exDate);
      found.push(...source.events.map(({ kind, amount }) => [symbol, kind, amount]));
    }
    expect(found).toEqual([
      ['SRE', 'split', 2],
      ['FCF', 'dividend', 0.125],
      ['MNTS', 'split', 0.02],
      ['MSBC', 'split', 1.05],
    ]);
  });
});
