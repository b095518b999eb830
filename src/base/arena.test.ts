import { expect, test } from 'vitest';
import { Arena, columnBytes } from './arena.ts';
import { InvariantError } from './errors.ts';

test('columns are aligned, separate and start at zero', () => {
  const arena = new Arena(columnBytes(1000, 3));
  const a = arena.float64(1000);
  const b = arena.float64(1000);
  const c = arena.int32(10);
  for (const column of [a, b, c]) expect(column.byteOffset % 64).toBe(0);
  a.fill(1);
  expect(b.every((value) => value === 0)).toBe(true);
  expect(a.buffer).toBe(c.buffer);
});

test('released memory is given out again, and a full arena says so', () => {
  const arena = new Arena(1000);
  const mark = arena.mark();
  const first = arena.float64(100);
  arena.release(mark);
  expect(arena.float64(100).byteOffset).toBe(first.byteOffset);
  expect(() => arena.float64(10_000_000)).toThrow(InvariantError);
  expect(() => arena.release(arena.used + 64)).toThrow(InvariantError);
});
