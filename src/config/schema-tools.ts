import { z } from 'zod';
import type { ConfigNode, PathPart } from './node.ts';

export type Schema = z.core.$ZodType;
type Known = z.core.$ZodTypes;

/** Narrows to the union of schema kinds that zod defines, so that a switch over `def.type` is typed. */
export function isKnown(schema: Schema): schema is Known {
  return 'type' in schema._zod.def;
}

/** What a schema is inside `optional`, `default`, `nullable` and the like. */
export function unwrap(schema: Schema): Schema {
  let current = schema;
  while (isKnown(current)) {
    if (current instanceof z.ZodLazy) {
      current = current._zod.innerType;
      continue;
    }
    const { def } = current._zod;
    switch (def.type) {
      case 'optional':
      case 'default':
      case 'prefault':
      case 'nullable':
      case 'readonly':
      case 'catch':
      case 'nonoptional':
        current = def.innerType;
        break;
      case 'pipe':
        current = def.in;
        break;
      default:
        return current;
    }
  }
  return current;
}

/** True when `?`: the key may be absent and has no default. */
export function isOptional(schema: Schema): boolean {
  return isKnown(schema) && schema._zod.def.type === 'optional';
}

/** The members of a union, unions in unions included; the schema itself when it is none. */
export function optionsOf(schema: Schema): readonly Schema[] {
  const inner = unwrap(schema);
  if (isKnown(inner) && inner._zod.def.type === 'union') return inner._zod.def.options.flatMap(optionsOf);
  return [inner];
}

export function typeOf(schema: Schema): string {
  return isKnown(schema) ? schema._zod.def.type : 'unknown';
}

/** `field` of the schema's meta data: money, date, name, block … */
export function fieldOf(schema: Schema): string | undefined {
  for (let current: Schema | undefined = schema; current !== undefined; ) {
    const field = z.globalRegistry.get(current)?.['field'];
    if (typeof field === 'string') return field;
    const inner = innerType(current);
    if (inner === undefined) return undefined;
    current = inner;
  }
  return undefined;
}

function innerType(schema: Schema): Schema | undefined {
  if (!isKnown(schema)) return undefined;
  const { def } = schema._zod;
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
    case 'readonly':
      return def.innerType;
    default:
      return undefined;
  }
}

export function shapeOf(schema: Schema): Readonly<Record<string, Schema>> | undefined {
  return isKnown(schema) && schema._zod.def.type === 'object' ? schema._zod.def.shape : undefined;
}

/** Which member of a union a map is meant for: by discriminator or form key, else the one that knows most of its keys. */
export function mapOption(schema: Schema, keys: readonly string[], textOf: (key: string) => unknown): Schema | undefined {
  const options = optionsOf(schema).filter((option) => typeOf(option) === 'object' || typeOf(option) === 'record');
  if (options.length <= 1) return options[0];
  let best: Schema | undefined;
  let bestScore = Number.NEGATIVE_INFINITY;
  for (const option of options) {
    const score = fitness(option, keys, textOf);
    if (score > bestScore) [best, bestScore] = [option, score];
  }
  return best;
}

/** Literal keys decide, then required keys that are there, then other known keys; unknown keys count against. */
function fitness(option: Schema, keys: readonly string[], written: (key: string) => unknown): number {
  const shape = shapeOf(option);
  if (shape === undefined) return -1;
  let score = 0;
  for (const [key, schema] of Object.entries(shape)) {
    const inner = unwrap(schema);
    const present = keys.includes(key);
    if (present && isKnown(inner) && inner._zod.def.type === 'literal') {
      score += inner._zod.def.values.some((value) => value === written(key)) ? 1000 : -100;
    } else if (present) score += schema._zod.optin === undefined ? 10 : 1;
  }
  return score - keys.filter((key) => !(key in shape)).length * 0.1;
}

/** The schema one step further; undefined when the schema has no such part. */
export function stepInto(schema: Schema, part: PathPart, value: unknown): Schema | undefined {
  if (typeof part === 'number') {
    for (const option of optionsOf(schema)) {
      if (!isKnown(option)) continue;
      const { def } = option._zod;
      if (def.type === 'array') return def.element;
      if (def.type === 'tuple') return def.items[part];
    }
    return undefined;
  }
  const record = isRecord(value) ? value : {};
  const option = mapOption(schema, Object.keys(record), (key) => record[key]);
  if (option === undefined || !isKnown(option)) return undefined;
  const { def } = option._zod;
  if (def.type === 'object') return Object.hasOwn(def.shape, part) ? def.shape[part] : undefined;
  return def.type === 'record' ? def.valueType : undefined;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Plain data of a node. Keys are own properties whatever they are called. */
export function plainValue(node: ConfigNode): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plainValue);
  const result: Record<string, unknown> = {};
  for (const [key, entry] of node.entries) setOwn(result, key, plainValue(entry.value));
  return result;
}

export function setOwn(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

/**
 * The value that a schema gives when the key at the path is absent, undefined when there is none.
 * @param value data that decides between members of unions on the way
 */
export function defaultAt(schema: Schema, path: readonly PathPart[], value: unknown): unknown {
  let current: Schema | undefined = schema;
  let at = value;
  for (const part of path) {
    if (current === undefined) return undefined;
    current = stepInto(current, part, at);
    at = isRecord(at) || Array.isArray(at) ? Reflect.get(at, part) : undefined;
  }
  if (current === undefined || !isParser(current)) return undefined;
  const result = current.safeParse(undefined);
  return result.success ? result.data : undefined;
}

function isParser(schema: Schema): schema is z.ZodType {
  return schema instanceof z.ZodType;
}

/** Plain data with its keys in the order of the schema; keys that users choose are sorted. */
export function inSchemaOrder(schema: Schema | undefined, value: unknown): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => inSchemaOrder(schema === undefined ? undefined : stepInto(schema, index, value), item));
  if (!isRecord(value)) return value;
  const option = schema === undefined ? undefined : mapOption(schema, Object.keys(value), (key) => value[key]);
  const shape = option === undefined ? undefined : shapeOf(option);
  const known = shape === undefined ? [] : Object.keys(shape).filter((key) => Object.hasOwn(value, key));
  const free = Object.keys(value).filter((key) => !known.includes(key));
  const result: Record<string, unknown> = {};
  for (const key of [...known, ...free.sort()]) {
    if (value[key] === undefined) continue;
    setOwn(result, key, inSchemaOrder(schema === undefined ? undefined : stepInto(schema, key, value), value[key]));
  }
  return result;
}
