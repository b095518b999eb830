import { expect, test } from 'vitest';
import { inSharedMemory } from './index.ts';

test('columns are shared, and keep their bits', () => {
  const table = {
    rows: 3,
    names: ['a'],
    columns: [Float64Array.of(-0, Number.NaN, 1 / 3)],
    bar: Int32Array.of(1, 2),
    flags: Uint8Array.of(1, 0),
    bySymbol: new Map([['A', { close: Float64Array.of(7) }]]),
    none: undefined,
  };
  const copy = inSharedMemory(table);
  expect(copy).toEqual(table);
  expect(Object.is(copy.columns[0]![0], -0)).toBe(true);
  for (const column of [copy.columns[0]!, copy.bar, copy.flags, copy.bySymbol.get('A')!.close])
    expect(column.buffer).toBeInstanceOf(SharedArrayBuffer);
});

test('a column that occurs twice is copied once, one that is shared already not at all', () => {
  const own = Float64Array.of(1, 2);
  const there = new Float64Array(new SharedArrayBuffer(16));
  const { a, b, c } = inSharedMemory({ a: own, b: { again: own }, c: there });
  expect(b.again).toBe(a);
  expect(a).not.toBe(own);
  expect(c).toBe(there);
});
