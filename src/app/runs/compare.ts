/** The first place where a run and its repetition differ. Lines and offsets count from 1; null where a file has none. */
export interface RunDifference {
  readonly file: string;
  readonly line: number | null;
  /** Key or column; dotted inside nested values. */
  readonly field: string | null;
  readonly stored: string | null;
  readonly rerun: string | null;
}

/** Both sides of a comparison: where a side's own folders and ids stand in its texts. */
export interface Side {
  /** Texts that only name the run or its place, longest first: its id, folder, temporary folder. */
  readonly names: readonly string[];
}

const VOLATILE = new Set(['run_id', 'parent', 'corr', 'timestamps', 'duration_ms', 'latency_ms']);
const ORDER_IDS = new Set(['client_order_id', 'broker_order_id']);

/** Keys that tell when or where a run was made, not what came of it. */
function isVolatile(key: string): boolean {
  return VOLATILE.has(key) || key.endsWith('_at');
}

/** Compares the files of a run with those of its repetition; remembers order ids by their first appearance on either side. */
export class RunComparison {
  readonly #stored: Side;
  readonly #rerun: Side;
  readonly #storedIds = new Map<string, number>();
  readonly #rerunIds = new Map<string, number>();

  constructor(stored: Side, rerun: Side) {
    this.#stored = stored;
    this.#rerun = rerun;
  }

  /** Undefined when the two texts are equal but for volatile fields. */
  compareText(file: string, storedText: string, rerunText: string): RunDifference | undefined {
    const stored = withoutNames(storedText, this.#stored);
    const rerun = withoutNames(rerunText, this.#rerun);
    if (file.endsWith('.jsonl')) return this.#compareLines(file, stored, rerun);
    if (file.endsWith('.json')) return this.#compareJson(file, stored, rerun);
    if (file.endsWith('.csv')) return this.#compareCsv(file, stored, rerun);
    if (/\.ya?ml$/.test(file)) return firstLine(file, withoutOrigins(stored), withoutOrigins(rerun));
    return firstLine(file, stored, rerun);
  }

  #compareJson(file: string, storedText: string, rerunText: string): RunDifference | undefined {
    const [stored, rerun] = [parsed(storedText), parsed(rerunText)];
    const print = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
    if (stored === undefined || rerun === undefined) return firstLine(file, storedText, rerunText);
    const difference = this.#compareValues(stored.value, rerun.value, '');
    if (difference !== undefined) {
      return { file, line: lineOfField(storedText, difference.field), ...difference };
    }
    // Equal values in another spelling (spaces, 1.0 for 1) are a changed byte too.
    return firstLine(file, storedText, print(stored.value)) ?? firstLine(file, print(rerun.value), rerunText);
  }

  #compareLines(file: string, storedText: string, rerunText: string): RunDifference | undefined {
    const [stored, rerun] = [storedText.split('\n'), rerunText.split('\n')];
    for (let index = 0; index < Math.max(stored.length, rerun.length); index += 1) {
      const [left, right] = [stored[index], rerun[index]];
      const [leftValue, rightValue] = [parsed(left ?? ''), parsed(right ?? '')];
      const line = index + 1;
      if (leftValue === undefined || rightValue === undefined) {
        if (left !== right) return { file, line, field: null, stored: left ?? null, rerun: right ?? null };
        continue;
      }
      const difference = this.#compareValues(leftValue.value, rightValue.value, '');
      if (difference !== undefined) return { file, line, ...difference };
      if (left !== JSON.stringify(leftValue.value)) {
        return { file, line, field: null, stored: left ?? null, rerun: JSON.stringify(leftValue.value) };
      }
    }
    return undefined;
  }

  #compareCsv(file: string, storedText: string, rerunText: string): RunDifference | undefined {
    const [stored, rerun] = [storedText.split('\n'), rerunText.split('\n')];
    const columns = (stored[0] ?? '').split(',');
    for (let index = 0; index < Math.max(stored.length, rerun.length); index += 1) {
      const [left, right] = [stored[index], rerun[index]];
      if (left === right && !columns.some((column) => ORDER_IDS.has(column))) continue;
      const line = index + 1;
      if (left === undefined || right === undefined)
        return { file, line, field: null, stored: left ?? null, rerun: right ?? null };
      const [leftCells, rightCells] = [left.split(','), right.split(',')];
      for (let column = 0; column < Math.max(leftCells.length, rightCells.length); column += 1) {
        const field = columns[column] ?? `column ${column + 1}`;
        if (index > 0 && isVolatile(field)) continue;
        const [leftCell, rightCell] = [leftCells[column] ?? null, rightCells[column] ?? null];
        if (index > 0 && ORDER_IDS.has(field) && leftCell !== '' && this.#sameOrder(leftCell, rightCell)) continue;
        if (leftCell !== rightCell) return { file, line, field, stored: leftCell, rerun: rightCell };
      }
    }
    return undefined;
  }

  /** Undefined when equal; keys must stand in the same order. */
  #compareValues(stored: unknown, rerun: unknown, path: string): Pick<RunDifference, 'field' | 'stored' | 'rerun'> | undefined {
    const differs = { field: path === '' ? null : path, stored: shown(stored), rerun: shown(rerun) };
    if (Array.isArray(stored) && Array.isArray(rerun)) {
      for (let index = 0; index < Math.max(stored.length, rerun.length); index += 1) {
        const difference = this.#compareValues(stored[index], rerun[index], `${path}[${index}]`);
        if (difference !== undefined) return difference;
      }
      return undefined;
    }
    if (!isRecord(stored) || !isRecord(rerun)) return Object.is(stored, rerun) ? undefined : differs;
    const [leftKeys, rightKeys] = [Object.keys(stored), Object.keys(rerun)];
    for (const key of leftKeys) {
      if (isVolatile(key)) continue;
      const field = path === '' ? key : `${path}.${key}`;
      if (!(key in rerun)) return { field, stored: shown(stored[key]), rerun: null };
      if (ORDER_IDS.has(key) && this.#sameOrder(stored[key], rerun[key])) continue;
      const difference = this.#compareValues(stored[key], rerun[key], field);
      if (difference !== undefined) return difference;
    }
    return leftKeys.join('\n') === rightKeys.join('\n')
      ? undefined
      : { ...differs, stored: leftKeys.join(' '), rerun: rightKeys.join(' ') };
  }

  /** Order ids contain the run's id: they are equal when both appeared as the n-th of their side. */
  #sameOrder(stored: unknown, rerun: unknown): boolean {
    if (typeof stored !== 'string' || typeof rerun !== 'string') return false;
    return number(this.#storedIds, stored) === number(this.#rerunIds, rerun);
  }
}

function number(ids: Map<string, number>, id: string): number {
  const known = ids.get(id);
  if (known !== undefined) return known;
  ids.set(id, ids.size);
  return ids.size - 1;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function shown(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

function withoutNames(text: string, side: Side): string {
  return side.names.reduce((result, name) => result.replaceAll(name, '<run>'), text);
}

/** The resolved config without its origin comments, which name the file that the values came from. */
function withoutOrigins(text: string): string {
  return text
    .split('\n')
    .map(withoutComment)
    .filter((line) => line !== '')
    .join('\n');
}

/** A `#` begins a comment after a space and outside quotes; a quote opens only where a value can begin. */
function withoutComment(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const [before, char] = [line[at - 1] ?? ' ', line[at]!];
    if (quote !== '') {
      if (char === '\\' && quote === '"') at += 1;
      else if (char === quote) quote = '';
    } else if ((char === '"' || char === "'") && /[\s[{,:]/.test(before)) quote = char;
    else if (char === '#' && /\s/.test(before)) return line.slice(0, at).trimEnd();
  }
  return line;
}

function firstLine(file: string, storedText: string, rerunText: string): RunDifference | undefined {
  if (storedText === rerunText) return undefined;
  const [stored, rerun] = [storedText.split('\n'), rerunText.split('\n')];
  const index = stored.findIndex((line, at) => line !== rerun[at]);
  const at = index === -1 ? stored.length : index;
  return { file, line: at + 1, field: null, stored: stored[at] ?? null, rerun: rerun[at] ?? null };
}

/** Line of a JSON text printed with two spaces on which a field stands; null when it cannot be told. */
function lineOfField(text: string, field: string | null): number | null {
  if (field === null) return null;
  const lines = text.split('\n');
  let line = 0;
  for (const part of field.split(/\.|(?=\[)/)) {
    if (part.startsWith('[')) return line === 0 ? null : line;
    const found = lines.findIndex(
      (candidate, index) => index >= line && candidate.trimStart().startsWith(`${JSON.stringify(part)}:`),
    );
    if (found === -1) return line === 0 ? null : line;
    line = found + 1;
  }
  return line;
}

/** Byte offset of the first difference, or undefined when equal. */
export function compareBytes(file: string, stored: Uint8Array, rerun: Uint8Array): RunDifference | undefined {
  const length = Math.min(stored.length, rerun.length);
  let at = 0;
  while (at < length && stored[at] === rerun[at]) at += 1;
  if (at === stored.length && at === rerun.length) return undefined;
  const byte = (bytes: Uint8Array): string | null => (at < bytes.length ? `0x${bytes[at]!.toString(16).padStart(2, '0')}` : null);
  return { file, line: null, field: `byte ${at + 1}`, stored: byte(stored), rerun: byte(rerun) };
}
