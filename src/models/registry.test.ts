import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { ModelFamily, ModelKind } from './contract.ts';
import { FAMILIES, familyNames, modelContract, readParams, spaceOf } from './index.ts';
import { learnableRows } from './rows.testkit.ts';

const cases = FAMILIES.flatMap((family) => family.kinds.map((kind) => [family.family, kind, family] as const));
/** Fewer trees: the contract is the same and the test shorter. */
const QUICK: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  bagged_trees: { trees: 20 },
  gbdt: { rounds: 40 },
  random_forest: { trees: 20 },
};
const context = (kind: ModelKind) => ({ kind, seed: 42, stream: 'contract' });

test('the registry is alphabetical, without doubles, and holds every member', () => {
  const names = FAMILIES.map(({ family }) => family);
  expect(names).toEqual([...new Set(names)].sort());
  const files = readdirSync(fileURLToPath(new URL('./members', import.meta.url))).filter((name) => !name.includes('.test.'));
  expect(files.map((name) => name.replace('.ts', '').replaceAll('-', '_')).filter((name) => !names.includes(name))).toEqual([]);
  expect(familyNames()).toEqual([...names, 'auto', 'voting'].sort());
});

test.each(FAMILIES.map((family) => [family.family, family] as const))('%s says what it is', (_, { summary, source }) => {
  expect([summary, source].filter((text) => text.trim() === '')).toEqual([]);
});

describe.each(cases)('%s as %s', (name, kind, family: ModelFamily) => {
  const params = readParams({ family: name, kind }, QUICK[name] ?? {}).get(name)!;

  test('keeps the contract', () => {
    expect(modelContract(family, params, learnableRows(kind, 300), context(kind))).toEqual([]);
  });

  test('keeps it with two classes, with one column, with none, with equal rows', () => {
    const rows = kind === 'classifier' ? learnableRows(kind, 200, [0, 1]) : learnableRows(kind, 200);
    const narrow = { ...rows, names: ['drift'], columns: [rows.columns[0]!] };
    const none = { ...rows, names: [], columns: [] };
    const tied = { ...rows, columns: rows.columns.map((column) => column.map((value) => Math.round(value))) };
    for (const some of [rows, narrow, none, tied]) expect(modelContract(family, params, some, context(kind))).toEqual([]);
  });

  test('its tuned ranges are parameters it takes', () => {
    for (const [key, entry] of spaceOf({ family: name, kind })) {
      const ends = entry.kind === 'choice' ? entry.values : [entry.low, entry.high];
      for (const value of ends) expect(readParams({ family: name, kind }, { [key]: value }).get(name)?.[key]).toBe(value);
    }
  });

  test('a file of something else is refused by name', () => {
    for (const json of [null, [], 7, { nonsense: true }]) {
      expect(() => family.load(json, ['a', 'b'])).toThrow(expect.objectContaining({ code: 'MODEL_ARTIFACT_BROKEN' }));
    }
  });
});
