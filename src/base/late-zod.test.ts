import { describe, expect, test } from 'vitest';
import * as zod from 'zod';
import * as late from './late-zod.ts';

/** One of everything that sections of a project use. */
function sample(z: typeof late) {
  const size = z.strictObject({ mode: z.enum(['fixed', 'share']).default('share'), value: z.number().positive().optional() });
  const tree: zod.ZodType = z.lazy(() => z.strictObject({ name: z.string(), below: z.array(tree).default([]) }));
  return z
    .strictObject({
      name: z.string().min(2).max(5).meta({ field: 'name' }),
      count: z.int().min(1).max(9).default(3),
      again: z.int().min(1).max(9).default(3),
      on: z.boolean().default(false),
      size: size.prefault({}),
      wide: size.extend({ note: z.string().nullable().default(null) }).optional(),
      either: z.union([z.literal('auto'), z.int().min(0)]).default('auto'),
      kinds: z
        .discriminatedUnion('kind', [
          z.strictObject({ kind: z.literal('a'), a: z.number() }),
          z.strictObject({ kind: z.literal('b'), b: z.string() }),
        ])
        .optional(),
      free: z.record(z.string(), z.json()).default({}),
      pair: z
        .tuple([z.number(), z.number()])
        .refine(([low, high]) => low < high, 'the lower first')
        .optional(),
      tree: tree.optional(),
      day: z.iso.date().optional(),
    })
    .transform((value) => ({ ...value, seen: true }));
}

describe('late schemas', () => {
  test.each([
    { name: 'abc' },
    { name: 'a', count: 10, again: 0, on: 'no', extra: 1 },
    { name: 'abc', size: { mode: 'fixed', value: -1 }, wide: { note: 7 }, either: -1 },
    { name: 'abc', wide: {}, kinds: { kind: 'b', b: 'x' }, free: { x: [1, { y: null }] }, pair: [1, 2], day: '2026-02-28' },
    { name: 'abc', kinds: { kind: 'c' }, pair: [2, 1], tree: { name: 'x', below: [{ name: 1 }] }, day: '2026-02-30' },
    { name: 'abc', tree: { name: 'x', below: [{ name: 'y' }, { name: 'z', below: [{ name: 'w' }] }] } },
    'text',
    undefined,
  ])('say of %j what those of zod say', (input) => {
    const own = sample(zod as unknown as typeof late).safeParse(input);
    const found = sample(late).safeParse(input);
    expect(found.success).toBe(own.success);
    expect(found.data).toEqual(own.data);
    expect(found.error?.issues).toEqual(own.error?.issues);
  });

  test('have the same JSON Schema', () => {
    const options = { io: 'input', unrepresentable: 'any' } as const;
    expect(late.toJSONSchema(sample(late), options)).toEqual(zod.toJSONSchema(sample(zod as unknown as typeof late), options));
  });

  test('are built when they are used, those of a shape when the shape is', () => {
    const words = undefined as unknown as readonly ['a'];
    expect(() => zod.enum(words)).toThrow(TypeError);
    const holder = late.strictObject({ inner: late.strictObject({ wrong: late.enum(words) }).optional() });
    expect(holder.safeParse({}).success).toBe(true);
    expect(() => holder.safeParse({ inner: {} })).toThrow(TypeError);
  });

  test('are schemas to zod, and zod knows their kind', () => {
    const schema = late.strictObject({ a: late.int().default(1) });
    expect(schema).toBeInstanceOf(late.ZodObject);
    expect(schema).toBeInstanceOf(late.ZodType);
    expect(schema).toBeInstanceOf(zod.core.$ZodObject);
    expect(late.string()).not.toBeInstanceOf(late.ZodObject);
    expect(late.int()).toBeInstanceOf(late.ZodNumber);
    expect(zod.object({ schema }).parse({ schema: {} })).toEqual({ schema: { a: 1 } });
    expect(Object.keys(schema.shape)).toEqual(['a']);
    expect(schema.shape.a).toBeInstanceOf(late.ZodDefault);
    // What a user's module made with all of zod is known too.
    expect(zod.object({})).toBeInstanceOf(late.ZodObject);
    expect(zod.number().optional()).toBeInstanceOf(late.ZodOptional);
    expect(() => schema.parse({ a: 'x' })).toThrow(late.ZodError as never);
    expect(zod.string().safeParse(1).error).toBeInstanceOf(late.ZodError);
  });

  test('keep their metadata to themselves', () => {
    const named = late.string().min(1).meta({ field: 'name' });
    expect(late.globalRegistry.get(named)).toEqual({ field: 'name' });
    expect(named.meta()).toEqual({ field: 'name' });
    expect(late.globalRegistry.get(late.string().min(1))).toBeUndefined();
  });

  test('are one when they say the same in plain values, and only then', () => {
    expect(late.int().min(1)).toBe(late.int().min(1));
    expect(late.int().min(1)).not.toBe(late.int().min(2));
    expect(late.literal('1')).not.toBe(late.literal(1));
    expect(late.string().min(1)).not.toBe(late.array(late.string()).min(1));
    const list: string[] = [];
    expect(late.array(late.string()).default(list)).not.toBe(late.array(late.string()).default(list));
  });
});
