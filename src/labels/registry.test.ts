import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { LABEL_TYPES, LABELS, labelsSection } from './index.ts';

test('the registry is alphabetical and holds every member', () => {
  expect(LABEL_TYPES).toEqual([...new Set(LABEL_TYPES)].sort());
  const files = readdirSync(fileURLToPath(new URL('./members', import.meta.url))).filter((name) => name !== 'fields.ts');
  expect(LABEL_TYPES.map((type) => `${type.replaceAll('_', '-')}.ts`)).toEqual(files.sort());
});

test.each(LABELS.map((label) => [label.type, label] as const))(
  '%s says what it is, and its keys are those of the section',
  (_, label) => {
    expect([label.summary, label.source, label.convention].filter((text) => text.trim() === '')).toEqual([]);
    expect(Object.keys(labelsSection.parse({}))).toContain('type');
    const known = new Set(Object.keys(labelsSection.unwrap().shape));
    expect(label.keys.filter((key) => !known.has(key))).toEqual([]);
  },
);

test('every key of the section is read by some type', () => {
  const read = new Set(['type', ...LABELS.flatMap(({ keys }) => keys)]);
  expect(Object.keys(labelsSection.unwrap().shape).filter((key) => !read.has(key))).toEqual([]);
});
