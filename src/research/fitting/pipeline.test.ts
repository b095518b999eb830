import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FittedPipeline } from '../../models/index.ts';
import { fitPipeline, type PreprocessSettings } from './index.ts';

const PLAIN: PreprocessSettings = { winsorise: null, scale: 'none', missing: 'drop' };
const gap = Number.NaN;

function rowsOf(columns: Readonly<Record<string, readonly number[]>>, target?: readonly number[]) {
  const [first = []] = Object.values(columns);
  return {
    rows: first.length,
    names: Object.keys(columns),
    columns: Object.values(columns).map((values) => Float64Array.from(values)),
    target: Float64Array.from(target ?? first.map((_, row) => row)),
  };
}

/** What the pipeline makes of its own training rows, by name. */
function made(columns: Readonly<Record<string, readonly number[]>>, settings: Partial<PreprocessSettings>, takesMissing = false) {
  const rows = rowsOf(columns);
  const out = fitPipeline(rows, { ...PLAIN, ...settings }, { takesMissing }).transform(rows);
  return Object.fromEntries(out.names.map((name, k) => [name, [...out.columns[k]!]]));
}

test('winsorising holds 1 … 10 between their type-7 quantiles 1.09 and 9.91 (RESEARCH 18, row 10)', () => {
  const { a } = made({ a: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10] }, { winsorise: [0.01, 0.99] });
  expect(a![0]).toBeCloseTo(1.09, 12);
  expect(a![9]).toBeCloseTo(9.91, 12);
  expect(a!.slice(1, 9)).toEqual([2, 3, 4, 5, 6, 7, 8, 9]);
});

describe('scales of 1 2 3 6, worked by hand', () => {
  const column = { a: [1, 2, 3, 6] };
  test('standard: mean 3, population variance (4 + 1 + 0 + 9)/4', () => {
    const { a } = made(column, { scale: 'standard' });
    [-2, -1, 0, 3].forEach((value, row) => {
      expect(a![row]).toBeCloseTo(value / Math.sqrt(3.5), 14);
    });
  });
  test('robust: median 2.5, quartiles 1.75 and 3.75', () => {
    expect(made(column, { scale: 'robust' })['a']).toEqual([-0.75, -0.25, 0.25, 1.75]);
  });
  test('robust: a column whose quartiles are equal is centred and not divided', () => {
    expect(made({ a: [0, 0, 0, 0, 0, 0, 0, 5] }, { scale: 'robust' })['a']).toEqual([0, 0, 0, 0, 0, 0, 0, 5]);
  });
  test('minmax: 0 to 1', () => {
    expect(made(column, { scale: 'minmax' })['a']).toEqual([0, 0.2, 0.4, 1]);
  });
  test('none: as it was', () => {
    expect(made(column, { scale: 'none' })['a']).toEqual([1, 2, 3, 6]);
  });
  test('scaling sees the winsorised column', () => {
    // Quantiles at 25 and 75 %: 1.75 and 3.75, so 1.75 2 3 3.75.
    expect(made(column, { scale: 'minmax', winsorise: [0.25, 0.75] })['a']).toEqual([0, 0.125, 0.625, 1]);
  });
});

describe('missing cells', () => {
  const columns = { a: [1, gap, 3, 7], b: [10, 20, 30, gap] };
  test('drop: rows with a gap teach nothing, and stay missing', () => {
    const rows = rowsOf(columns);
    const { columns: state } = fitPipeline(rows, { ...PLAIN, scale: 'minmax' }, { takesMissing: true }).state;
    expect(state.map(({ name, centre, spread, fill }) => [name, centre, spread, fill])).toEqual([
      ['a', 1, 2, null],
      ['b', 10, 20, null],
    ]);
    expect(made(columns, {})).toEqual({ a: [1, gap, 3, 7], b: [10, 20, 30, gap] });
  });
  test('median: the training median stands in', () => {
    expect(made(columns, { missing: 'median' })).toEqual({ a: [1, 3, 3, 7], b: [10, 20, 30, 20] });
    const later = fitPipeline(rowsOf(columns), { ...PLAIN, missing: 'median' }, { takesMissing: true });
    const other = later.transform(rowsOf({ a: [gap, 100], b: [gap, 1] }));
    expect(other.columns.map((column) => [...column])).toEqual([
      [3, 100],
      [20, 1],
    ]);
  });
  test('native: a gap for families that take one, the median for the others', () => {
    expect(made(columns, { missing: 'native' }, true)['a']).toEqual([1, gap, 3, 7]);
    expect(made(columns, { missing: 'native' }, false)['a']).toEqual([1, 3, 3, 7]);
  });
});

test('columns without variation are left out and named, also when winsorising took it or no value is there', () => {
  const flat = Array.from({ length: 200 }, () => 3);
  const rare = flat.map((value, row) => (row === 17 ? 9 : value));
  const rows = rowsOf({ flat, rare, none: flat.map(() => gap), good: flat.map((_, row) => row) });
  const settings: PreprocessSettings = { winsorise: [0.01, 0.99], scale: 'standard', missing: 'median' };
  const { state } = fitPipeline(rows, settings, { takesMissing: false });
  expect(state.constant).toEqual(['flat', 'rare', 'none']);
  expect(state.columns.map(({ name }) => name)).toEqual(['good']);
});

test('select keeps the columns of highest absolute rank correlation, equal ones by name', () => {
  const target = [1, 2, 3, 4, 5];
  const columns = { weak: [1, 3, 2, 5, 4], b: [5, 4, 3, 2, 1], a: [1, 2, 3, 4, 50], none: [2, 5, 3, 1, 4] };
  const rows = rowsOf(columns, target);
  const two = fitPipeline(rows, { ...PLAIN, select: { n: 2 } }, { takesMissing: false });
  expect(two.names).toEqual(['b', 'a']);
  expect(two.state.unselected).toEqual(['weak', 'none']);
  expect(fitPipeline(rows, { ...PLAIN, select: { n: 1 } }, { takesMissing: false }).names).toEqual(['a']);
  expect(fitPipeline(rows, { ...PLAIN, select: { n: 9 } }, { takesMissing: false }).names).toEqual(['weak', 'b', 'a', 'none']);
});

test('a pipeline and its JSON give the same bits', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.tuple(fc.double({ min: -1e9, max: 1e9, noNaN: true }), fc.option(fc.double({ min: -1, max: 1, noNaN: true }))),
        {
          minLength: 3,
          maxLength: 40,
        },
      ),
      fc.constantFrom('standard', 'robust', 'minmax', 'none'),
      fc.constantFrom('median', 'native'),
      (cells, scale, missing) => {
        const rows = rowsOf({ a: cells.map(([a]) => a), b: cells.map(([, b]) => b ?? gap) });
        const fitted = fitPipeline(rows, { winsorise: [0.05, 0.9], scale, missing }, { takesMissing: true });
        const loaded = FittedPipeline.fromJson(JSON.parse(JSON.stringify(fitted)));
        expect(loaded.transform(rows)).toEqual(fitted.transform(rows));
      },
    ),
  );
});

test('rows that are not training rows change nothing that was learned', () => {
  const cell = fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(gap));
  const row = fc.tuple(cell, cell, fc.double({ min: -1, max: 1, noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 30 }),
      fc.array(row, { maxLength: 30 }),
      fc.constantFrom<PreprocessSettings['missing']>('median', 'native'),
      (train, test, missing) => {
        const settings: PreprocessSettings = { winsorise: [0.1, 0.9], scale: 'standard', missing, select: { n: 1 } };
        const table = (all: typeof train, to: number) =>
          rowsOf(
            { a: all.slice(0, to).map(([a]) => a), b: all.slice(0, to).map(([, b]) => b) },
            all.slice(0, to).map(([, , y]) => y),
          );
        const alone = fitPipeline(table(train, train.length), settings, { takesMissing: true });
        const beside = fitPipeline(table([...train, ...test], train.length), settings, { takesMissing: true });
        expect(beside.toJSON()).toEqual(alone.toJSON());
        // And each row comes out as it does by itself.
        const all = table([...train, ...test], train.length + test.length);
        const together = alone.transform(all);
        together.columns.forEach((column, k) => {
          column.forEach((value, at) => {
            const single = alone.transform({ ...all, rows: 1, columns: all.columns.map((one) => one.slice(at, at + 1)) });
            expect(single.columns[k]![0]).toBe(value);
          });
        });
      },
    ),
  );
});

test('there is no transform before a fit', () => {
  const settings: PreprocessSettings = PLAIN;
  // @ts-expect-error settings have nothing to transform with
  expect(settings.transform).toBeUndefined();
  // @ts-expect-error a fitted pipeline needs what a fit learned
  expect(() => new FittedPipeline(settings)).toThrow();
  expect(() => FittedPipeline.fromJson({ ...settings })).toThrow(expect.objectContaining({ code: 'MODEL_ARTIFACT_BROKEN' }));
  expect(() => FittedPipeline.fromJson(null)).toThrow(/broken at pipeline/);
});

test('other columns, or another order, are a bug', () => {
  const fitted = fitPipeline(rowsOf({ a: [1, 2], b: [3, 1] }), PLAIN, { takesMissing: false });
  expect(() => fitted.transform(rowsOf({ b: [1, 2], a: [3, 1] }))).toThrow(/the columns it was fitted on: a, b/);
  expect(() => fitPipeline(rowsOf({ a: [gap], b: [1] }), PLAIN, { takesMissing: false })).toThrow(/at least one row/);
});
