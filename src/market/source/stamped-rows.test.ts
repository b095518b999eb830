import { expect, test } from 'vitest';
import { isEmptyRow, mergeRows, rowsWhere, rowsWithin, stampedRows } from './stamped-rows.ts';

const NONE = Number.NaN;
const row = (stamp: number, price: number): readonly number[] => [stamp, price, price, price, price, 1];

test('parts become one list in order; the later part wins, but nothing empty replaces a price', () => {
  const merged = mergeRows([
    stampedRows([row(3, 30), row(1, 10), row(2, 20)]),
    stampedRows([row(2, 21), row(3, NONE), row(4, NONE)]),
  ]);
  expect([...merged.stamp]).toEqual([1, 2, 3, 4]);
  expect([...merged.close]).toEqual([10, 21, 30, NONE]);
});

test('a price replaces an empty row of the same stamp', () => {
  expect([...mergeRows([stampedRows([row(1, NONE), row(1, 5)])]).open]).toEqual([5]);
});

test('rows within a range and rows that are wanted', () => {
  const rows = stampedRows([row(1, 10), row(2, NONE), row(3, 30)]);
  expect([...rowsWithin(rows, { from: 2, to: 3 }).stamp]).toEqual([2]);
  expect(rowsWithin(rows, { from: 4, to: 9 }).length).toBe(0);
  expect([...rowsWhere(rows, (at) => !isEmptyRow(rows, at)).stamp]).toEqual([1, 3]);
});
