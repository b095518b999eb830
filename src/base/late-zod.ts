import * as zod from 'zod';
import { invariant } from './errors.ts';

/**
 * The makers of zod's schemas, put off: each gives an object that builds its schema when it is first used. The bundler and the test runner
 * take this file where a source imports zod, so that a command builds the schemas it checks something with, not those of the whole
 * program. What is built is zod's own. A maker that is not listed here cannot be bundled.
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

  /** Without arguments it reads the metadata. */
  meta(...args: readonly unknown[]): unknown {
    return args.length === 0 ? call(this.built, 'meta', args) : new Late(undefined, () => call(this.built, 'meta', args));
  }
}

/** Methods of schemas that give another schema. All others build the schema at once. */
const LATE_METHODS = [
  ...['array', 'catchall', 'check', 'default', 'extend', 'gt', 'lt', 'max', 'min', 'nonnegative', 'nullable', 'nullish'],
  ...['omit', 'optional', 'or', 'partial', 'positive', 'prefault', 'refine', 'regex', 'superRefine', 'transform'],
] as const;

for (const name of LATE_METHODS) {
  Object.defineProperty(Late.prototype, name, {
    value(this: Late, ...args: readonly unknown[]) {
      const words = this.words === undefined ? undefined : wordsOf(`${this.words}.${name}`, args);
      return oneOf(words, () => call(this.built, name, args));
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

const said = new Map<string, Late>();

function oneOf(words: string | undefined, make: () => object): Late {
  if (words === undefined) return new Late(undefined, make);
  let known = said.get(words);
  if (known === undefined) {
    known = new Late(words, make);
    said.set(words, known);
  }
  return known;
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

function call(schema: object, name: string, args: readonly unknown[]): object {
  const method: unknown = Reflect.get(schema, name);
  invariant(isMethod(method), `this schema has the method ${name}`);
  return apply(method, schema, args) as object;
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

type Maker = (...args: never[]) => object;

function late<Make extends Maker>(name: string, make: Make): Make {
  const maker = (...args: readonly unknown[]) => oneOf(wordsOf(name, args), () => apply(make, undefined, args) as object);
  return maker as unknown as Make;
}

// What is checked comes from YAML and JSON, which have no cycles: zod need not look for them.
zod.config({ memoizer: { alloc: (_schema, _payload, empty) => empty, attach: () => {}, guard: () => {} } });

const enumOf = late('enum', zod.enum);
const nullOf = late('null', zod.null);

export { enumOf as enum, nullOf as null };
export const array = late('array', zod.array);
export const boolean = late('boolean', zod.boolean);
export const discriminatedUnion = late('discriminatedUnion', zod.discriminatedUnion);
export const email = late('email', zod.email);
export const int = late('int', zod.int);
export const json = late('json', zod.json);
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
export const iso = { date: late('iso.date', zod.iso.date) };

/** One schema says "nothing else" for all objects. */
const nothing = never();
export const strictObject = ((shape: object, ...params: readonly unknown[]) =>
  new Late(undefined, () => {
    if (params.length > 0) return apply(zod.strictObject, undefined, [shape, ...params]) as object;
    return new zod.ZodObject({
      type: 'object',
      shape: ready(shape) as zod.core.$ZodShape,
      catchall: ready(nothing) as zod.ZodNever,
    });
  })) as unknown as typeof zod.strictObject;

export const lazy = ((getter: () => unknown) =>
  new Late(undefined, () => zod.lazy(() => ready(getter()) as zod.ZodType))) as unknown as typeof zod.lazy;

/** Metadata of a schema, late or built. */
export const globalRegistry = {
  get: (schema: zod.core.$ZodType) => zod.globalRegistry.get(ready(schema) as zod.core.$ZodType),
};

export const toJSONSchema = ((schema: unknown, options: object) =>
  zod.toJSONSchema(ready(schema) as zod.ZodType, options)) as typeof zod.toJSONSchema;

export { config, ZodDefault, ZodError, ZodLazy, ZodNumber, ZodObject, ZodOptional, ZodType } from 'zod';
