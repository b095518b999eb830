import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonPlace } from './json-place.ts';

test.each([
  ['', 1, 1],
  ['{\n  "a": [}\n', 2, 9],
  ['{"a" 1}', 1, 6],
  ['[1,\n2,\n]', 3, 1],
  ['{"a": tru}', 1, 10],
  ['[1] x', 1, 5],
  ['[1, 2', 1, 6],
  ['"abc', 1, 5],
  ['["a\nb"]', 1, 4],
  ['[01]', 1, 3],
  ['{a: 1}', 1, 2],
])('%j', (text, line, column) => {
  expect(jsonPlace(text)).toEqual({ line, column });
});

test('a whole document has no such place, and one with a stray character has it there', () => {
  fc.assert(
    fc.property(fc.json(), fc.nat(), (text, at) => {
      expect(jsonPlace(text)).toBeUndefined();
      // Nothing in JSON may hold this character, not even a text.
      const index = at % (text.length + 1);
      const spoiled = `${text.slice(0, index)}\u0001${text.slice(index)}`;
      expect(jsonPlace(spoiled)).toEqual({ line: 1, column: index + 1 });
    }),
  );
});
