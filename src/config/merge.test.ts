import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { type MergeOptions, mergeNodes } from './merge.ts';
import { type ConfigNode, FILE_LAYER, nodeFrom, pathText } from './node.ts';
import { schemaInput } from './schema-input.ts';

const node = (value: unknown): ConfigNode => nodeFrom(value, FILE_LAYER);
const merged = (base: unknown, over: unknown, options: MergeOptions = {}): unknown =>
  schemaInput(z.unknown(), mergeNodes(node(base), node(over), options));

test('maps merge, lists of named objects are joined by name, the rest is replaced', () => {
  expect(
    merged(
      { a: { x: 1, y: [1, 2] }, agents: [{ name: 'one', w: 1 }, { name: 'two' }] },
      { a: { y: [3] }, agents: [{ name: 'three' }, { name: 'one', w: 2 }] },
    ),
  ).toEqual({ a: { x: 1, y: [3] }, agents: [{ name: 'one', w: 2 }, { name: 'two' }, { name: 'three' }] });
  expect(merged({ agents: [{ name: 'one' }] }, { agents: [] })).toEqual({ agents: [] });
  expect(merged({ a: { x: 1 } }, { a: 5 })).toEqual({ a: 5 });
});

test('in a profile null puts the default back, also where nothing was written', () => {
  const over = { a: { x: null, z: { q: null, r: 1 } } };
  expect(merged({ a: { x: 1, y: 2 } }, over, { nullRemoves: true })).toEqual({ a: { y: 2, z: { r: 1 } } });
});

test('siblings that set one value are told, with its path', () => {
  const met: string[] = [];
  const onConflict: MergeOptions['onConflict'] = (path) => met.push(pathText(path));
  expect(merged({ a: 1, l: [{ name: 'n', v: 1 }] }, { a: 2, b: 3, l: [{ name: 'n', v: 2 }] }, { onConflict })).toEqual({
    a: 1,
    b: 3,
    l: [{ name: 'n', v: 1 }],
  });
  expect(met).toEqual(['a', 'l[0]']);
});

const tree = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, fc.integer(), fc.string(), fc.array(fc.integer(), { maxLength: 3 }), tie('map')),
  map: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('value'), { maxKeys: 4 }),
})).map as fc.Arbitrary<Record<string, unknown>>;

test('nothing laid on a tree, and a tree laid on itself, change nothing', () => {
  fc.assert(
    fc.property(tree, (value) => {
      expect(merged(value, {})).toEqual(value);
      expect(merged({}, value)).toEqual(value);
      expect(merged(value, value)).toEqual(value);
    }),
  );
});

test('laying in two steps or in one is the same', () => {
  fc.assert(
    fc.property(tree, tree, tree, (a, b, c) => {
      const left = mergeNodes(mergeNodes(node(a), node(b)), node(c));
      const right = mergeNodes(node(a), mergeNodes(node(b), node(c)));
      // A scalar between two maps cuts the lower one off in the first order only.
      if (hasKindChange(a, b) || hasKindChange(b, c) || hasKindChange(a, c)) return;
      expect(schemaInput(z.unknown(), left)).toEqual(schemaInput(z.unknown(), right));
    }),
  );
});

function hasKindChange(a: unknown, b: unknown): boolean {
  if (!isMap(a) || !isMap(b)) return isMap(a) !== isMap(b);
  return Object.keys(a).some((key) => key in b && hasKindChange(a[key], b[key]));
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
