import { z } from 'zod';
import { FEATURES, LATER_TYPES } from '../../src/features/registry.ts';
import { code, GENERATED, page, table } from './markdown.ts';

/** Every built-in feature type with its parameters, from the registry. */
export function renderFeatures(): string {
  const rows = FEATURES.map((feature) => [
    code(feature.type),
    feature.summary,
    parameters(feature.params),
    feature.outputs.length > 1 ? feature.outputs.map(code).join(', ') : '',
    feature.unit,
    feature.source,
  ]);
  return page(
    GENERATED,
    '# Features',
    'Built-in types for `features.definitions`, as `kind: sma, params: { period: 20 }`. Where a type has several outputs, the plain name reads the first one and `name.output` each of them. A value is undefined until enough bars are there; rules that read an undefined value do not act.',
    table(['type', 'meaning', 'parameters', 'outputs', 'unit', 'source'], rows),
    '## Later types',
    'Accepted in the file and not usable yet: `validate` says so.',
    LATER_TYPES.map(code).join(', '),
  );
}

/** `period` 2–1000 (20), … from the schema. */
function parameters(schema: z.ZodType): string {
  const { properties } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties ?? {})
    .map(([name, property]) => {
      if (typeof property === 'boolean') return code(name);
      const { minimum, maximum, default: standard } = property;
      const values = property.enum?.map((value) => code(String(value))).join(' or ');
      const range = values ?? (minimum === undefined || maximum === undefined ? '' : `${minimum} to ${maximum}`);
      return `${code(name)} ${range}${standard === undefined ? '' : ` (${JSON.stringify(standard)})`}`.trim();
    })
    .join('; ');
}
