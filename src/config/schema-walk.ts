import { z } from 'zod';
import { fieldOf, isKnown, optionsOf, type Schema, shapeOf } from './schema-tools.ts';

/** One field of the project file, as the reference page, the editor and the "nothing is unused" test see it. */
export interface SchemaField {
  /** `agents[].risk.max_position_pct`; `*` stands for a key that the user chooses. */
  readonly path: string;
  /** money, date, fraction … or the plain type. */
  readonly type: string;
  readonly required: boolean;
  /** The default, undefined when there is none. */
  readonly standard: unknown;
  /** Allowed words, for a choice. */
  readonly values: readonly string[] | undefined;
}

const MAX_DEPTH = 12;

/** Every leaf path of a schema, in its order. Members of unions are joined. */
export function schemaFields(schema: Schema): readonly SchemaField[] {
  const found = new Map<string, SchemaField>();
  visit(schema, '', found, 0, true, undefined);
  return [...found.values()];
}

function visit(
  schema: Schema,
  path: string,
  found: Map<string, SchemaField>,
  depth: number,
  required: boolean,
  standard: unknown,
): void {
  if (depth > MAX_DEPTH) return;
  let isLeaf = true;
  for (const option of optionsOf(schema)) {
    if (!isKnown(option)) continue;
    const { def } = option._zod;
    if (def.type === 'object') {
      isLeaf = false;
      for (const [key, property] of Object.entries(def.shape)) {
        const below = path === '' ? key : `${path}.${key}`;
        visit(property, below, found, depth + 1, property._zod.optin === undefined, defaultOf(property));
      }
    } else if (def.type === 'array' && hasFields(def.element)) {
      isLeaf = false;
      visit(def.element, `${path}[]`, found, depth + 1, true, undefined);
    } else if (def.type === 'record' && hasFields(def.valueType)) {
      isLeaf = false;
      visit(def.valueType, `${path}.*`, found, depth + 1, true, undefined);
    }
  }
  if (!isLeaf && !hasScalarForm(schema)) return;
  if (path === '' || found.has(path)) return;
  found.set(path, { path, type: typeName(schema), required, standard, values: valuesOf(schema) });
}

function hasFields(schema: Schema): boolean {
  return optionsOf(schema).some((option) => shapeOf(option) !== undefined);
}

/** True when some member of the union is a plain value (`symbols: [SPX, { ticker: GLD }]`, `news: false`). */
function hasScalarForm(schema: Schema): boolean {
  const options = optionsOf(schema);
  return (
    options.length > 1 &&
    options.some((option) => isKnown(option) && !['object', 'array', 'record'].includes(option._zod.def.type))
  );
}

function typeName(schema: Schema): string {
  const field = fieldOf(schema);
  if (field !== undefined) return field;
  const names = optionsOf(schema).map((option) => {
    if (!isKnown(option)) return 'value';
    const { def } = option._zod;
    const own = fieldOf(option);
    if (own !== undefined) return own;
    switch (def.type) {
      case 'array':
        return `list of ${typeName(def.element)}`;
      case 'enum':
      case 'literal':
        return 'choice';
      case 'string':
        return 'text';
      case 'boolean':
        return 'true or false';
      case 'record':
      case 'object':
        return 'map';
      case 'number':
        return Reflect.get(def, 'format') === 'safeint' ? 'whole number' : 'number';
      default:
        return def.type;
    }
  });
  return [...new Set(names)].join(' or ');
}

function valuesOf(schema: Schema): readonly string[] | undefined {
  const values = optionsOf(schema).flatMap((option) => {
    if (!isKnown(option)) return [];
    const { def } = option._zod;
    if (def.type === 'enum') return Object.values(def.entries).map(String);
    return def.type === 'literal' ? def.values.map(String) : [];
  });
  return values.length === 0 ? undefined : values;
}

function defaultOf(schema: Schema): unknown {
  for (let current: Schema = schema; isKnown(current); ) {
    const { def } = current._zod;
    if (def.type === 'default') return def.defaultValue;
    if (def.type !== 'optional' && def.type !== 'nullable' && def.type !== 'readonly') return undefined;
    current = def.innerType;
  }
  return undefined;
}

/** JSON Schema (draft 2020-12) of what may be written, for editors. Money and text fields may be written as plain numbers. */
export function editorSchema(schema: Schema, title: string): Readonly<Record<string, unknown>> {
  const json = z.toJSONSchema(schema, {
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      const field = fieldOf(zodSchema);
      if (field === 'money' && jsonSchema.type === 'string') {
        delete jsonSchema.type;
        Object.assign(jsonSchema, { type: ['string', 'number'] });
      }
      if (field === 'block' && Array.isArray(jsonSchema.anyOf))
        jsonSchema.anyOf = [{ type: 'boolean' }, ...jsonSchema.anyOf.slice(1)];
    },
  });
  const { $schema, ...rest } = json;
  return { $schema, title, ...rest };
}

/** True when a concrete path (`agents[0].name`) is, or lies below, a path of the schema. */
export function schemaPath(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '[]');
}
