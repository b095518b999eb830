import { expect, test } from 'vitest';
import { observeReads } from './observe.ts';

test('leaves that were read, and no others', () => {
  const { value, reads } = observeReads({
    a: { b: 1, c: 2 },
    list: [
      { x: 1, y: 2 },
      { x: 3, y: 4 },
    ],
    names: ['p', 'q'],
    off: false as const,
  });
  expect(value.a.b).toBe(1);
  expect(value.list.map((item) => item.x)).toEqual([1, 3]);
  expect([...reads].sort()).toEqual(['a.b', 'list[].x']);
  expect(value.names.includes('q')).toBe(true);
  expect(value.off).toBe(false);
  expect([...reads].sort()).toEqual(['a.b', 'list[].x', 'names', 'names[]', 'off']);
});

test('asking for an absent key is a read, asking for what every object has is none', () => {
  const { value, reads } = observeReads<{ readonly a?: number; readonly list: readonly number[] }>({ list: [] });
  expect(value.a).toBeUndefined();
  expect(String(value.toString)).toContain('function');
  expect(value.list.map((item) => item)).toEqual([]);
  expect([...reads].sort()).toEqual(['a', 'list']);
});

test('the same object twice is the same face', () => {
  const { value } = observeReads({ a: { b: 1 } });
  expect(value.a).toBe(value.a);
});
