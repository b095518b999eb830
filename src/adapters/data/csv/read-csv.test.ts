import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CsvConfig, dataSection, type RawRows } from '../../../market/index.ts';
import { temporaryFolder } from '../../fs/fs.testkit.ts';
import { CsvColumnMissingError, DataFormatError, FileMissingError } from '../index.ts';
import { readCsv } from './read-csv.ts';

const { csv: DEFAULTS } = dataSection.parse({ symbols: ['A'], start_date: '2000-01-01' });
const iso = (time: number): string => new Date(time).toISOString().slice(0, 19);

interface Read extends RawRows {
  readonly names: Readonly<Record<string, string>>;
}

function read(content: string | Uint8Array, settings: Partial<CsvConfig> = {}, name = 'A.csv'): Read {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  const { raw, plan } = readCsv(path, { csv: { ...DEFAULTS, ...settings }, symbol: 'A', shownPath: `data/${name}` });
  return { ...raw, names: plan.names };
}

const stamps = (raw: RawRows): string[] => Array.from(raw.stamp.subarray(0, raw.length), iso);
const closes = (raw: RawRows): number[] => Array.from(raw.close.subarray(0, raw.length));

describe('headers', () => {
  test.each<[string, string]>([
    ['LEAN', 'timestamp,open,high,low,close,volume'],
    ['Yahoo', 'Date,Open,High,Low,Close,Adj Close,Volume'],
    ['an index of pandas without a name', ',Open,High,Low,Close,Volume'],
    ['single letters', 't,o,h,l,c,v'],
    ['a coin exchange', 'open_time,open,high,low,close,volume,close_time'],
    ['MetaTrader', '<DATE>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<TICKVOL>,<VOL>'],
    ['quoted, with blanks', '"Date", "Open" ,"High","Low","Close","Volume"'],
  ])('%s', (_, header) => {
    const row = header.split(',').map((_cell, index) => (index === 0 ? '2024-01-02' : String(index)));
    const raw = read(`${header}\n${row.join(',')}\n`);
    expect([raw.open[0], raw.high[0], raw.low[0], raw.close[0]]).toEqual([1, 2, 3, 4]);
    expect(stamps(raw)).toEqual(['2024-01-02T00:00:00']);
    expect(raw.badRowCount).toBe(0);
  });

  test('columns with corporate actions and the adjusted close are found', () => {
    const raw = read(
      'timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient\n2024-01-02,1,2,1,2,1.9,5,0.5,2.0\n',
    );
    expect([raw.adjustedClose?.[0], raw.dividend?.[0], raw.split?.[0]]).toEqual([1.9, 0.5, 2]);
    expect(raw.names['dividend']).toBe('dividend_amount');
  });

  test('settings name columns; a named column does not stand in for another field', () => {
    const raw = read('when,first,h,l,price,last\n2024-01-02,1,3,1,2,9\n', {
      columns: { time: 'when', open: 'first', close: 'price' },
    });
    expect([raw.open[0], raw.close[0], raw.high[0]]).toEqual([1, 2, 3]);
  });

  test('semicolons, tabs, a byte order mark, carriage returns, no line feed at the end', () => {
    expect(closes(read('\uFEFFdate;open;high;low;close\r\n2024-01-02;1;2;1;1.5\r\n2024-01-03;1;2;1;1.75'))).toEqual([1.5, 1.75]);
    expect(closes(read('date\topen\thigh\tlow\tclose\n2024-01-02\t1\t2\t1\t1.5\n'))).toEqual([1.5]);
  });

  test.each<[string, string, Partial<CsvConfig>, string]>([
    ['no time', 'open,high,low,close\n1,1,1,1\n', {}, 'time'],
    ['no close', 'date,open,high,low\n2024-01-02,1,1,1\n', {}, 'close'],
    ['no open beside high and low', 'date,opne,high,low,close\n2024-01-02,1,1,1,1\n', {}, 'open'],
    ['no high beside the others', 'date,open,low,close\n2024-01-02,1,1,1\n', {}, 'high'],
    ['a named column that is not there', 'date,close\n2024-01-02,1\n', { columns: { close: 'px' } }, 'close'],
    ['no header', '1672531436,90.54,1.104\n1672531471,90.45,1\n', {}, 'time'],
    ['a ticker that a wide file lacks', 'date,B\n2024-01-02,1\n', { layout: 'wide' }, 'close of A'],
  ])('%s is CSV_COLUMN_MISSING', (_, content, settings, column) => {
    const error = expect(() => read(content, settings));
    error.toThrow(CsvColumnMissingError);
    error.toThrow(expect.objectContaining({ code: 'CSV_COLUMN_MISSING', column, place: { file: 'data/A.csv', line: 1 } }));
  });
});

describe('stamps', () => {
  const one = (stamp: string, settings: Partial<CsvConfig> = {}): string => {
    const raw = read(`date,open,high,low,close\n${stamp},1,1,1,1\n2031-01-01 05:07,1,1,1,1\n`, settings);
    return raw.badRowCount > 0 ? 'bad' : iso(raw.stamp[0]!);
  };

  test.each<[string, string]>([
    ['2024-01-02 09:30', '2024-01-02T09:30:00'],
    ['2024-01-02T09:30:15', '2024-01-02T09:30:15'],
    ['2024-01-02T09:30:15Z', '2024-01-02T09:30:15'],
    ['2024-01-02 09:30:15.250000', '2024-01-02T09:30:15'],
    ['2024-01-02 09:30:00+03:00', '2024-01-02T06:30:00'],
    ['2024-01-02T09:30:00-0500', '2024-01-02T14:30:00'],
    ['2024-01-02 09:30:00 UTC', '2024-01-02T09:30:00'],
    ['2024.01.02 09:30', '2024-01-02T09:30:00'],
    ['1/2/2024 9:30 AM', '2024-01-02T09:30:00'],
    ['01/02/2024 04:00 PM', '2024-01-02T16:00:00'],
    ['12/31/99 13:00', '1999-12-31T13:00:00'],
    ['02.01.2024 09:30', '2024-01-02T09:30:00'],
    ['"Aug 20, 1982 10:00"', '1982-08-20T10:00:00'],
    ['20-Aug-1982 10:00', '1982-08-20T10:00:00'],
    ['1704187800', '2024-01-02T09:30:00'],
    ['1704187800.0', '2024-01-02T09:30:00'],
    ['1704187800000', '2024-01-02T09:30:00'],
    ['1704187800000000', '2024-01-02T09:30:00'],
    ['1704187800000000000', '2024-01-02T09:30:00'],
    ['20240102', '2024-01-02T00:00:00'],
    ['2024-02-30 09:30', 'bad'],
    ['2024-13-01', 'bad'],
    ['2024-01-02 25:00', 'bad'],
    ['yesterday', 'bad'],
    ['', 'bad'],
  ])('%s', (stamp, expected) => {
    expect(one(stamp)).toBe(expected);
  });

  test('csv.timezone holds for stamps without a zone, in summer and winter', () => {
    const zone = { timezone: 'America/New_York' };
    expect(one('2024-01-02 09:30', zone)).toBe('2024-01-02T14:30:00');
    expect(one('2024-07-02 09:30', zone)).toBe('2024-07-02T13:30:00');
    expect(one('2024-07-02T09:30:00Z', zone)).toBe('2024-07-02T09:30:00');
  });

  test('the hour that occurs twice goes on', () => {
    const clocks = ['00:30', '01:00', '01:30', '01:00', '01:30', '02:00'];
    const rows = clocks.map((clock) => `2024-11-03 ${clock},1,1,1,1`);
    const raw = read(`date,open,high,low,close\n${rows.join('\n')}\n`, { timezone: 'America/New_York' });
    expect(stamps(raw).map((text) => text.slice(11, 16))).toEqual(['04:30', '05:00', '05:30', '06:00', '06:30', '07:00']);
  });

  test('days before months are found out by a day above 12', () => {
    const rows = ['03/04/2024', '13/04/2024'].map((date) => `${date},1,1,1,1`);
    expect(stamps(read(`date,open,high,low,close\n${rows.join('\n')}\n`))).toEqual([
      '2024-04-03T00:00:00',
      '2024-04-13T00:00:00',
    ]);
  });

  test('midnights a day apart are dates; a column of clocks joins its date', () => {
    const yahoo = read('Date,Open,High,Low,Close\n2016-04-28 00:00:00,1,1,1,1\n2016-04-29 00:00:00,1,1,1,1\n', {
      timezone: 'America/New_York',
    });
    expect([yahoo.dated, stamps(yahoo)[0]]).toEqual([true, '2016-04-28T00:00:00']);
    const clocks = read('date,time,open,high,low,close\n2024-01-02,09:30:00,1,1,1,1\n2024-01-02,09:31:00,1,1,1,1\n');
    expect([clocks.dated, stamps(clocks)]).toEqual([false, ['2024-01-02T09:30:00', '2024-01-02T09:31:00']]);
    const hours = read('date,open,high,low,close\n2024-01-02 00:00:00,1,1,1,1\n2024-01-02 01:00:00,1,1,1,1\n');
    expect(hours.dated).toBe(false);
  });
});

describe('numbers', () => {
  const number = (cell: string): number | undefined => {
    const raw = read(`date,open,high,low,close\n2024-01-02,1,1,1,${cell}\n`);
    return raw.badRowCount > 0 ? undefined : raw.close[0];
  };

  test('every number of up to 17 digits is read to the last bit', () => {
    const decimal = fc
      .tuple(fc.bigInt({ min: 0n, max: 99_999_999_999_999_999n }), fc.integer({ min: 0, max: 17 }), fc.boolean())
      .map(([digits, scale, negative]) => {
        const text = digits.toString().padStart(scale + 1, '0');
        return `${negative ? '-' : ''}${scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`}`;
      });
    fc.assert(
      fc.property(fc.array(decimal, { minLength: 20, maxLength: 60 }), (texts) => {
        const raw = read(`date,close\n${texts.map((text) => `2024-01-02,${text}`).join('\n')}\n`);
        expect(closes(raw)).toEqual(texts.map(Number));
      }),
      { numRuns: 40 },
    );
  });

  test.each<[string, number | undefined]>([
    ['1e3', 1000],
    ['1.5E-3', 0.0015],
    ['.5', 0.5],
    ['5.', 5],
    ['+7', 7],
    ['"1,234.5"', 1234.5],
    ['"12"', 12],
    ['  3.25', 3.25],
    ['119.91999816894531', 119.919_998_168_945_31],
    ['12abc', undefined],
    ['1.2.3', undefined],
    ['0x10', undefined],
  ])('%s', (cell, expected) => {
    expect(number(cell)).toBe(expected);
  });

  test.each(['', '.', '-', 'NA', 'N/A', '#N/A', 'NaN', 'null', 'None'])('"%s" says that there is no value', (cell) => {
    expect(number(cell)).toBeNaN();
  });
});

describe('rows', () => {
  test('a bad cell is named by line and column; the rows around it stay', () => {
    const raw = read('date,open,high,low,close\n2024-01-02,1,1,1,1\n\n2024-01-03,1,x1,1,1\n2024-01-04,1,1\n2024-01-05,2,2,2,2\n');
    expect(closes(raw)).toEqual([1, 2]);
    expect(raw.badRows).toEqual([
      { line: 4, column: 14, code: 'NOT_A_NUMBER', fact: 'the high is "x1"' },
      { line: 5, column: undefined, code: 'TOO_FEW_CELLS', fact: 'the row has 3 cells, 5 are needed' },
    ]);
    expect(Array.from(raw.line.subarray(0, 2))).toEqual([2, 6]);
  });

  test('a file of closes: rows without a value are absent bars', () => {
    const raw = read('DATE,VIXCLS\n2018-07-13,12.18\n2018-07-16,.\n2018-07-17,12.06\n', { columns: { close: 'VIXCLS' } });
    expect([closes(raw), raw.badRowCount, raw.closeOnly]).toEqual([[12.18, 12.06], 0, true]);
    expect([raw.open[0], raw.high[0], raw.low[0], raw.volume[0]]).toEqual([12.18, 12.18, 12.18, Number.NaN]);
  });

  test('open and close alone: high and low span them', () => {
    const raw = read('date,open,close\n2024-01-02,3,2\n2024-01-03,2,4\n');
    expect([raw.high[0], raw.low[0], raw.high[1], raw.low[1]]).toEqual([3, 2, 4, 2]);
    expect(raw.closeOnly).toBe(true);
  });

  test('wide files: one column of closes per ticker', () => {
    const raw = read('Date,B,A\n2024-01-02,1,10\n2024-01-03,2,\n2024-01-04,3,30\n', { layout: 'wide' });
    expect([closes(raw), stamps(raw).length]).toEqual([[10, 30], 2]);
  });

  test('a file larger than one piece, and more rows than were foreseen', () => {
    const rows = Array.from({ length: 400_000 }, (_, i) => `${1_704_067_200 + i * 60},1,1,1,${i}`);
    // Long lines first, so that the estimate of rows is too low.
    const long = Array.from(
      { length: 600 },
      (_, i) => `${1_704_067_200 - (600 - i) * 60},1.000000000,1.000000000,1.000000000,1.000000000000`,
    );
    const raw = read(`time,open,high,low,close\n${[...long, ...rows].join('\n')}\n`);
    expect([raw.length, raw.close[raw.length - 1], raw.line[raw.length - 1]]).toEqual([400_600, 399_999, 400_601]);
    for (let i = 1; i < raw.length; i += 1) if (raw.stamp[i]! - raw.stamp[i - 1]! !== 60_000) throw new Error(`row ${i}`);
  });
});

describe('files', () => {
  test('gzip', () => {
    expect(closes(read(gzipSync('date,close\n2024-01-02,5\n'), {}, 'A.csv.gz'))).toEqual([5]);
    expect(() => read('no gzip', {}, 'A.csv.gz')).toThrow(DataFormatError);
  });

  test('an empty file, UTF-16, something else', () => {
    expect(() => read('')).toThrow('empty');
    expect(() => read('\n\n')).toThrow('empty');
    expect(() => read(Buffer.from('\uFEFFdate,close\n', 'utf16le'))).toThrow('UTF-16');
    expect(() => read(Buffer.from([1, 2, 0, 3]))).toThrow('no text');
  });

  test('no file', () => {
    const path = join(temporaryFolder(), 'none.csv');
    const error = expect(() => readCsv(path, { csv: DEFAULTS, symbol: 'A', shownPath: 'data/none.csv' }));
    error.toThrow(FileMissingError);
    error.toThrow('data/none.csv');
  });

  test('the hash is that of the bytes', () => {
    const path = join(temporaryFolder(), 'A.csv');
    writeFileSync(path, 'date,close\n2024-01-02,5\n');
    const { hash } = readCsv(path, { csv: DEFAULTS, symbol: 'A', shownPath: 'A.csv' });
    // By sha256sum.
    expect(hash).toBe('sha256:05a592200d309c94538170c6de4e0d600855ccb27379552c2db4c058a2202c1a');
  });
});
