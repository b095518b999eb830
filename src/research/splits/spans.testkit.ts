import fc from 'fast-check';
import type { LabelSpans } from '../rows/contract.ts';

/** Rows of several symbols on common dates, sorted by (date, symbol), each label with a length of its own. */
export interface Table extends LabelSpans {
  readonly symbol: Int32Array;
  /** Close times of all bars. */
  readonly bars: Float64Array;
}

/** One row per number, its label `horizon` bars long; times are bar numbers. */
export function constant(rows: number, horizon: number): Table {
  const time = Float64Array.from({ length: rows }, (_, i) => i);
  return {
    time,
    end: time.map((at) => at + horizon),
    symbol: new Int32Array(rows),
    bars: Float64Array.from({ length: rows + horizon }, (_, i) => i),
  };
}

/** Random tables: 1 to 4 symbols, some bars missing, labels of 0 to 12 bars. */
export const tables: fc.Arbitrary<Table> = fc
  .record({
    dates: fc.integer({ min: 12, max: 60 }),
    symbols: fc.integer({ min: 1, max: 4 }),
    cells: fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 9 })), {
      minLength: 240,
      maxLength: 240,
    }),
  })
  .map(({ dates, symbols, cells }) => {
    const rows: { readonly time: number; readonly end: number; readonly symbol: number }[] = [];
    for (let date = 0; date < dates; date += 1) {
      for (let symbol = 0; symbol < symbols; symbol += 1) {
        const [length, missing] = cells[(date * symbols + symbol) % cells.length]!;
        // The first symbol has every bar, so that there are as many dates as asked for.
        if (symbol === 0 || missing > 1) rows.push({ time: date * 7, end: (date + length) * 7, symbol });
      }
    }
    return {
      time: Float64Array.from(rows, ({ time }) => time),
      end: Float64Array.from(rows, ({ end }) => end),
      symbol: Int32Array.from(rows, ({ symbol }) => symbol),
      bars: Float64Array.from({ length: dates + 13 }, (_, i) => i * 7),
    };
  });

/** The same rows in another order; `from[i]` is the old place of row i. */
export function permuted(table: Table, from: Int32Array): Table {
  return {
    ...table,
    time: Float64Array.from(from, (row) => table.time[row]!),
    end: Float64Array.from(from, (row) => table.end[row]!),
    symbol: Int32Array.from(from, (row) => table.symbol[row]!),
  };
}
