import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dataOf, hasReal, projectWith, REAL } from '../../adapters/data/data.testkit.ts';
import { clearFaults } from '../../adapters/fs/fs.testkit.ts';
import { setWriteFault } from '../../adapters/fs/index.ts';
import { calendarOf } from '../../market/index.ts';
import { type DataRequest, dataFetch, dataList, type LoadedData, loadDataset } from './index.ts';

clearFaults();

type Section = Readonly<Record<string, unknown>>;

const request = (projectDir: string, section: Section, more: Partial<DataRequest> = {}): DataRequest => ({
  data: dataOf(section),
  seed: 42,
  currency: 'USD',
  projectDir,
  ...more,
});
const load = (projectDir: string, section: Section, more: Partial<DataRequest> = {}): Promise<LoadedData> =>
  loadDataset(request(projectDir, section, more));
const iso = (time: number | undefined): string => (time === undefined ? 'none' : new Date(time).toISOString().slice(0, 16));
const codes = (loaded: LoadedData): string[] => loaded.warnings.map(({ code }) => code);

const XNYS = calendarOf('XNYS');

/** Daily rows for every session from a date on; closes count up from `first`. */
function dailyCsv(start: string, count: number, first = 100): string {
  const rows = ['date,open,high,low,close,volume'];
  let day = Date.parse(start) / 86_400_000;
  for (let i = 0; i < count; i += 1) {
    day = XNYS.sessionFrom(day);
    const price = first + i + (i % 5 === 4 ? 3 : 0);
    rows.push(
      `${new Date(day * 86_400_000).toISOString().slice(0, 10)},${price - 0.5},${price + 1},${price - 1},${price},${1000 + i}`,
    );
    day += 1;
  }
  return `${rows.join('\n')}\n`;
}

const PATH = { csv: { path: '{symbol}.csv' } };

describe('window and warm-up', () => {
  const SECTION = { ...PATH, start_date: '2024-02-01', end_date: '2024-02-29' };

  test('both dates belong to the window; warm-up bars come before it', async () => {
    const folder = projectWith({ 'A.csv': dailyCsv('2024-01-02', 60) });
    const plain = await load(folder, SECTION);
    expect([plain.firstRow, plain.dataset.time.length, plain.window.start, plain.window.end]).toEqual([
      0,
      20,
      '2024-02-01',
      '2024-02-29',
    ]);
    const warm = await load(folder, SECTION, { warmupBars: 5 });
    expect([warm.firstRow, warm.dataset.time.length, warm.window.start]).toEqual([5, 25, '2024-02-01']);
    expect(iso(warm.dataset.time[0])).toBe('2024-01-25T21:00');
    const more = await load(folder, SECTION, { warmupBars: 500 });
    expect([more.firstRow, iso(more.dataset.time[0])]).toEqual([21, '2024-01-02T21:00']);
  });

  test('no end: the newest bar', async () => {
    const folder = projectWith({ 'A.csv': dailyCsv('2024-01-02', 60) });
    expect((await load(folder, { ...PATH, start_date: '2024-01-02' })).dataset.time.length).toBe(60);
  });

  test.each([
    ['before the bars', '2020-01-01', '2021-01-01'],
    ['after the bars', '2025-01-01', '2026-01-01'],
    ['on a weekend', '2024-02-03', '2024-02-04'],
  ])('a window %s is empty', async (_, start_date, end_date) => {
    const folder = projectWith({ 'A.csv': dailyCsv('2024-01-02', 60) });
    await expect(load(folder, { ...PATH, start_date, end_date })).rejects.toMatchObject({
      code: 'DATA_RANGE_UNAVAILABLE',
      exitCode: 2,
      message: `A has bars from 2024-01-02 to 2024-03-27 only, ${start_date} to ${end_date} is wanted`,
    });
  });

  test('bars that fill a part of it: a warning', async () => {
    const folder = projectWith({ 'A.csv': dailyCsv('2024-01-02', 60) });
    expect(codes(await load(folder, { ...PATH, start_date: '2023-06-01' }))).toEqual(['DATA_RANGE_PARTIAL']);
  });

  test('SPX of the sample has its own range', async () => {
    await expect(load('/nowhere', { source: 'sample', symbols: ['SPX'], start_date: '1995-01-01' })).rejects.toMatchObject({
      code: 'DATA_RANGE_UNAVAILABLE',
    });
    const { dataset, synthetic } = await load('/nowhere', { source: 'sample', symbols: ['SPX'], start_date: '2000-01-03' });
    expect([dataset.time.length, dataset.periodsPerYear, synthetic]).toEqual([5105, 252, false]);
  });
});

describe('timeframes', () => {
  test('slower bars are made from the base, finer ones beside it', async () => {
    const section = { source: 'sample', symbols: ['AAPL'], timeframe: '1h', start_date: '2019-06-03', end_date: '2019-06-28' };
    const loaded = await load('/nowhere', section, { higher: ['1d', '4h'], finer: '1m' });
    expect([...loaded.higher].map(([timeframe, { time }]) => [timeframe, time.length])).toEqual([
      ['4h', 40],
      ['1d', 20],
    ]);
    expect([loaded.dataset.time.length, loaded.finer?.time.length]).toEqual([140, 7800]);
    const day = loaded.higher.get('1d')!.symbols[0]!.bars;
    const hours = loaded.dataset.symbols[0]!.bars;
    expect([day.open[0], day.close[0]]).toEqual([hours.open[0], hours.close[6]]);
    expect(day.time[0]).toBe(hours.time[6]);
  });

  test('secondary_timeframes join by themselves; what is no multiple is refused', async () => {
    const folder = projectWith({ 'A.csv': dailyCsv('2024-01-02', 60) });
    const section = { ...PATH, start_date: '2024-01-02' };
    expect([...(await load(folder, { ...section, secondary_timeframes: ['1w'] })).higher.keys()]).toEqual(['1w']);
    await expect(load(folder, section, { higher: ['1h'] })).rejects.toMatchObject({ code: 'TIMEFRAME_UNAVAILABLE' });
    await expect(load(folder, { ...section, timeframe: '1h' })).rejects.toMatchObject({ code: 'TIMEFRAME_UNAVAILABLE' });
  });

  test('daily bars from a file of minutes, said in the lineage', async () => {
    const rows = Array.from(
      { length: 390 },
      (_, i) => `${new Date(Date.parse('2024-01-02T14:30:00Z') + i * 60_000).toISOString()},1,2,1,2,10`,
    );
    const folder = projectWith({ 'A_1m.csv': `time,open,high,low,close,volume\n${rows.join('\n')}\n` });
    const loaded = await load(folder, { csv: { path: '{symbol}_{timeframe}.csv' }, start_date: '2024-01-02' });
    expect([loaded.dataset.time.length, loaded.dataset.symbols[0]?.bars.volume[0]]).toEqual([1, 3900]);
    expect(loaded.lineage[0]).toMatchObject({ file: 'A_1m.csv', sourceTimeframe: '1m', timeframe: '1d' });
    expect(loaded.lineage[0]?.notes).toContain('1d bars are made from 1m bars');
  });
});

describe('several symbols', () => {
  test('one index, in the order asked for', async () => {
    const folder = projectWith({ 'A.csv': dailyCsv('2024-01-02', 20), 'B.csv': dailyCsv('2024-01-16', 20, 50) });
    const section = { ...PATH, symbols: ['A', 'B'], start_date: '2024-01-02' };
    const { dataset } = await load(folder, section, { symbols: ['B', 'A'] });
    expect(dataset.symbols.map(({ instrument }) => instrument.symbol)).toEqual(['B', 'A']);
    expect(dataset.time.length).toBe(29);
    expect(dataset.symbols[0]?.rows?.[0]).toBe(9);
    const swapped = await load(folder, section);
    expect(Array.from(swapped.dataset.time)).toEqual(Array.from(dataset.time));
  });

  test('an unknown symbol names the nearest', async () => {
    await expect(load('/nowhere', { symbols: ['AAPL'] }, { symbols: ['APPL'] })).rejects.toMatchObject({
      code: 'SYMBOL_UNKNOWN',
    });
  });

  test('a coin has the tick of its prices, a share its cent', async () => {
    const coin =
      'time,open,high,low,close\n2024-01-02,0.0984,0.0995,0.09828605,0.09947\n2024-01-03,0.0984,0.0995,0.098,0.09941234\n';
    const folder = projectWith({ 'C.csv': coin, 'A.csv': coin });
    const { dataset } = await load(folder, {
      ...PATH,
      symbols: [{ ticker: 'C', asset_class: 'crypto' }, 'A'],
      start_date: '2024-01-01',
    });
    expect(dataset.symbols.map(({ instrument }) => instrument.tickSize)).toEqual([1e-8, 0.01]);
  });
});

describe('quality', () => {
  const broken = (): string => dailyCsv('2024-01-02', 60).replace(/(\n2024-01-05,[^\n]*),/, '$1,x');
  const SECTION = { ...PATH, start_date: '2024-01-02' };

  test('bad rows are set aside with line, reason and text', async () => {
    const folder = projectWith({ 'A.csv': broken() });
    const loaded = await load(folder, SECTION);
    expect(loaded.quality[0]).toMatchObject({
      rows: 60,
      bars: 59,
      badRowCount: 1,
      missing: 1,
      quarantineFile: 'data/cache/quarantine/A_1d.csv',
    });
    expect(codes(loaded)).toEqual(['DATA_BAD_ROWS', 'DATA_GAPS']);
    const [header, row] = readFileSync(join(folder, 'data/cache/quarantine/A_1d.csv'), 'utf8').split('\n');
    expect(header).toBe('line,column,code,fact,row');
    expect(row).toMatch(/^5,\d+,NOT_A_NUMBER,"the volume is ""x1003""","2024-01-05,/);
  });

  test('again from the cache: the same report, and the quarantine file is there', async () => {
    const folder = projectWith({ 'A.csv': broken() });
    const first = await load(folder, SECTION);
    const second = await load(folder, SECTION);
    expect(second.lineage[0]?.fromCache).toBe(true);
    expect(second.quality).toEqual(first.quality);
    expect(second.dataset.fingerprint).toBe(first.dataset.fingerprint);
    expect(existsSync(join(folder, 'data/cache/quarantine/A_1d.csv'))).toBe(true);
  });

  test('on_bad_bar: error names file, line and column, with and without a cache', async () => {
    const folder = projectWith({ 'A.csv': broken() });
    const strict = { ...SECTION, quality: { on_bad_bar: 'error' } };
    const wanted = { code: 'CSV_ROW_BAD', exitCode: 2, place: { file: 'A.csv', line: 5, column: expect.any(Number) } };
    await expect(load(folder, strict)).rejects.toMatchObject(wanted);
    await load(folder, SECTION);
    await expect(load(folder, strict)).rejects.toMatchObject(wanted);
  });

  test('more bad rows than allowed', async () => {
    const text = dailyCsv('2024-01-02', 60).replaceAll(/(\n2024-01-0[3459],[^\n]*),/g, '$1,x');
    await expect(load(projectWith({ 'A.csv': text }), SECTION)).rejects.toMatchObject({
      code: 'DATA_QUALITY',
      exitCode: 2,
      message: expect.stringContaining('6.7 % of the rows of A are bad (4 of 60)'),
    });
  });

  test('more bars missing than allowed, unless the limit is raised or gaps are ignored', async () => {
    const text = dailyCsv('2024-01-02', 60).replaceAll(/\n2024-01-(2[2-6])[^\n]*/g, '');
    const files = { 'A.csv': text };
    await expect(load(projectWith(files), SECTION)).rejects.toMatchObject({
      code: 'DATA_QUALITY',
      message: '8.3 % of the bars of A are missing (5 of 60), 2.0 % are allowed; the first gap is 2024-01-22 to 2024-01-26',
    });
    expect(codes(await load(projectWith(files), { ...SECTION, quality: { max_missing_pct: 0.1 } }))).toEqual(['DATA_GAPS']);
    expect(codes(await load(projectWith(files), { ...SECTION, quality: { on_gap: 'ignore' } }))).toEqual([]);
    const error = { ...SECTION, quality: { on_gap: 'error', max_missing_pct: 0.1 } };
    await expect(load(projectWith(files), error)).rejects.toMatchObject({ code: 'DATA_QUALITY' });
  });

  test('prices that fall like a split without one', async () => {
    const rows = dailyCsv('2024-01-02', 40).trimEnd().split('\n');
    const cut = rows.map((row, i) =>
      i <= 30
        ? row
        : row
            .split(',')
            .map((cell, k) => (k > 0 && k < 5 ? String(Number(cell) / 4) : cell))
            .join(','),
    );
    expect(codes(await load(projectWith({ 'A.csv': `${cut.join('\n')}\n` }), SECTION))).toEqual([
      'DATA_JUMPS',
      'DATA_SPLIT_SUSPECTED',
    ]);
  });

  test('a futures chain: opens as at a change of contract are named, those of an equity are not', async () => {
    const rows = dailyCsv('2024-01-02', 40).trimEnd().split('\n');
    // Two contracts that cost 20 and 30 more than the one before; the closes count up by 1 a day.
    const chained = rows.map((row, i) =>
      row.replace(/,[\d.,]+$/, () => {
        const price = 100 + i + (i >= 15 ? 20 : 0) + (i >= 30 ? 30 : 0);
        return `,${price - 0.5 - (i % 3) / 10},${price + 1},${price - 1.5},${price},9`;
      }),
    );
    chained[0] = rows[0]!;
    const folder = projectWith({ 'A.csv': `${chained.join('\n')}\n` });
    const future = { ...SECTION, symbols: [{ ticker: 'A', asset_class: 'future' }], calendar: 'XNYS' };
    const loaded = await load(folder, future);
    const named = loaded.warnings.find(({ code }) => code === 'DATA_ROLL_JUMPS');
    // 134.5 after 114 and 179.5 after 149: 17.982 % and 20.470 %.
    expect(named?.message).toBe(
      '2 opens stand more than 8 robust deviations off the close before of A, as at a change of contract, together +38.5 %: 2024-01-23 +18.0 %, 2024-02-13 +20.5 %; nobody earns the step from one contract to the next',
    );
    expect(loaded.quality[0]).toMatchObject({ rollJumpCount: 2 });
    expect(codes(await load(folder, SECTION))).not.toContain('DATA_ROLL_JUMPS');
  });

  test('closes alone, no volume, made-up bars say so', async () => {
    const folder = projectWith({ 'A.csv': 'date,close\n2024-01-02,1\n2024-01-03,2\n' });
    expect(codes(await load(folder, SECTION))).toEqual(['DATA_CLOSE_ONLY', 'NO_VOLUME']);
    const made = await load('/nowhere', {
      source: 'sample',
      symbols: ['AAPL'],
      start_date: '2019-01-02',
      end_date: '2019-12-31',
    });
    expect([made.synthetic, codes(made)]).toEqual([true, ['DATA_SYNTHETIC']]);
  });

  test('SPX: the share of opens that are the close before is said', async () => {
    const loaded = await load('/nowhere', {
      source: 'sample',
      symbols: ['SPX'],
      start_date: '2000-01-03',
      end_date: '2007-12-31',
    });
    expect(codes(loaded)).toEqual(['OPEN_EQUALS_CLOSE']);
    // Counted with awk: 1,596 of 2,009.
    expect(loaded.warnings[0]?.message).toMatch(/^79\.4 % of the opens of SPX equal the close before/);
  });
});

describe('corporate actions', () => {
  const files = {
    'A.csv': dailyCsv('2024-01-02', 20),
    'factors_A.csv': 'date,price_factor,split_factor,reference_price\n2024-01-10,0.98,1,106\n2050-12-31,1,1,0\n',
  };

  test('data.adjustment chooses the adjusted basis, never the actions', async () => {
    for (const [adjustment, factor] of [
      ['splits_dividends', 106 / (106 - 2.12)],
      ['splits', undefined],
      ['none', undefined],
    ] as const) {
      const { dataset } = await load(projectWith(files), { ...PATH, start_date: '2024-01-02', adjustment });
      const [symbol] = dataset.symbols;
      expect(symbol?.actions).toEqual([{ kind: 'dividend', row: 7, exDate: '2024-01-11', amount: 2.12 }]);
      expect(symbol?.factor?.[7]).toBe(factor);
      expect(symbol?.bars.close[7]).toBe(107);
    }
  });

  test('the factor is 1 on the first bar of the window', async () => {
    const { dataset } = await load(projectWith(files), { ...PATH, start_date: '2024-01-16' });
    expect([dataset.symbols[0]?.factor, dataset.symbols[0]?.actions]).toEqual([undefined, []]);
  });
});

test('an unwritable cache is STORE_WRITE with exit code 3', async () => {
  const folder = projectWith({ 'A.csv': dailyCsv('2024-01-02', 20) });
  setWriteFault({ reason: 'ENOSPC', at: 1, lasting: true, pathPart: '' });
  await expect(load(folder, { ...PATH, start_date: '2024-01-02' })).rejects.toMatchObject({ code: 'STORE_WRITE', exitCode: 3 });
});

test('with and without a cache, in one arena or copied, the fingerprint is the same', async () => {
  const folder = projectWith({ 'A.csv': dailyCsv('2024-01-02', 300), 'B.csv': dailyCsv('2024-01-09', 280) });
  const section = { ...PATH, symbols: ['A', 'B'], start_date: '2024-03-01' };
  const without = await load(folder, { ...section, use_cache: false }, { warmupBars: 20 });
  const prints = new Set([without.dataset.fingerprint]);
  for (let i = 0; i < 2; i += 1) prints.add((await load(folder, section, { warmupBars: 20 })).dataset.fingerprint);
  expect(prints.size).toBe(1);
  const alone = [
    await load(folder, section, { symbols: ['A'] }),
    await load(folder, { ...section, use_cache: false }, { symbols: ['A'] }),
  ];
  expect(alone[0]?.dataset.fingerprint).toBe(alone[1]?.dataset.fingerprint);
  expect(alone[0]?.dataset.symbols[0]?.bars.time.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test('progress counts the symbols', async () => {
  const folder = projectWith({ 'A.csv': dailyCsv('2024-01-02', 20), 'B.csv': dailyCsv('2024-01-02', 20) });
  const seen: string[] = [];
  const onProgress: DataRequest['onProgress'] = ({ symbol, done, total }) => void seen.push(`${symbol} ${done}/${total}`);
  await load(folder, { ...PATH, symbols: ['A', 'B'], start_date: '2024-01-02' }, { onProgress });
  expect(seen).toEqual(['A 0/2', 'B 1/2', ' 2/2']);
  await expect(load(folder, PATH, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' });
});

describe('data list and data fetch', () => {
  const files = (): string => projectWith({ 'A.csv': dailyCsv('2024-01-02', 20), 'S.csv': 'date,S\n2024-01-02,3.5\n' });
  const section = {
    ...PATH,
    symbols: ['A', 'NONE', { ticker: 'SPX', source: 'sample' }],
    start_date: '2010-01-04',
    tags: { A: ['mine'] },
    series: [
      { id: 'S', source: 'csv', path: 'S.csv' },
      { id: 'F', source: 'fred' },
    ],
  };

  test('the list shows what can be read and says why the rest cannot', async () => {
    const { rows } = await dataList(request(files(), section));
    expect(rows.map(({ id, first, last, rows: count, problem }) => [id, first, last, count, problem?.code ?? null])).toEqual([
      ['A:1d', '2024-01-02', '2024-01-30', 20, null],
      ['NONE:1d', null, null, null, 'FILE_MISSING'],
      ['SPX:1d', '2000-01-03', '2020-04-17', 5105, null],
      ['S', '2024-01-02', '2024-01-02', 1, null],
      ['F', null, null, null, 'DATA_SOURCE_INACTIVE'],
    ]);
    expect(rows[0]?.tags).toEqual(['A', 'equity', 'csv', 'price', 'mine']);
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
  });

  test('fetch fills the store, and refresh reads again', async () => {
    const folder = files();
    const wanted = request(folder, { ...PATH, start_date: '2024-01-02' });
    const stored = async (refresh: boolean): Promise<boolean | undefined> =>
      (await dataFetch(wanted, { refresh })).rows[0]?.fromCache;
    expect([await stored(false), await stored(false), await stored(true)]).toEqual([false, true, false]);
    const { rows, fingerprint } = await dataFetch(wanted, { refresh: false });
    expect(rows[0]).toMatchObject({
      symbol: 'A',
      bars: 20,
      first: '2024-01-02',
      last: '2024-01-30',
      missing: 0,
      quarantineFile: null,
    });
    expect(fingerprint).toMatch(/^sha256:/);
    expect(JSON.parse(JSON.stringify(rows))).toEqual(rows);
  });
});

describe.skipIf(!hasReal)('real files', () => {
  test('Apple and the S&P fund in one portfolio, with their factor files', async () => {
    const folder = projectWith({});
    mkdirSync(join(folder, 'data'));
    for (const symbol of ['AAPL', 'SPY']) {
      writeFileSync(join(folder, `data/${symbol}.csv`), readFileSync(join(REAL, `equities_daily/${symbol}.csv`)));
      writeFileSync(
        join(folder, `data/factors_${symbol}.csv`),
        readFileSync(join(REAL, `equities_reference/factors_${symbol}.csv`)),
      );
    }
    const section = {
      csv: { path: 'data/{symbol}.csv' },
      symbols: ['AAPL', 'SPY'],
      start_date: '2010-01-04',
      end_date: '2020-12-31',
    };
    const { dataset, quality, warnings } = await load(folder, section, { warmupBars: 200 });
    expect([dataset.time.length, dataset.symbols.map(({ rows }) => rows)]).toEqual([2969, [undefined, undefined]]);
    expect(quality.map(({ missing, badRowCount }) => [missing, badRowCount])).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(warnings).toEqual([]);
    // Two splits, and the dividends from August 2012 to November 2020.
    const kinds = dataset.symbols[0]!.actions.map(({ kind }) => kind);
    expect([kinds.filter((kind) => kind === 'split').length, kinds.filter((kind) => kind === 'dividend').length]).toEqual([
      2, 34,
    ]);
  });

  test('QQQ has a hole of years under another ticker: refused with the gap', async () => {
    await expect(
      load(REAL, { csv: { path: 'equities_daily/QQQ.csv' }, start_date: '2000-01-03', use_cache: false }),
    ).rejects.toMatchObject({
      code: 'DATA_QUALITY',
      message: expect.stringContaining('the first gap is 2004-12-01 to 2011-03-22'),
    });
  });
});
