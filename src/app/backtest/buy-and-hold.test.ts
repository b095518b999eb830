import { expect, test } from 'vitest';
import { type Dataset, type SymbolData, shareOf } from '../../market/index.ts';
import { buyAndHold } from './buy-and-hold.ts';

function symbolData(
  name: string,
  opens: number[],
  closes: number[],
  extra: { rows?: number[]; factor?: number[] } = {},
): SymbolData {
  const instrument = shareOf(name);
  const column = (values: readonly number[]): Float64Array => Float64Array.from(values);
  return {
    instrument,
    calendar: '24x7',
    bars: {
      length: opens.length,
      time: column(opens.map((_, i) => i)),
      open: column(opens),
      high: column(closes),
      low: column(opens),
      close: column(closes),
      volume: column(opens.map(() => 1)),
    },
    factor: extra.factor === undefined ? undefined : column(extra.factor),
    actions: [],
    rows: extra.rows === undefined ? undefined : Int32Array.from(extra.rows),
    hasVolume: true,
    synthetic: false,
  };
}

function dataset(length: number, symbols: readonly SymbolData[]): Dataset {
  const time = Float64Array.from({ length }, (_, i) => i);
  return { timeframe: '1d', time, session: Int32Array.from(time), periodsPerYear: 252, symbols, fingerprint: 'sha256:test' };
}

/** Every row of a dataset. */
function held(data: Dataset, from: number, capital: number): number[] {
  return [...buyAndHold({ dataset: data, from, capital, rows: Int32Array.from(data.time, (_, row) => row) })];
}

test('one symbol: bought at the open after the first decision, worth units × close afterwards', () => {
  // 1,000 at the open of row 2 (20): 50 units. Closes 22 and 18 → 1,100 and 900.
  const data = dataset(4, [symbolData('A', [10, 12, 20, 21], [11, 13, 22, 18])]);
  expect(held(data, 1, 1000)).toEqual([1000, 1000, 1100, 900]);
});

test('two symbols on one index: a late one waits in cash, a missing bar keeps the last close', () => {
  // A: 500 at open 10 of row 1 → 50 units; rows 1, 3 (none on row 2): closes 12, 8 → 600, 600, 400.
  // B: first bar on row 2: 500 at open 5 → 100 units; closes 6, 7 → cash 500, then 600, 700.
  const a = symbolData('A', [9, 10, 11], [9, 12, 8], { rows: [0, 1, 3] });
  const b = symbolData('B', [5, 6], [6, 7], { rows: [2, 3] });
  const expected = [1000, 1100, 1200, 1100];
  expect(held(dataset(4, [a, b]), 0, 1000)).toEqual(expected);
  expect(held(dataset(4, [b, a]), 0, 1000)).toEqual(expected);
});

test('adjusted basis: a two-for-one split is no loss', () => {
  // Raw 100 → 50 at the split, factor 1 → 2: adjusted 100 throughout, so the holding stays at 1,000.
  const data = dataset(3, [symbolData('A', [100, 100, 50], [100, 100, 50], { factor: [1, 1, 2] })]);
  expect(held(data, 0, 1000)).toEqual([1000, 1000, 1000]);
});

test('only the rows that are asked for', () => {
  const data = dataset(4, [symbolData('A', [10, 12, 20, 21], [11, 13, 22, 18])]);
  expect([...buyAndHold({ dataset: data, from: 1, capital: 1000, rows: Int32Array.of(0, 3) })]).toEqual([1000, 900]);
});

test('nothing to buy after the last row: cash', () => {
  expect(held(dataset(2, [symbolData('A', [1, 1], [1, 1])]), 1, 7)).toEqual([7, 7]);
});
