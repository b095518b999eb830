import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LabelBars, labelsSection, makeLabels, NO_LABEL } from '../../labels/index.ts';
import { rows as library, splits, weights } from '../index.ts';
import type { RowSymbol } from './build.ts';

const DAY = 86_400_000;
const time = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => (i + 1) * DAY);
const column = (...values: readonly number[]): Float64Array => Float64Array.from(values);
const X = NaN;

/** Labels that end a bar later, the last bar's incomplete. */
function nextBar(n: number): RowSymbol['labels'] {
  const t1 = Int32Array.from({ length: n }, (_, t) => (t + 1 < n ? t + 1 : NO_LABEL.incomplete));
  const value = Float64Array.from(t1, (end, t) => (end < 0 ? X : t));
  return { t1, value, labelReturn: value.map((v) => v / 100), touched: new Uint8Array(n), ambiguous: new Uint8Array(n) };
}

describe('one symbol with holes', () => {
  // Warm from the third bar on; the first feature misses bar 4, the second bars 4 and 5.
  const symbol: RowSymbol = {
    symbol: 'AAA',
    columns: [column(1, 2, 3, 4, X, 6, 7, 8), column(X, X, 3, 4, X, X, 7, 8)],
    labels: nextBar(8),
  };
  const make = (missing: 'drop' | 'median' | 'native', reasonOf?: () => 'stale') =>
    library.buildRows({ time: time(8), names: ['one', 'two'], symbols: [symbol], missing, ...(reasonOf && { reasonOf }) });

  test('the account adds up, with the first missing cell of each row and all of them', () => {
    const { table, account } = make('drop');
    expect(account.symbols).toEqual([
      {
        symbol: 'AAA',
        bars_read: 8,
        first_bar: '1970-01-02T00:00:00.000Z',
        first_warm_bar: '1970-01-04T00:00:00.000Z',
        before_first_warm_bar: 2,
        missing_feature: 2,
        missing: [
          { feature: 'two', reason: 'undefined', rows: 1, cells: 2 },
          { feature: 'one', reason: 'undefined', rows: 1, cells: 1 },
        ],
        label_incomplete: 1,
        no_label: 0,
        used: 3,
      },
    ]);
    expect([...table.bar]).toEqual([2, 3, 6]);
    expect(table.columns.map((values) => [...values])).toEqual([
      [3, 4, 7],
      [3, 4, 7],
    ]);
    expect([[...table.time], [...table.end]]).toEqual([[3, 4, 7].map((day) => day * DAY), [4, 5, 8].map((day) => day * DAY)]);
    expect([[...table.value], [...table.labelReturn]]).toEqual([
      [2, 3, 6],
      [0.02, 0.03, 0.06],
    ]);
    expect(make('drop', () => 'stale').account.symbols[0]!.missing.map(({ reason }) => reason)).toEqual(['stale', 'stale']);
  });
  test.each(['median', 'native'] as const)('%s keeps rows with missing cells', (missing) => {
    const { table, account } = make(missing);
    expect([...table.bar]).toEqual([2, 3, 4, 5, 6]);
    expect([...table.columns[0]!]).toEqual([3, 4, X, 6, 7]);
    expect(account.total).toMatchObject({ missing_feature: 0, used: 5 });
  });
  test('more than a fifth lost after warm-up is a warning that names the costliest feature', () => {
    const [warning] = make('drop').account.warnings;
    expect(warning).toEqual({
      code: 'ROWS_LOST',
      message: 'AAA loses 33.3 % of the rows after warm-up: two costs most, missing in 2 rows (undefined)',
    });
    const lossy = (lost: number) => {
      const values = Float64Array.from({ length: 10 }, (_, i) => (i > 0 && i <= lost ? X : 1));
      const one = { symbol: 'AAA', columns: [values], labels: nextBar(10) };
      return library.buildRows({ time: time(10), names: ['f'], symbols: [one], missing: 'drop' }).account.warnings.length;
    };
    expect([lossy(2), lossy(3)]).toEqual([0, 1]);
  });
  test('a feature that never has a value costs every row, and no warm-up', () => {
    const never = { symbol: 'AAA', columns: [column(X, 2, 3), column(X, X, X)], labels: nextBar(3) };
    const { account } = library.buildRows({ time: time(3), names: ['a', 'b'], symbols: [never], missing: 'drop' });
    expect(account.symbols[0]).toMatchObject({ before_first_warm_bar: 1, missing_feature: 2, used: 0 });
    expect(account.symbols[0]!.missing).toEqual([{ feature: 'b', reason: 'no_data', rows: 2, cells: 2 }]);
  });
});

/** Symbols with bars of their own on a common index. */
function world(seed: number, symbols: number): library.RowsInput {
  const n = 80;
  const axis = time(n);
  let state = seed;
  const chance = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 4_294_967_296;
  };
  const settings = labelsSection.parse({ horizon: 3 });
  const all = Array.from({ length: symbols }, (_, k): RowSymbol => {
    const rows = Int32Array.from([...axis.keys()].filter(() => chance() > 0.2));
    const price = Float64Array.from(rows, () => 100 + chance());
    const own: LabelBars = {
      ...{ symbol: `S${k}`, time: Float64Array.from(rows, (row) => axis[row]!) },
      ...{ open: price, high: price, low: price, close: price },
    };
    const columns = [0, 1].map(() => axis.map((_, row) => (row < 5 || chance() < 0.1 ? X : chance())));
    const [labels] = makeLabels({ settings, symbols: [own], kind: 'classifier' });
    return { symbol: own.symbol, rows, columns, labels: labels! };
  });
  return { time: axis, names: ['f', 'g'], symbols: all, missing: 'drop' };
}

test('several symbols: sorted by time and symbol, spans on own bars, every bar accounted for', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 1, max: 6 }), (seed, count) => {
      const input = world(seed, count);
      const { table, account } = library.buildRows(input);
      for (let row = 0; row < table.rows; row += 1) {
        if (row > 0) {
          const later = table.time[row]! - table.time[row - 1]!;
          if (later < 0 || (later === 0 && table.symbol[row]! <= table.symbol[row - 1]!)) return false;
        }
        const own = input.symbols.find(({ symbol }) => symbol === table.symbols[table.symbol[row]!])!;
        const at = own.rows![table.ownBar[row]!]!;
        if (at !== table.bar[row] || input.time[at] !== table.time[row]) return false;
        if (input.time[own.rows![table.ownEnd[row]!]!] !== table.end[row]) return false;
        if (table.columns.some((values, k) => values[row] !== own.columns[k]![at])) return false;
      }
      const addsUp = account.symbols.every((one, k) => {
        const counted = table.symbol.filter((at) => at === k).length === one.used;
        const { before_first_warm_bar: before, missing_feature: missing, label_incomplete: incomplete, no_label: none } = one;
        const rows = one.missing.reduce((sum, cell) => sum + cell.rows, 0) === missing;
        return counted && rows && one.bars_read === before + missing + incomplete + none + one.used;
      });
      return addsUp && account.total.used === table.rows;
    }),
    { numRuns: 300, seed: 1 },
  );
});

test('the order of the symbols in the input changes no byte of rows, splits and weights', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 2, max: 6 }), fc.nat(), (seed, count, turn) => {
      const input = world(seed, count);
      const symbols = input.symbols.map((_, k) => input.symbols[(k + 1 + turn) % count]!);
      const all = (one: library.RowsInput): string => {
        const { table, account } = library.buildRows(one);
        const folds = splits.walkForward({ spans: table, folds: 3, scheme: 'expanding', minTrainRows: 1 });
        const settings = { uniqueness: 'auto', decay: 0.5, class: 'balanced', kind: 'classifier' } as const;
        const made = folds.map(({ train }) => weights.sampleWeights(table, train, settings));
        return JSON.stringify([table, account, folds, made], (_, value: unknown) =>
          ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value,
        );
      };
      return all(input) === all({ ...input, symbols });
    }),
    { numRuns: 200, seed: 2 },
  );
});

test('in a fold the rows of each symbol are trained on, purged, embargoed, tested or outside', () => {
  const { table } = library.buildRows({ ...world(7, 3) });
  const bars = table.time;
  const folds = splits.combinatorialFolds({ spans: table, groups: 5, test: 2, embargoBars: 4, bars, minTrainRows: 1 });
  for (const fold of folds) {
    for (const [k, { symbol, outside, ...parts }] of library.foldAccount(table, fold).entries()) {
      expect([symbol, outside]).toEqual([table.symbols[k], 0]);
      expect(parts.train + parts.purged + parts.embargoed + parts.test).toBe(table.symbol.filter((at) => at === k).length);
    }
  }
  const [first] = splits.walkForward({ spans: table, folds: 4, scheme: 'expanding', minTrainRows: 1 });
  const later = table.time.filter((at) => at > first!.tested.to).length;
  expect(library.foldAccount(table, first!).reduce((sum, { outside }) => sum + outside, 0)).toBe(later);
});
