import { z } from 'zod';
import { code } from './markdown.ts';

/** `period` 2–1000 (20), … from the schema. */
export function parameters(schema: z.ZodType): string {
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
