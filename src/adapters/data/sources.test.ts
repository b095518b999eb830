import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dateOfDay } from '../../base/index.ts';
import { actionsOf, calendarOf, factorOf } from '../../market/index.ts';
import { hasReal, projectWith, REAL, requestOf } from './data.testkit.ts';
import { csvBars, csvFile, findDataFile, parquetBars, readSeries, recogniseFile, type SourceResult } from './index.ts';

const ROWS = 'date,open,high,low,close,volume\n2024-01-02,1,2,1,2,10\n2024-01-03,2,3,2,3,20\n2024-01-04,3,4,3,4,30\n';

function real(
  path: string,
  section: Readonly<Record<string, unknown>> = {},
  csv: Readonly<Record<string, unknown>> = {},
): SourceResult {
  return csvBars(requestOf(REAL, { ...section, csv: { path, ...csv } }));
}

const NEW_YORK = { timezone: 'America/New_York' };
const iso = (time: number): string => new Date(time).toISOString().slice(0, 16);

describe('finding the file', () => {
  const files = { 'data/A_1h.csv': ROWS, 'data/BTC-USDT_1d.csv.gz': '', 'data/B.csv': ROWS };

  test('of the timeframe, compressed, else of a finer one', () => {
    const folder = projectWith(files);
    const find = (pattern: string, symbol: string, timeframe: '1h' | '4h' | '1d' | '5m'): string | undefined =>
      findDataFile(pattern, { symbol, timeframe, projectDir: folder })?.shown;
    const pattern = 'data/{symbol}_{timeframe}.csv';
    expect(find(pattern, 'A', '1h')).toBe('data/A_1h.csv');
    expect(find(pattern, 'A', '1d')).toBe('data/A_1h.csv');
    expect(find(pattern, 'A', '5m')).toBeUndefined();
    expect(find(pattern, 'BTC/USDT', '1d')).toBe('data/BTC-USDT_1d.csv.gz');
    expect(find('data/{symbol}.csv', 'B', '4h')).toBe('data/B.csv');
    expect(find(join(folder, 'data/{symbol}.csv'), 'B', '4h')).toBe(join(folder, 'data/B.csv'));
  });

  test('a missing file is named as the pattern says', () => {
    expect(() => csvFile(requestOf(projectWith(files), { csv: { path: 'data/{symbol}.csv' } }))).toThrow(
      expect.objectContaining({ code: 'FILE_MISSING', message: 'there is no file data/A.csv' }),
    );
  });
});

describe('what a file cannot give', () => {
  const files = {
    'A.csv': ROWS,
    'E.csv': 'date,close\n',
    'M.csv': 'date,close\n2024-01-01,1\n2024-02-01,2\n2024-03-01,3\n',
  };
  const load = (name: string, section: Readonly<Record<string, unknown>> = {}) =>
    csvBars(requestOf(projectWith(files), { csv: { path: name }, ...section }));

  test('finer bars than it has, bars of months, no rows', () => {
    expect(() => load('A.csv', { timeframe: '1h' })).toThrow(expect.objectContaining({ code: 'TIMEFRAME_UNAVAILABLE' }));
    expect(() => load('M.csv')).toThrow(expect.objectContaining({ code: 'TIMEFRAME_UNAVAILABLE' }));
    expect(() => load('E.csv')).toThrow(expect.objectContaining({ code: 'DATA_FORMAT' }));
  });
});

describe('factor files', () => {
  const with_ = (factors: string): SourceResult =>
    csvBars(requestOf(projectWith({ 'A.csv': ROWS, 'factors_A.csv': factors }), { csv: { path: 'A.csv' } }));

  test('one beside the bars is used and named', () => {
    const result = with_('date,price_factor,split_factor,reference_price\n2024-01-02,0.75,1,2\n2050-12-31,1,1,0\n');
    // A quarter of the close of 2 was paid on the next session.
    expect(result.source.events).toEqual([{ kind: 'dividend', exDay: expect.any(Number), amount: 0.5 }]);
    expect(result.actions).toBe('file factors_A.csv');
  });

  test('one that belongs to other prices is refused with a warning', () => {
    const result = with_('date,price_factor,split_factor,reference_price\n2024-01-02,0.75,1,90\n2050-12-31,1,1,0\n');
    expect([result.source.events, result.warnings[0]?.code]).toEqual([[], 'DATA_ADJUSTED_ONLY']);
  });

  test.each([
    'a,b,c\n',
    'date,price_factor,split_factor\n2024-01-02,x,1\n',
    'date,price_factor,split_factor\n2024-01-02,1,1\n2024-01-02,1,1\n',
  ])('a broken one is an error', (text) => expect(() => with_(text)).toThrow(expect.objectContaining({ code: 'DATA_FORMAT' })));
});

describe.skipIf(!hasReal)('real files', () => {
  test('hours of US shares: the bar stamped 09:00 covers 09:30 to 10:00', () => {
    const { source } = real('equities_hourly/AAPL_1h.csv.gz', { timeframe: '1h' }, NEW_YORK);
    expect([iso(source.bars.time[0]!), source.timeframe]).toEqual(['1998-01-02T15:00', '1h']);
    const sessions = new Set(Array.from(source.bars.time, (time) => calendarOf('XNYS').sessionOf(time)));
    expect(sessions.has(Number.NaN)).toBe(false);
    expect(sessions.size).toBe(5849);
  });

  test('minutes: regular hours are kept, six sessions of 390', () => {
    const { source } = real('equities_minute/SPY_20131004_20131011_trade.csv', { timeframe: '1m' }, NEW_YORK);
    expect([source.bars.length, source.report.extendedHours, source.report.outsideSession]).toEqual([2340, 2499, 2499]);
  });

  test('the clock of a coin file goes back and forth, its hours do not', () => {
    const { source } = real('crypto/BTCUSDT_1h_2020_2023H1.csv', { timeframe: '1h', symbols: ['BTC/USDT'] });
    const { time } = source.bars;
    expect(time.length).toBe(23_533);
    for (let i = 1; i < time.length; i += 1) if (time[i]! - time[i - 1]! !== 3_600_000) throw new Error(iso(time[i]!));
  });

  test('the wrong calendar is found out', () => {
    expect(() => real('crypto/BTCUSDT_1h_2020_2023H1.csv', { timeframe: '1h' })).toThrow(
      expect.objectContaining({ code: 'CALENDAR_MISMATCH', likely: '24x7' }),
    );
    expect(() => real('forex/EURUSD_1h_2017_2018.csv', { timeframe: '1h' })).toThrow(
      expect.objectContaining({ code: 'CALENDAR_MISMATCH', likely: '24x5' }),
    );
    const coin = real('forex/EURUSD_1h_2017_2018.csv', {
      timeframe: '1h',
      symbols: [{ ticker: 'EURUSD', asset_class: 'forex' }],
    });
    expect(coin.source.report.priceStep).toBe(0.000_01);
  });

  test('a schema that changed within a file: five bad rows with their lines', () => {
    const { badRows } = real('dirty/ETHUSDT_5m_schema_change_2026-01.csv', { timeframe: '5m', symbols: ['ETH/USDT'] });
    expect(badRows.map(({ line, code }) => `${line} ${code}`)).toEqual(
      [1010, 1011, 1012, 1013, 1014].map((line) => `${line} NOT_A_NUMBER`),
    );
  });

  test.each([
    ['dirty/crude_stocks_bom_us_dates.csv', '1w', { close: 'stock' }, 2120, '1982-08-20'],
    ['dirty/FRED_VIXCLS_with_dots.csv', '1d', { close: 'VIXCLS' }, 1258, '2018-07-13'],
    ['dirty/EURUSD_close_descending.csv', '1d', { close: 'av_eurusd_close' }, 5000, '2006-08-04'],
    ['equities_daily/GOOG_backtesting_py.csv', '1d', {}, 2148, '2004-08-19'],
    ['etf_daily/GLD_alphavantage_to_2018.csv', '1d', {}, 3553, '2004-11-18'],
  ] as const)('%s', (path, timeframe, columns, bars, first) => {
    const section = path.includes('EURUSD') ? { symbols: [{ ticker: 'EURUSD', asset_class: 'forex' }] } : {};
    const { source } = real(path, { timeframe, ...section }, { columns });
    expect([source.bars.length, iso(source.bars.time[0]!).slice(0, 10)]).toEqual([bars, first]);
  });

  test.each([
    'dirty/BCHEUR_kraken_trades.csv',
    'dirty/FamaFrench_weekly_with_preamble.csv',
    'dirty/EIA_natgas_storage_original_layout.csv',
  ])('%s is no file of bars', (path) =>
    expect(() => real(path)).toThrow(expect.objectContaining({ code: 'CSV_COLUMN_MISSING' })),
  );

  test('splits and dividends of columns: SLV, ten for one on 2008-07-24', () => {
    const { source, actions } = real('etf_daily/SLV_alphavantage_to_2018.csv');
    expect(source.events.map(({ exDay, kind, amount }) => [dateOfDay(exDay), kind, amount])).toEqual([
      ['2008-07-24', 'split', 10],
    ]);
    expect(actions).toBe('columns dividend_amount, split_coefficient');
  });

  test('dividends hidden in an adjusted close: Oracle paid 0.05 from April 2009 on', () => {
    const { source } = real('equities_daily/ORCL_yahoo_1995_2014.csv');
    const first = source.events.slice(0, 3).map(({ exDay, amount }) => [dateOfDay(exDay), amount.toFixed(3)]);
    expect(first).toEqual([
      ['2009-04-06', '0.050'],
      ['2009-07-13', '0.050'],
      ['2009-10-09', '0.050'],
    ]);
  });
});

describe.skipIf(!hasReal)('Apple, raw prices and the factor file beside them', () => {
  const files = ['equities_daily/AAPL.csv', 'equities_reference/factors_AAPL.csv'];
  const load = async (): Promise<SourceResult> => {
    const { readFileSync } = await import('node:fs');
    const [bars = '', factors = ''] = files.map((file) => readFileSync(join(REAL, file), 'utf8'));
    return csvBars(
      requestOf(projectWith({ 'AAPL.csv': bars, 'factors_AAPL.csv': factors }), {
        symbols: ['AAPL'],
        csv: { path: '{symbol}.csv' },
      }),
    );
  };

  test('the splits and dividends are those that the company announced', async () => {
    const { source } = await load();
    const shown = new Map(source.events.map(({ exDay, kind, amount }) => [`${dateOfDay(exDay)} ${kind}`, amount]));
    expect([...shown].filter(([name]) => name.endsWith('split'))).toEqual([
      ['2000-06-21 split', 2],
      ['2005-02-28 split', 2],
      ['2014-06-09 split', 7],
      ['2020-08-31 split', 4],
    ]);
    expect(shown.get('2012-08-09 dividend')).toBe(2.65);
    expect(shown.get('2014-05-08 dividend')).toBe(3.29);
    expect(shown.get('2014-08-07 dividend')).toBe(0.47);
    expect(shown.get('2020-08-07 dividend')).toBe(0.82);
    expect(shown.get('2020-11-06 dividend')).toBe(0.205);
  });

  test('the adjusted prices move as the factors of the file do, within what dividends on the close before can differ', async () => {
    const { readFileSync } = await import('node:fs');
    const { source } = await load();
    const calendar = calendarOf('XNYS');
    const factor = factorOf(actionsOf(source.events, source.bars, calendar), source.bars, 'splits_dividends')!;
    const rows = readFileSync(join(REAL, files[1]!), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','));
    const theirs = (date: string): number => {
      const row = rows.find(([until]) => until! >= date)!;
      return Number(row[1]) * Number(row[2]);
    };
    const base = theirs('1998-01-02');
    for (let i = 0; i < source.bars.length; i += 1) {
      const date = dateOfDay(calendar.sessionOf(source.bars.time[i]!));
      expect(Math.abs(theirs(date) / base / factor[i]! - 1)).toBeLessThan(1e-5);
    }
  });
});

describe('parquet', () => {
  test.each(['DATE', 'TIMESTAMP', 'TIMESTAMPTZ', 'VARCHAR'])(
    'a time of type %s gives the bars of the same CSV file',
    async (type) => {
      const folder = projectWith({ 'A.csv': ROWS });
      const { DuckDBInstance } = await import('@duckdb/node-api');
      const instance = await DuckDBInstance.create(':memory:');
      const connection = await instance.connect();
      await connection.run("SET TimeZone = 'UTC'");
      await connection.run(
        `COPY (SELECT date::${type} AS "Date", open, high, low, close::DECIMAL(10,2) AS close, volume::BIGINT AS volume FROM read_csv('${folder}/A.csv')) TO '${folder}/A.parquet' (FORMAT PARQUET)`,
      );
      connection.closeSync();
      instance.closeSync();
      const request = requestOf(folder, { source: 'parquet', csv: { path: '{symbol}.parquet' } });
      const { source, columns } = await parquetBars(request, csvFile(request));
      const same = csvBars(requestOf(folder, { csv: { path: '{symbol}.csv' } })).source;
      expect(source.bars).toEqual({ ...same.bars, ...copies(same) });
      expect(columns['time']).toBe('Date');
    },
  );

  test('something that is no Parquet file', async () => {
    const request = requestOf(projectWith({ 'A.parquet': 'no' }), { source: 'parquet', csv: { path: '{symbol}.parquet' } });
    await expect(parquetBars(request, csvFile(request))).rejects.toMatchObject({ code: 'DATA_FORMAT' });
  });
});

/** Columns as arrays of their own. */
function copies({ bars }: SourceResult['source']): Record<string, Float64Array> {
  const { time, open, high, low, close, volume } = bars;
  return Object.fromEntries(
    Object.entries({ time, open, high, low, close, volume }).map(([name, column]) => [name, column.slice()]),
  );
}

describe('series', () => {
  const files = {
    'known.csv':
      'date,DGS10,available_at\n2024-01-02,3.95,2024-01-03T21:30:00Z\n2024-01-03,.,2024-01-04T21:30:00Z\n2024-01-04,3.99,2024-01-05T21:30:00Z\n',
    'plain.csv': 'week,stock\n2024-01-05,430\n2024-01-12,425\n',
    'many.csv': 'date,a,b\n2024-01-05,430,1\n',
  };
  const { csv } = requestOf('/nowhere', {});
  const read = (entry: Parameters<typeof readSeries>[0]['entry']) =>
    readSeries({ entry, csv, tags: [], seed: 42, projectDir: projectWith(files) });

  test('available_at of the file wins over every rule', () => {
    const series = read({
      id: 'DGS10',
      source: 'csv',
      path: 'known.csv',
      frequency: 'daily',
      available: { rule: 'lag', lag: '9d' },
    });
    expect([Array.from(series.value), series.availability]).toEqual([[3.95, 3.99], 'column available_at']);
    expect(Array.from(series.availableAt, iso)).toEqual(['2024-01-03T21:30', '2024-01-05T21:30']);
  });

  test('else the rule, on the only column there is', () => {
    const series = read({
      id: 'WCESTUS1',
      source: 'csv',
      path: 'plain.csv',
      frequency: 'weekly',
      available: { rule: 'lag', lag: '5d' },
    });
    expect(Array.from(series.value)).toEqual([430, 425]);
    expect(Array.from(series.availableAt, iso)).toEqual(['2024-01-10T00:00', '2024-01-17T00:00']);
  });

  test('several columns need a name; sources of the network are not active', () => {
    expect(() => read({ id: 'X', source: 'csv', path: 'many.csv', frequency: 'daily' })).toThrow(
      expect.objectContaining({ code: 'DATA_FORMAT' }),
    );
    expect(read({ id: 'X', code: 'b', source: 'csv', path: 'many.csv', frequency: 'daily' }).value[0]).toBe(1);
    expect(() => read({ id: 'X', source: 'fred', frequency: 'daily' })).toThrow(
      expect.objectContaining({ code: 'DATA_SOURCE_INACTIVE' }),
    );
  });

  test('made-up series repeat', () => {
    const [a, b] = [1, 2].map(() => read({ id: 'X', source: 'sample', frequency: 'monthly' }));
    expect(a).toEqual(b);
    expect(a?.synthetic).toBe(true);
  });
});

describe('what the first rows of a file show', () => {
  const look = (files: Readonly<Record<string, string>>, section: Readonly<Record<string, unknown>> = {}) =>
    recogniseFile(requestOf(projectWith(files), { csv: { path: '{symbol}.csv' }, ...section }));

  test('columns, stamps and timeframe', () => {
    expect(look({ 'A.csv': 'Date,Open,High,Low,Close\n2024-01-02,1,1,1,1\n2024-01-03,1,1,1,1' })).toEqual({
      file: 'A.csv',
      columns: { time: 'Date', open: 'Open', high: 'High', low: 'Low', close: 'Close' },
      stamps: 'session dates',
      timeframe: '1d',
      problem: null,
    });
  });

  test('a large file is read at its beginning only', () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${1_704_067_200 + i * 60},1,1,1,1`);
    expect(look({ 'A.csv': `t,o,h,l,c\n${rows.join('\n')}\n` })).toMatchObject({
      timeframe: '1m',
      stamps: expect.stringContaining('bar open'),
    });
  });

  test('why it cannot be read; nothing for other sources and missing files', () => {
    expect(look({ 'A.csv': 'Date,Open\n2024-01-02,1\n' })?.problem?.code).toBe('CSV_COLUMN_MISSING');
    expect(look({})).toBeUndefined();
    expect(look({}, { source: 'sample' })).toBeUndefined();
  });
});
