import { describe, expect, test } from 'vitest';
import { mean, root, squares, toNumber } from './exact.testkit.ts';
import { otherSymbol, runFeature, scaled, type TestBars, walk } from './feature.testkit.ts';
import { BLOCK_ROWS, FEATURES } from './index.ts';
import { exactBars, ROLLING, type Rolling } from './rolling-definitions.testkit.ts';
import { of } from './worked.testkit.ts';

/** Every moving statistic against its definition without rounding: one window at a time, 256 bits. */
const LARGEST_ERROR = 1e-10;

/** The largest error of a type over some rows, as a share of the value or of its natural size, with its place. */
function worst(
  rolling: Rolling,
  bars: TestBars,
  rows: readonly number[],
  price: number,
): { readonly error: number; readonly place: string } {
  const feature = of(rolling.type);
  const columns = runFeature(feature, rolling.params, bars);
  const right = exactBars(bars, otherSymbol(bars.close.length).close);
  let found = { error: 0, place: '' };
  for (const row of rows) {
    for (const [output, value] of Object.entries(rolling.value(right, row))) {
      const actual = columns[feature.outputs.indexOf(output)]![row]!;
      if (value === undefined) {
        expect([rolling.type, row, actual]).toEqual([rolling.type, row, NaN]);
        continue;
      }
      const expected = toNumber(value);
      const natural = rolling.size?.[output];
      const size = Math.max(Math.abs(expected), natural === 'price' ? 1e-3 * price : (natural ?? 0));
      const error = size === 0 ? Math.abs(actual) : Math.abs(actual - expected) / size;
      if (!(error <= found.error)) found = { error, place: `${output} row ${row}: ${actual} for ${expected}` };
    }
  }
  return found;
}

function check(rolling: Rolling, bars: TestBars, rows: readonly number[], price: number): void {
  const { error, place } = worst(rolling, bars, rows, price);
  if (!(error <= (rolling.largestError ?? LARGEST_ERROR))) expect.fail(`relative error ${error} at ${place}`);
}

const label = (rolling: Rolling): string => `${rolling.type} ${JSON.stringify(rolling.params)}`;

describe.each(ROLLING.map((rolling) => [label(rolling), rolling] as const))('%s', (_, rolling) => {
  test('at prices from 1e-6 to 1e8', () => {
    for (const price of [1e-6, 1e-2, 1, 100, 1e5, 1e8]) {
      const bars = scaled(walk(1100, 1), price / 100);
      check(rolling, bars, [rolling.rows - 1, 70, 500, BLOCK_ROWS - 1, BLOCK_ROWS, BLOCK_ROWS + 7], price);
    }
  });

  test('after a 1,000-fold outlier left the window, and while it is inside', () => {
    for (const at of [0, 19, 500, BLOCK_ROWS - 2, BLOCK_ROWS]) {
      const bars = walk(1200, 2);
      for (const column of [bars.open, bars.high, bars.low, bars.close, bars.volume]) column[at]! *= 1000;
      const gone = at + rolling.rows;
      check(rolling, bars, [at + rolling.rows - 1, gone, gone + 1, gone + 9, gone + 40], 100);
    }
  });
});

test('every type with a moving sum is in the list', () => {
  const recursive =
    `adl adx atr chaikin_osc connors_rsi dema ema ewma_vol kama keltner macd obv ppo psar rsi stc stoch_rsi supertrend tema
    tsi volatility_breakout volume_ema volume_price_trend vwap`.split(/\s+/);
  // One subtraction, quotient, comparison or extreme of a window: nothing adds up.
  const plain =
    `aroon bar_shape calendar cs_rank cs_zscore delta distance_from_high distance_from_low donchian expression ichimoku
    intraday_return lag overnight_gap percent_rank price_momentum ratio return roc series stoch volume_momentum williams_r`.split(
      /\s+/,
    );
  const types = new Set(ROLLING.map(({ type }) => type));
  const known = new Set([...recursive, ...plain, ...types]);
  expect(FEATURES.filter(({ type }) => !known.has(type)).map(({ type }) => type)).toEqual([]);
});

test('long windows too', () => {
  const bars = walk(2300, 3);
  const right = exactBars(bars, bars.close);
  const deviations = runFeature(of('stdev'), { period: 1000 }, bars)[0]!;
  const means = runFeature(of('sma'), { period: 1000 }, bars)[0]!;
  for (const row of [999, 1023, 1024, 1500, 2047, 2048, 2299]) {
    const window = right.close.slice(row - 999, row + 1);
    expect(Math.abs(means[row]! / toNumber(mean(window)) - 1)).toBeLessThan(1e-13);
    expect(Math.abs(deviations[row]! / toNumber(root(squares(window) / 1000n)) - 1)).toBeLessThan(LARGEST_ERROR);
  }
});
