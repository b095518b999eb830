import type * as full from 'zod';
import * as zod from 'zod/mini';
import en from 'zod/v4/locales/en.js';

/**
 * The makers of zod's schemas, put off: each gives an object that builds its schema when it is first used. The bundler and the test runner
 * take this file where a source imports zod, so that a command builds the schemas it checks something with, not those of the whole
 * program. What is built is zod's own, in its small form (`zod/mini`): methods that it has as functions are below. A maker that is not listed here cannot be bundled.
 *
 * Schemas never change: those that say the same in plain words and numbers (`z.int().min(1)`) are one.
 */
class Late {
  /** What it says, when it says it in plain values alone. */
  readonly words: string | undefined;
  #make: (() => object) | undefined;
  #built: object | undefined;

  constructor(words: string | undefined, make: () => object) {
    this.words = words;
    this.#make = make;
  }

  get built(): object {
    if (this.#built === undefined) {
      this.#built = this.#make?.() ?? {};
      this.#make = undefined;
    }
    return this.#built;
  }

  /** Where zod keeps everything about a schema: one of zod's own may hold a late one. */
  get _zod(): unknown {
    return Reflect.get(this.built, '_zod');
  }

  /** What an optional or default schema is about. */
  unwrap(): unknown {
    return Reflect.get((this.built as Schema)._zod.def, 'innerType');
  }

  /** Without arguments it reads the metadata. */
  meta(metadata?: Readonly<Record<string, unknown>>): unknown {
    if (metadata === undefined) return zod.globalRegistry.get(this.built as Schema);
    return new Late(undefined, () => {
      const own = zod.clone(this.built as Schema);
      zod.globalRegistry.add(own, metadata);
      return own;
    });
  }
}

type Schema = zod.ZodMiniType;
type Refined = Parameters<typeof zod.refine>;

const isNumber = (schema: Schema): boolean => schema._zod.def.type === 'number';

/** Methods of schemas that give another schema. */
const METHODS: Readonly<Record<string, (schema: Schema, ...args: never[]) => Schema>> = {
  array: (schema) => zod.array(schema),
  catchall: (schema, rest: Schema) => zod.catchall(schema as zod.ZodMiniObject, rest),
  check: (schema, ...checks: Parameters<Schema['check']>) => schema.check(...checks),
  default: (schema, value: never) => zod._default(schema, value),
  extend: (schema, shape: zod.core.$ZodShape) => zod.extend(schema as zod.ZodMiniObject, shape),
  gt: (schema, bound: number) => schema.check(zod.gt(bound)),
  lt: (schema, bound: number) => schema.check(zod.lt(bound)),
  max: (schema, bound: number) => schema.check(isNumber(schema) ? zod.lte(bound) : zod.maxLength(bound)),
  min: (schema, bound: number) => schema.check(isNumber(schema) ? zod.gte(bound) : zod.minLength(bound)),
  nonnegative: (schema) => schema.check(zod.nonnegative()),
  nullable: (schema) => zod.nullable(schema),
  nullish: (schema) => zod.nullish(schema),
  omit: (schema, keys: never) => zod.omit(schema as zod.ZodMiniObject, keys),
  optional: (schema) => zod.optional(schema),
  or: (schema, other: Schema) => zod.union([schema, other]),
  partial: (schema) => zod.partial(schema as zod.ZodMiniObject),
  positive: (schema) => schema.check(zod.positive()),
  prefault: (schema, value: never) => zod.prefault(schema, value),
  refine: (schema, ...args: Refined) => schema.check(zod.refine(...args)),
  regex: (schema, ...args: Parameters<typeof zod.regex>) => schema.check(zod.regex(...args)),
  transform: (schema, change: (value: unknown) => unknown) => zod.pipe(schema, zod.transform(change)),
};

for (const [name, method] of Object.entries(METHODS)) {
  Object.defineProperty(Late.prototype, name, {
    value(this: Late, ...args: readonly unknown[]) {
      const words = this.words === undefined ? undefined : wordsOf(`${this.words}.${name}`, args);
      return oneOf(words, () => apply(method, undefined, [this.built, ...args]) as object);
    },
  });
}

// Everything else of a schema comes from the built one.
Object.setPrototypeOf(
  Late.prototype,
  new Proxy(Object.prototype, {
    get(_target, key, late: Late) {
      const value: unknown = Reflect.get(late.built, key);
      return isMethod(value) ? (...args: readonly unknown[]) => apply(value, late.built, args) : value;
    },
  }),
);

const known = new Map<string, Late>();

function oneOf(words: string | undefined, make: () => object): Late {
  if (words === undefined) return new Late(undefined, make);
  let one = known.get(words);
  if (one === undefined) {
    one = new Late(words, make);
    known.set(words, one);
  }
  return one;
}

/** The call as text; undefined when an argument is more than a plain value. */
function wordsOf(name: string, args: readonly unknown[]): string | undefined {
  let words = `${name}(`;
  for (const value of args) {
    if (typeof value === 'string') words += JSON.stringify(value);
    else if (typeof value === 'number' && !Object.is(value, -0)) words += value;
    else if (typeof value === 'boolean') words += value;
    else return undefined;
    words += ',';
  }
  return `${words})`;
}

type Method = (...args: never[]) => unknown;

function isMethod(value: unknown): value is Method {
  return typeof value === 'function';
}

function apply(method: Method, schema: unknown, args: readonly unknown[]): unknown {
  return Reflect.apply(method, schema, args.map(ready));
}

/** An argument as zod takes it: schemas are built, those of a shape when the shape is first read. */
function ready(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Late) return value.built;
  if (Array.isArray(value)) return value.some(isLate) ? value.map(ready) : value;
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).some(isLate) ? lateShape(value) : value;
}

function isLate(value: unknown): value is Late {
  return value instanceof Late;
}

function lateShape(shape: object): object {
  const result = {};
  for (const [key, value] of Object.entries(shape)) {
    const get = isLate(value) ? () => value.built : () => value;
    Object.defineProperty(result, key, { get, enumerable: true, configurable: true });
  }
  return result;
}

function late<Name extends keyof typeof full>(name: Name, make: Method): (typeof full)[Name] {
  return said(name, make) as unknown as (typeof full)[Name];
}

function said(name: string, make: Method): (...args: readonly unknown[]) => Late {
  return (...args) => oneOf(wordsOf(name, args), () => apply(make, undefined, args) as object);
}

// What is checked comes from YAML and JSON, which have no cycles: zod need not look for them.
zod.config({ ...en(), memoizer: { alloc: (_schema, _payload, empty) => empty, attach: () => {}, guard: () => {} } });

const enumOf = late('enum', zod.enum);
const nullOf = late('null', zod.null);

export { enumOf as enum, nullOf as null };
export const array = late('array', zod.array);
export const boolean = late('boolean', zod.boolean);
export const discriminatedUnion = late('discriminatedUnion', zod.discriminatedUnion);
export const email = late('email', zod.email);
export const int = late('int', zod.int);
export const literal = late('literal', zod.literal);
export const looseObject = late('looseObject', zod.looseObject);
export const never = late('never', zod.never);
export const number = late('number', zod.number);
export const object = late('object', zod.object);
export const partialRecord = late('partialRecord', zod.partialRecord);
export const record = late('record', zod.record);
export const string = late('string', zod.string);
export const tuple = late('tuple', zod.tuple);
export const union = late('union', zod.union);
export const unknown = late('unknown', zod.unknown);
export const iso = { date: said('iso.date', zod.iso.date) as unknown as typeof full.iso.date };

// It has a name of its own in a JSON Schema, one for each place.
export const json = (() => new Late(undefined, () => zod.json())) as unknown as typeof full.json;

/** One schema says "nothing else" for all objects. */
const nothing = never();
const strict = (shape: object, ...params: readonly unknown[]): Late =>
  new Late(undefined, () => {
    if (params.length > 0) return apply(zod.strictObject, undefined, [shape, ...params]) as object;
    const own = ready(shape) as zod.core.$ZodShape;
    return new zod.ZodMiniObject({ type: 'object', shape: own, catchall: ready(nothing) as Schema });
  });
export const strictObject = strict as unknown as typeof full.strictObject;

const putOff = (getter: () => unknown): Late => new Late(undefined, () => zod.lazy(() => ready(getter()) as Schema));
export const lazy = putOff as unknown as typeof full.lazy;

/** Metadata of a schema, late or built. */
export const globalRegistry = { get: (schema: object) => zod.globalRegistry.get(ready(schema) as Schema) };

const jsonSchema = (schema: object, options: object): unknown => zod.toJSONSchema(ready(schema) as Schema, options);
export const toJSONSchema = jsonSchema as unknown as typeof full.toJSONSchema;

export const config = zod.config;

// For `instanceof`: of a schema, and of one that a user's module made with all of zod.
export {
  $ZodDefault as ZodDefault,
  $ZodError as ZodError,
  $ZodLazy as ZodLazy,
  $ZodNumber as ZodNumber,
  $ZodObject as ZodObject,
  $ZodOptional as ZodOptional,
  $ZodType as ZodType,
} from 'zod/v4/core';
