import { type Path, pathText } from './node.ts';
import { isRecord } from './schema-tools.ts';

const COMMENT_COLUMN = 44;
/** Texts that YAML 1.2 reads back as the same text without quotes. */
const PLAIN = /^[A-Za-z_./][A-Za-z0-9_./+-]*( [A-Za-z0-9_./+-]+)*$|^\d{4}-\d{2}-\d{2}$/;
const NOT_TEXT = /^(true|false|null|\.inf|\.nan|~|[-+]?\.?\d.*[eE]?.*)$/i;

/** The origin of the value at a path, or undefined for a part that has no origin of its own. */
export type OriginOf = (path: string) => string | undefined;

/**
 * Every value with its origin as a comment, keys in the order given (`inSchemaOrder` makes it canonical): equal values give equal bytes,
 * and reading the text again gives the same values.
 * @param value plain data; undefined is left out
 */
export function resolvedYaml(value: Readonly<Record<string, unknown>>, originOf: OriginOf): string {
  const lines: string[] = [];
  writeMap(value, [], 0, lines, originOf, '');
  return `${lines.join('\n')}\n`;
}

function writeMap(
  map: Readonly<Record<string, unknown>>,
  path: Path,
  depth: number,
  lines: string[],
  originOf: OriginOf,
  lead: string,
): void {
  let first = lead;
  for (const [key, value] of Object.entries(map)) {
    if (value === undefined) continue;
    const at = [...path, key];
    const head = `${first === '' ? '  '.repeat(depth) : first}${scalarText(key)}:`;
    first = '';
    writeValue(value, at, depth, head, lines, originOf);
  }
}

function writeValue(value: unknown, path: Path, depth: number, head: string, lines: string[], originOf: OriginOf): void {
  const inline = inlineText(value);
  if (inline !== undefined) {
    lines.push(withComment(`${head} ${inline}`, originOf(pathText(path))));
    return;
  }
  lines.push(head);
  if (Array.isArray(value))
    for (const [index, item] of value.entries()) writeItem(item, [...path, index], depth + 1, lines, originOf);
  else if (isRecord(value)) writeMap(value, path, depth + 1, lines, originOf, '');
}

function writeItem(item: unknown, path: Path, depth: number, lines: string[], originOf: OriginOf): void {
  const dash = `${'  '.repeat(depth)}- `;
  const inline = inlineText(item);
  if (inline !== undefined) lines.push(withComment(`${dash}${inline}`, originOf(pathText(path))));
  else if (isRecord(item)) writeMap(item, path, depth + 1, lines, originOf, dash);
  else if (Array.isArray(item)) {
    lines.push(`${dash.trimEnd()}`);
    for (const [index, part] of item.entries()) writeItem(part, [...path, index], depth + 1, lines, originOf);
  }
}

/** What stands on one line: scalars, lists of scalars, empty maps and lists. */
function inlineText(value: unknown): string | undefined {
  if (value === null || typeof value !== 'object') return scalarText(value);
  if (!Array.isArray(value))
    return isRecord(value) && Object.values(value).every((item) => item === undefined) ? '{}' : undefined;
  if (!value.every((item) => item === null || typeof item !== 'object')) return undefined;
  return `[${value.map(scalarText).join(', ')}]`;
}

function scalarText(value: unknown): string {
  if (typeof value !== 'string') return String(value);
  const literal = value.replaceAll('${', '$${');
  return PLAIN.test(literal) && (!NOT_TEXT.test(literal) || /^\d{4}-\d{2}-\d{2}$/.test(literal))
    ? literal
    : JSON.stringify(literal);
}

function withComment(text: string, origin: string | undefined): string {
  return origin === undefined ? text : `${text.padEnd(COMMENT_COLUMN)} # ${origin}`;
}

/** The leaves of plain data: scalars, lists of scalars, empty maps, each with its path. What an origin belongs to. */
export function leaves(value: unknown, path: Path = []): readonly { readonly path: Path; readonly value: unknown }[] {
  if (value === undefined) return [];
  if (inlineText(value) !== undefined && path.length > 0) return [{ path, value }];
  if (Array.isArray(value)) return value.flatMap((item, index) => leaves(item, [...path, index]));
  if (isRecord(value)) return Object.entries(value).flatMap(([key, item]) => leaves(item, [...path, key]));
  return [];
}
