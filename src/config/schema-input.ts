import type { ConfigNode, MapNode, ScalarNode } from './node.ts';
import {
  fieldOf,
  isKnown,
  isOptional,
  mapOption,
  optionsOf,
  plainValue,
  type Schema,
  setOwn,
  shapeOf,
  typeOf,
} from './schema-tools.ts';

/**
 * What the schema is given to check: plain data, with the source text where a text field was written like a number (money, dates,
 * symbols), `true` of an on/off block as its empty map, and without `null` where the schema says the key may be absent.
 */
export function schemaInput(schema: Schema, root: ConfigNode): unknown {
  if (root.kind !== 'map') return plainValue(root);
  return mapInput(schema, root, true);
}

function input(schema: Schema | undefined, node: ConfigNode): unknown {
  if (schema === undefined) return plainValue(node);
  if (node.kind === 'map') return mapInput(schema, node, false);
  if (node.kind === 'list') {
    const element = listElement(schema);
    return node.items.map((item, index) => input(element(index), item));
  }
  return scalarInput(schema, node);
}

function mapInput(schema: Schema, node: MapNode, top: boolean): unknown {
  const option = mapOption(schema, [...node.entries.keys()], (key) => {
    const value = node.entries.get(key)?.value;
    return value?.kind === 'scalar' ? value.value : undefined;
  });
  const shape = option === undefined ? undefined : shapeOf(option);
  const result: Record<string, unknown> = {};
  for (const [key, { value }] of node.entries) {
    const property = shape === undefined ? recordValue(option) : Object.hasOwn(shape, key) ? shape[key] : undefined;
    const absent = value.kind === 'scalar' && value.value === null && property !== undefined;
    if (absent && (top || isOptional(property) || fieldOf(property) === 'block')) continue;
    setOwn(result, key, input(property, value));
  }
  return result;
}

function recordValue(schema: Schema | undefined): Schema | undefined {
  return schema !== undefined && isKnown(schema) && schema._zod.def.type === 'record' ? schema._zod.def.valueType : undefined;
}

function listElement(schema: Schema): (index: number) => Schema | undefined {
  for (const option of optionsOf(schema)) {
    if (!isKnown(option)) continue;
    const { def } = option._zod;
    if (def.type === 'array') return () => def.element;
    if (def.type === 'tuple') return (index) => def.items[index];
  }
  return () => undefined;
}

function scalarInput(schema: Schema, node: ScalarNode): unknown {
  if (node.value === true && fieldOf(schema) === 'block') return {};
  const options = optionsOf(schema);
  const strings = options.filter((option) => typeOf(option) === 'string' || typeOf(option) === 'enum');
  if (node.reference === true) {
    const accepts = options.some((option) => typeOf(option) === (typeof node.value === 'object' ? 'null' : typeof node.value));
    return accepts || strings.length === 0 ? node.value : node.text;
  }
  if (typeof node.value !== 'number') return node.value;
  const takesNumber = options.some((option) => typeOf(option) === 'number' || typeOf(option) === 'literal');
  return !takesNumber && strings.some((option) => fieldOf(option) !== undefined) ? node.text : node.value;
}
