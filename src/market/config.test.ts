import { describe, expect, test } from 'vitest';
import { type DataConfig, dataSection, newsSection, resolveSymbols, tagsOf } from './index.ts';

const BASE = { symbols: ['SPX'], start_date: '2000-01-03' };

/** Codes and paths of what is wrong with a section. */
function problems(section: Record<string, unknown>): string[] {
  const result = dataSection.safeParse({ ...BASE, ...section });
  if (result.success) return [];
  return result.error.issues.map((issue) => {
    const params: unknown = issue.code === 'custom' ? issue.params : undefined;
    const code = typeof params === 'object' && params !== null && 'code' in params ? String(params.code) : issue.code;
    return `${code} ${issue.path.join('.')}`;
  });
}

test('defaults are those of the reference', () => {
  const data = dataSection.parse(BASE);
  expect(data).toMatchObject({
    source: 'sample',
    timeframe: '1d',
    adjustment: 'splits_dividends',
    cache_dir: 'data/cache',
    cache_expiration_days: 7,
    use_cache: true,
    refresh: false,
    max_workers: 4,
    quality: { on_gap: 'warn', max_missing_pct: 0.02, on_bad_bar: 'quarantine', max_jump_sigma: 10 },
    csv: { path: 'data/{symbol}_{timeframe}.csv', timezone: 'UTC', timestamp: 'open', order: 'any', layout: 'long' },
    ccxt: { exchange: 'binance' },
    streaming: { enabled: false, buffer_size: 1000, reconnect_attempts: 10, replay: { enabled: false, pace_delay_ms: 0 } },
  });
  expect(newsSection.parse({ provider: 'sample' })).toMatchObject({ enabled: false, max_per_symbol: 50 });
});

test.each<[string, Record<string, unknown>, string[]]>([
  ['a window', { end_date: '2020-01-01' }, []],
  ['a window of one day', { end_date: '2000-01-03' }, ['DATA_WINDOW end_date']],
  ['a window backwards', { end_date: '1999-01-01' }, ['DATA_WINDOW end_date']],
  ['a test window', { end_date: '2020-01-01', test_start: '2018-01-01', test_end: '2020-01-01' }, []],
  ['half a test window', { test_start: '2018-01-01' }, ['DATA_TEST_WINDOW test_start']],
  [
    'a test window outside',
    { end_date: '2019-01-01', test_start: '2018-01-01', test_end: '2020-01-01' },
    ['DATA_TEST_WINDOW test_start'],
  ],
  ['no such date', { start_date: '2001-02-29' }, ['custom start_date']],
  ['the same symbol twice', { symbols: ['A', { ticker: 'A' }] }, ['NAME_DUPLICATE symbols.1']],
  ['no symbol', { symbols: [] }, ['too_small symbols']],
  ['an unknown key', { sourc: 'csv' }, ['unrecognized_keys ']],
  ['a fraction above 1', { quality: { max_missing_pct: 2 } }, ['CONFIG_FRACTION quality.max_missing_pct']],
  ['ws:// to another machine', { streaming: { websocket_url: 'ws://example.org' } }, ['custom streaming.websocket_url']],
  ['http:// to another machine', { yahoo: { base_url: 'http://example.org' } }, ['custom yahoo.base_url']],
  [
    'http:// to this machine',
    { yahoo: { base_url: 'http://127.0.0.1:9000' }, ccxt: { base_url: 'https://mirror.example.org' } },
    [],
  ],
  ['ws:// to this machine', { streaming: { websocket_url: 'ws://127.0.0.1:9000' } }, []],
])('%s', (_, section, expected) => {
  expect(problems(section)).toEqual(expected);
});

describe('instruments', () => {
  const data: DataConfig = dataSection.parse({
    ...BASE,
    source: 'csv',
    symbols: [
      'AAPL',
      '^GSPC',
      'BTC/USDT',
      { ticker: 'EURUSD', asset_class: 'forex', tick_size: 0.00001 },
      { ticker: 'SPX', source: 'sample' },
    ],
  });

  test('asset class, lot and calendar follow from the symbol', () => {
    const shown = resolveSymbols(data, 'EUR').map(({ instrument, source, calendar }) =>
      [
        instrument.symbol,
        source,
        instrument.assetClass,
        instrument.lotSize,
        instrument.tickSize,
        calendar,
        instrument.currency,
      ].join(' '),
    );
    expect(shown).toEqual([
      'AAPL csv equity 1 0.01 XNYS EUR',
      '^GSPC csv index 0.01 0.01 XNYS EUR',
      'BTC/USDT csv crypto 1e-8 0.01 24x7 EUR',
      'EURUSD csv forex 1 0.00001 24x5 EUR',
      'SPX sample index 0.01 0.01 XNYS EUR',
    ]);
  });

  test('a written calendar wins', () => {
    expect(resolveSymbols({ ...data, calendar: 'CMES' }, 'USD').map(({ calendar }) => calendar)).toEqual(Array(5).fill('CMES'));
  });

  test('automatic tags and own ones, none twice', () => {
    const [, , btc] = resolveSymbols(data, 'USD');
    expect(tagsOf(btc!, ['major', 'price'])).toEqual(['BTC/USDT', 'BTC', 'crypto', 'csv', 'price', 'major']);
  });
});
