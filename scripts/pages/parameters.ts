import { z } from 'zod';
import { code } from './markdown.ts';

/** `period` 2–1000 (20), … from the schema. */
export function parameters(schema: z.ZodType): string {
  const { properties } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties ?? {})
    .map(([name, property]) => {
      if (typeof property === 'boolean') return code(name);
      const values = property.enum?.map((value) => code(String(value))).join(' or ');
      const { default: standard } = property;
      const parts = [
        code(name),
        values ?? rangeOf(property),
        ...(standard === undefined ? [] : [`(${JSON.stringify(standard)})`]),
      ];
      return parts.filter((part) => part !== '').join(' ');
    })
    .join('; ');
}

/** `2 to 1000`, `above 0`, `0 and more`, or nothing. */
function rangeOf({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: z.core.JSONSchema.BaseSchema): string {
  const from = exclusiveMinimum === undefined ? minimum : `above ${exclusiveMinimum}`;
  const to = exclusiveMaximum === undefined ? maximum : `below ${exclusiveMaximum}`;
  const open = to === undefined || to === Number.MAX_SAFE_INTEGER;
  if (from === undefined) return open ? '' : `up to ${to}`;
  if (!open) return `${from} to ${to}`;
  return exclusiveMinimum === undefined ? `${from} and more` : String(from);
}
