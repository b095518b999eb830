import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { barsOf, MINUTES, runFeature, type TestBars } from './feature.testkit.ts';
import { FEATURES } from './index.ts';

/** Full series of another library over 502 real daily bars, kept beside the project; absent on other machines. */
const FOLDER = join(
  process.env['QTA_SHARED'] ?? fileURLToPath(new URL('../../../shared', import.meta.url)),
  'oracles/indicators/stock_indicators',
);

interface Oracle {
  readonly type: string;
  readonly params: unknown;
  readonly file: string;
  /** Our output → its column. */
  readonly columns: Readonly<Record<string, string>>;
}

const ORACLES: readonly Oracle[] = [
  { type: 'adx', params: {}, file: 'adx', columns: { adx: 'adx', plus_di: 'pdi', minus_di: 'mdi' } },
  { type: 'atr', params: {}, file: 'atr', columns: { value: 'atr', percent: 'atrp' } },
  {
    type: 'bollinger',
    params: {},
    file: 'bb',
    columns: { middle: 'sma', upper: 'upperBand', lower: 'lowerBand', percent_b: 'percentB', width: 'width' },
  },
  { type: 'cci', params: {}, file: 'cci', columns: { value: 'cci' } },
  {
    type: 'donchian',
    params: {},
    file: 'donchian',
    columns: { middle: 'centerline', upper: 'upperBand', lower: 'lowerBand', width: 'width' },
  },
  { type: 'ema', params: {}, file: 'ema', columns: { value: 'ema' } },
  {
    type: 'keltner',
    params: {},
    file: 'keltner',
    columns: { middle: 'centerline', upper: 'upperBand', lower: 'lowerBand', width: 'width' },
  },
  { type: 'macd', params: {}, file: 'macd', columns: { macd: 'macd', signal: 'signal', histogram: 'histogram' } },
  { type: 'mfi', params: {}, file: 'mfi', columns: { value: 'mfi' } },
  { type: 'obv', params: {}, file: 'obv', columns: { value: 'obv' } },
  { type: 'roc', params: {}, file: 'roc', columns: { value: 'roc' } },
  { type: 'rsi', params: {}, file: 'rsi', columns: { value: 'rsi' } },
  { type: 'sma', params: {}, file: 'sma', columns: { value: 'sma' } },
  { type: 'stdev', params: {}, file: 'stdev', columns: { value: 'stdDev' } },
  { type: 'stoch', params: {}, file: 'stoch', columns: { k: 'k', d: 'd' } },
  { type: 'vwap', params: { anchor: 'start' }, file: 'vwap', columns: { value: 'vwap' } },
  { type: 'williams_r', params: {}, file: 'willr', columns: { value: 'williamsR' } },
  { type: 'wma', params: {}, file: 'wma', columns: { value: 'wma' } },
  { type: 'zscore', params: {}, file: 'stdev', columns: { value: 'zScore' } },
];

function table(name: string): Readonly<Record<string, string>>[] {
  const [header, ...lines] = readFileSync(join(FOLDER, `${name}.csv`), 'utf8')
    .trim()
    .split('\n');
  const keys = header!.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(keys.map((key, index) => [key, cells[index] ?? '']));
  });
}

function quotes(): TestBars {
  return barsOf(
    table('quotes_default').map((row) => [
      Number(row['open']),
      Number(row['high']),
      Number(row['low']),
      Number(row['close']),
      Number(row['volume']),
    ]),
  );
}

describe.skipIf(!existsSync(FOLDER))('series of another library', () => {
  test.each(ORACLES)('$type', ({ type, params, file, columns }) => {
    const feature = FEATURES.find((known) => known.type === type)!;
    const rows = table(file);
    const outputs = runFeature(feature, params, quotes(), { context: MINUTES });
    const wrong: string[] = [];
    for (const [output, column] of Object.entries(columns)) {
      const values = outputs[feature.outputs.indexOf(output)]!;
      expect(values.length).toBe(rows.length);
      for (const [i, row] of rows.entries()) {
        const text = row[column];
        const expected = text === undefined || text === '' ? NaN : Number(text);
        const actual = values[i]!;
        const near = Number.isNaN(expected)
          ? Number.isNaN(actual)
          : Math.abs(actual - expected) <= 1e-9 * Math.max(Math.abs(expected), 1e-3);
        if (!near) wrong.push(`${output} bar ${i + 1}: ${actual} instead of ${text}`);
      }
    }
    expect(wrong.slice(0, 5)).toEqual([]);
  });
});
