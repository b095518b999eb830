import { inactiveCapability, projectSchema } from '../../src/app/project/index.ts';
import { type SchemaField, schemaFields } from '../../src/config/index.ts';
import { code, GENERATED, page, table } from './markdown.ts';

/** Every key of config/project.yaml, section by section, from the schema that `validate` uses. */
export function renderConfig(): string {
  const sections = new Map<string, SchemaField[]>();
  for (const field of schemaFields(projectSchema)) {
    const name = /^[^.[]+/.exec(field.path)?.[0] ?? field.path;
    const section = sections.get(name) ?? [];
    section.push(field);
    sections.set(name, section);
  }
  return page(
    GENERATED,
    '# config/project.yaml',
    'Every key with its type and default. `[]` stands for each entry of a list, `*` for a name that you choose. An unknown key is an error. A key with a note in the last column is checked and has no effect before that part of the program is there; `validate` lists those you use.',
    ...[...sections].map(([name, fields]) => `## ${name}\n\n${table(['key', 'type', 'default', 'later'], fields.map(fieldRow))}`),
  );
}

function fieldRow(field: SchemaField): readonly string[] {
  const type = field.values === undefined ? field.type : field.values.map((value) => code(value)).join(', ');
  const standard = field.standard === undefined ? (field.required ? 'must be given' : '') : code(JSON.stringify(field.standard));
  return [code(field.path), type, standard, inactiveCapability(field.path) ?? ''];
}
