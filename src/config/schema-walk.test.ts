import { expect, test } from 'vitest';
import { z } from 'zod';
import { fields } from '../base/index.ts';
import { editorSchema, schemaFields } from './schema-walk.ts';

const schema = z.strictObject({
  name: fields.name(),
  risk: fields.section({ pct: fields.fraction().default(0.5), value: fields.money().optional() }),
  list: z.array(z.union([fields.symbol(), z.strictObject({ ticker: fields.symbol() })])).default([]),
  free: z.record(z.string(), z.strictObject({ x: z.int() })).default({}),
  kind: z.enum(['a', 'b']).default('a'),
  block: fields.block({ n: z.int().default(3) }),
});

test('every leaf with its type, default and whether it is needed', () => {
  expect(
    schemaFields(schema).map(({ path, type, required, standard, values }) => [path, type, required, standard, values]),
  ).toEqual([
    ['name', 'name', true, undefined, undefined],
    ['risk.pct', 'fraction', false, 0.5, undefined],
    ['risk.value', 'money', false, undefined, undefined],
    ['list[].ticker', 'symbol', true, undefined, undefined],
    ['list[]', 'symbol or map', true, undefined, undefined],
    ['free.*.x', 'whole number', true, undefined, undefined],
    ['kind', 'choice', false, 'a', ['a', 'b']],
    ['block.n', 'whole number', false, 3, undefined],
    ['block', 'block', false, false, ['false']],
  ]);
});

test('the editor may write money as a number and a block as true', () => {
  expect(editorSchema(schema, 'test')).toMatchObject({
    title: 'test',
    additionalProperties: false,
    required: ['name'],
    properties: {
      risk: { properties: { pct: { default: 0.5, type: 'number' }, value: { type: ['string', 'number'] } } },
      block: { anyOf: [{ type: 'boolean' }, { type: 'object' }] },
    },
  });
});
