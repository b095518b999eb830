import { expect, test } from 'vitest';
import { Random } from '../base/index.ts';
import { classShares, labelWarnings } from './balance.ts';
import { LabelClassTooSmallError, requireClassRows, workingThresholds } from './class-size.ts';
import { settingsOf } from './label.testkit.ts';

const quiet = { ambiguous: 0, labels: 100, horizon: 1, hold: 'signal', fill: 'next_open', shares: [] } as const;
const codes = (facts: object, settings: object = { entry: 'next_open' }): readonly string[] =>
  labelWarnings({ ...quiet, settings: settingsOf(settings), ...facts }).map(({ code }) => code);

test('shares of classes, missing values left out', () => {
  const value = Float64Array.of(1, -1, NaN, 1, 1);
  expect(classShares(value, [-1, 0, 1])).toEqual([
    { value: -1, rows: 1, share: 0.25 },
    { value: 0, rows: 0, share: 0 },
    { value: 1, rows: 3, share: 0.75 },
  ]);
  expect(classShares(value, [-1, 1], [0, 1])).toMatchObject([{ rows: 1 }, { rows: 1 }]);
  expect(classShares(new Float64Array(0), [1])).toEqual([{ value: 1, rows: 0, share: 0 }]);
});

test('warnings, each just at its bound and just past it', () => {
  expect(codes({})).toEqual([]);
  const shares = (rows: number) => [{ value: 0, rows, share: rows / 100 }];
  expect([codes({ shares: shares(10) }), codes({ shares: shares(9) })]).toEqual([[], ['LABEL_CLASS_RARE']]);
  expect([codes({ ambiguous: 5 }), codes({ ambiguous: 6 })]).toEqual([[], ['LABEL_AMBIGUOUS']]);
  expect([codes({ horizon: 2 }), codes({ horizon: 2, hold: 'overlap' })]).toEqual([['LABEL_OUTLIVES_HOLD'], []]);
  expect([codes({}, {}), codes({ fill: 'same_close' }, {})]).toEqual([['LABEL_ENTRY_CLOSE'], []]);
  expect(codes({}, { type: 'triple_barrier' })).toEqual([]);
  expect(codes({}, { type: 'trend_scan' })).toEqual(['LABEL_ENTRY_CLOSE']);
});

/** 300 returns of about 1 % in size, their classes under two thresholds. */
function table(buy: number, sell: number) {
  const random = new Random(4, 'balance');
  const labelReturn = Float64Array.from({ length: 300 }, () => random.normal() / 100);
  return { labelReturn, value: labelReturn.map((r) => (r >= buy ? 1 : r <= sell ? -1 : 0)) };
}
const fold = (name: string, from: number, to: number) => ({
  name,
  rows: Int32Array.from({ length: to - from }, (_, i) => from + i),
});
const FOLDS = [fold('fold 1', 0, 120), fold('fold 2', 0, 300)];

function refusal(buy: number, sell: number, settings: object = {}): unknown {
  const label = { settings: settingsOf({ buy_threshold: buy, sell_threshold: sell, ...settings }), classes: [-1, 0, 1] };
  try {
    return requireClassRows(table(buy, sell), FOLDS, label);
  } catch (error) {
    return error;
  }
}

test.each([
  ['the buy threshold is too high', 0.03, -0.005],
  ['the sell threshold is too low', 0.005, -0.05],
  ['both are too far', 0.5, -0.5],
  ['nothing lies between', 0.0001, 0],
])('%s: the fold, the counts and thresholds that do', (_, buy, sell) => {
  const error = refusal(buy, sell);
  expect(error).toBeInstanceOf(LabelClassTooSmallError);
  const { thresholds, hint, message } = error as LabelClassTooSmallError;
  expect(message).toMatch(/^fold 1 trains on \d rows of class (-1|0|1), needs 10 \(rows by class -1: \d+, 0: \d+, 1: \d+\)$/);
  expect(hint).toBe(
    `buy_threshold: ${thresholds!.buy} and sell_threshold: ${thresholds!.sell} give every class 10 rows and more`,
  );
  expect(refusal(thresholds!.buy, thresholds!.sell)).toBeUndefined();
});

test('a class of ten rows is enough, of nine is not', () => {
  const value = Float64Array.from({ length: 40 }, (_, i) => (i < 10 ? 1 : i < 20 ? 0 : -1));
  const rows = { value, labelReturn: value };
  const label = { settings: settingsOf({ type: 'triple_barrier' }), classes: [-1, 0, 1] };
  expect(requireClassRows(rows, [fold('fold 1', 0, 40)], label)).toBeUndefined();
  expect(() => requireClassRows(rows, [fold('fold 1', 1, 40)], label)).toThrow('fold 1 trains on 9 rows of class 1, needs 10');
});

test('where no threshold would do, none is named', () => {
  const few = workingThresholds(new Float64Array(29).fill(0.01), [fold('fold 1', 0, 29)], {
    settings: settingsOf({}),
    needs: 10,
  });
  expect(few).toBeUndefined();
  expect(refusal(0.03, -0.03, { thresholds: 'none' })).toMatchObject({
    thresholds: undefined,
    hint: 'begin data.start_date earlier',
  });
});
