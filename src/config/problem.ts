import { PROBLEM_CODES, type ProblemCode } from './codes.ts';
import { type ConfigNode, nodeAt, type Path, pathText } from './node.ts';
import { placeOf, type Span } from './source.ts';

export type Severity = 'error' | 'warning';

export interface Related {
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with a configuration, as `validate --json` prints it. */
export interface Problem {
  /** A code of the configuration, or one of the data files that it names. */
  readonly code: ProblemCode | `CSV_${string}`;
  readonly severity: Severity;
  /** `agents[0].risk.max_position_pct`; empty for the text of a file as a whole. */
  readonly path: string;
  readonly file: string;
  readonly line: number | null;
  readonly column: number | null;
  readonly message: string;
  readonly hint: string | null;
  readonly related?: readonly Related[];
}

/** A problem with the piece of text it points at, for the renderer. */
export interface PlacedProblem extends Problem {
  readonly span: Span | undefined;
  /** The value must not be shown. */
  readonly secret: boolean;
  /** The place is an entry of a list: the lines before it say which list. */
  readonly listEntry: boolean;
}

export interface ProblemInput {
  readonly code: ProblemCode;
  readonly path: Path;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly span?: Span | undefined;
  readonly severity?: Severity | undefined;
  readonly secret?: boolean;
  readonly related?: readonly { readonly message: string; readonly span: Span }[];
}

/** Where a problem points: at the value, at the key it stands under, or at the key of what holds it. */
export type Aim = 'value' | 'key';

/** Collects problems; the same code at the same place is kept once. */
export class Problems {
  readonly #items: PlacedProblem[] = [];
  readonly #seen = new Set<string>();
  /** Shown when a problem has no place of its own. */
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  add(input: ProblemInput): void {
    const place = input.span === undefined ? undefined : placeOf(input.span);
    const path = pathText(input.path);
    const key = `${input.code} ${place === undefined ? path : `${place.file}:${place.line}:${place.column}`} ${input.message}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#items.push({
      code: input.code,
      severity: input.severity ?? PROBLEM_CODES[input.code].severity,
      path,
      file: place?.file ?? this.#file,
      line: place?.line ?? null,
      column: place?.column ?? null,
      message: input.message,
      hint: input.hint ?? null,
      ...(input.related === undefined ? {} : { related: input.related.map(relatedPlace) }),
      span: input.span,
      secret: input.secret ?? false,
      listEntry: typeof input.path.at(-1) === 'number',
    });
  }

  get count(): number {
    return this.#items.length;
  }

  get hasErrors(): boolean {
    return this.#items.some((item) => item.severity === 'error');
  }

  /** A value whose text could not be settled has no further problems worth showing. */
  #settled(): readonly PlacedProblem[] {
    const unsettled = this.#items.filter((item) => item.code === 'ENV_MISSING' || item.code === 'SECRET_IN_CONFIG');
    return this.#items.filter((item) => unsettled.includes(item) || !unsettled.some((other) => samePlace(item, other)));
  }

  /** In the order of the text: by file as first met, line, column; problems without a place come first. */
  sorted(): readonly PlacedProblem[] {
    const files = new Map<string, number>([[this.#file, 0]]);
    for (const item of this.#items) if (!files.has(item.file)) files.set(item.file, files.size);
    return [...this.#settled()].sort(
      (a, b) =>
        files.get(a.file)! - files.get(b.file)! ||
        (a.line ?? 0) - (b.line ?? 0) ||
        (a.column ?? 0) - (b.column ?? 0) ||
        compareText(a.code, b.code) ||
        compareText(a.path, b.path) ||
        compareText(a.message, b.message),
    );
  }
}

function samePlace(a: PlacedProblem, b: PlacedProblem): boolean {
  return a.line !== null && a.file === b.file && a.line === b.line && a.column === b.column;
}

export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The problem as JSON: without what only the renderer needs. */
export function problemJson(problem: PlacedProblem): Problem {
  const { span: _span, secret: _secret, listEntry: _listEntry, ...rest } = problem;
  return rest;
}

/** The text that a problem at the path should point at: the value, the key, or the nearest thing above that was written. */
export function spanAt(root: ConfigNode, path: Path, aim: Aim = 'value'): Span | undefined {
  let node: ConfigNode = root;
  let key: Span | undefined;
  let best: Span | undefined = firstToken(root);
  for (const [index, part] of path.entries()) {
    const last = index === path.length - 1;
    if (node.kind === 'map') {
      const entry = node.entries.get(String(part));
      if (entry === undefined) return best;
      key = entry.key ?? key;
      node = entry.value;
      best = last && aim === 'value' ? (valueSpan(node) ?? key ?? best) : (key ?? best);
    } else if (node.kind === 'list' && typeof part === 'number' && node.items[part] !== undefined) {
      node = node.items[part];
      best = firstToken(node) ?? best;
    } else return best;
  }
  return best;
}

/** A scalar, or a map or list in brackets on one line, as a whole; anything else is pointed at by its key. */
function valueSpan(node: ConfigNode): Span | undefined {
  if (node.kind === 'scalar') return node.span;
  const { span } = node;
  const text = span?.source.text.slice(span.start, span.end) ?? '';
  return /^[[{][^\n]*$/.test(text) ? span : undefined;
}

function firstToken(node: ConfigNode): Span | undefined {
  if (node.kind === 'map') for (const entry of node.entries.values()) return entry.key ?? node.span;
  return node.span;
}

function relatedPlace(related: { readonly message: string; readonly span: Span }): Related {
  const { file, line, column } = placeOf(related.span);
  return { message: related.message, file, line, column };
}

/**
 * A piece of a text value: `column` (from 1) and `length` count inside the value. The whole value where the written text is not the
 * value itself (escapes, several lines).
 */
export function textSpan(root: ConfigNode, path: Path, column: number | undefined, length: number | undefined): Span | undefined {
  const whole = spanAt(root, path);
  const node = nodeAt(root, path);
  if (column === undefined || whole === undefined || node?.kind !== 'scalar' || node.span === undefined) return whole;
  const quoted = /^["']/.test(whole.source.text.slice(whole.start, whole.start + 1)) ? 1 : 0;
  const start = whole.start + quoted;
  if (!whole.source.text.startsWith(node.text, start)) return whole;
  const from = start + column - 1;
  return { source: whole.source, start: from, end: Math.min(from + Math.max(1, length ?? 1), start + node.text.length + 1) };
}
