import { isAlias, isMap, isScalar, isSeq, type Node, type Pair, parseDocument } from 'yaml';
import type { ConfigNode, Layer, MapEntry, MapNode, Scalar } from './node.ts';
import type { Problems } from './problem.ts';
import { createSource, type Source, type Span } from './source.ts';

export const YAML_MAX_BYTES = 1_000_000;
export const YAML_MAX_ALIASES = 100;
const MAX_EXPANDED_VALUES = 100_000;
const MAX_DEPTH = 64;
const MAX_SYNTAX_PROBLEMS = 5;

export interface ReadYaml {
  readonly source: Source;
  /** Undefined when the text could not be read; an empty file is an empty map. */
  readonly root: ConfigNode | undefined;
}

/**
 * Reads one YAML 1.2 document into nodes with places. Problems: YAML_TOO_LARGE (before any parsing), YAML_SYNTAX, YAML_DUPLICATE_KEY,
 * YAML_ALIASES. Aliases share the nodes of their anchor, so that a bomb costs nothing before it is refused.
 */
export function readYaml(bytes: Uint8Array, file: string, layer: Layer, problems: Problems): ReadYaml {
  if (bytes.length > YAML_MAX_BYTES) {
    const megabytes = (bytes.length / 1_000_000).toFixed(1);
    const source = createSource(file, '');
    problems.add({
      code: 'YAML_TOO_LARGE',
      path: [],
      message: `${file} has ${megabytes} MB, at most 1 MB is read`,
      hint: 'move data out of the configuration, or split it with include',
    });
    return { source, root: undefined };
  }
  const text = decode(bytes);
  const source = createSource(file, text ?? '');
  if (text === undefined) {
    problems.add({
      code: 'YAML_SYNTAX',
      path: [],
      message: `${file} is not UTF-8 text`,
      hint: 'save it with the encoding UTF-8',
    });
    return { source, root: undefined };
  }
  return { source, root: new Reader(source, layer, problems).read() };
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/** Gives up on a text whose aliases are out of bounds. */
class AliasError extends Error {}

class Reader {
  readonly #source: Source;
  readonly #layer: Layer;
  readonly #problems: Problems;
  readonly #anchors = new Map<string, { readonly node: ConfigNode; readonly size: number }>();
  #aliases = 0;
  #size = 0;

  constructor(source: Source, layer: Layer, problems: Problems) {
    this.#source = source;
    this.#layer = layer;
    this.#problems = problems;
  }

  read(): ConfigNode | undefined {
    const document = this.#parse();
    if (document === undefined) return undefined;
    const empty: MapNode = { kind: 'map', span: this.#span(0, 1), layer: this.#layer, entries: new Map() };
    if (document.contents === null) return empty;
    try {
      const root = this.#convert(document.contents, 0);
      if (root.kind === 'scalar' && root.value === null) return empty;
      if (root.kind === 'map') return root;
      this.#problems.add({
        code: 'CONFIG_TYPE',
        path: [],
        message: `${this.#source.file} must be a map of sections, not a ${root.kind === 'list' ? 'list' : 'single value'}`,
        span: root.span,
      });
      return undefined;
    } catch (error) {
      if (error instanceof AliasError) return undefined;
      throw error;
    }
  }

  /** Duplicate keys are found while converting: the parser's own check takes quadratic time. */
  #parse(): { readonly contents: Node | null } | undefined {
    try {
      const document = parseDocument(this.#source.text, {
        version: '1.2',
        // Everything is text here: what plain text means is decided below, once.
        schema: 'failsafe',
        uniqueKeys: false,
        prettyErrors: false,
        logLevel: 'error',
      });
      const faults = [...document.errors, ...document.warnings];
      for (const fault of faults.slice(0, MAX_SYNTAX_PROBLEMS)) {
        const [start, end] = fault.pos;
        this.#syntax(sentence(fault.code, fault.message), this.#span(start, Math.max(end, start + 1)), hintFor(fault.code));
      }
      return faults.length > 0 ? undefined : document;
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#syntax('the text is nested too deeply', this.#span(0, 1));
      return undefined;
    }
  }

  #convert(node: Node, depth: number): ConfigNode {
    const span = this.#span(node.range?.[0] ?? 0, node.range?.[1] ?? 0);
    if (depth > MAX_DEPTH) {
      this.#syntax(`values are nested more than ${MAX_DEPTH} deep`, span);
      throw new AliasError();
    }
    if (isAlias(node)) return this.#alias(node.source, span);
    const before = this.#size;
    this.#size += 1;
    const converted = this.#plain(node, span, depth);
    const anchor = isScalar(node) || isMap(node) || isSeq(node) ? node.anchor : undefined;
    if (anchor !== undefined) this.#anchors.set(anchor, { node: converted, size: this.#size - before });
    return converted;
  }

  #plain(node: Node, span: Span, depth: number): ConfigNode {
    const layer = this.#layer;
    if (isSeq(node)) {
      const items = node.items.map((item) => this.#convert(item as Node, depth + 1));
      return { kind: 'list', span, layer, items };
    }
    if (isMap(node)) return { kind: 'map', span, layer, entries: this.#entries(node.items as readonly Pair[], depth) };
    if (!isScalar(node)) return { kind: 'scalar', span, layer, value: null, text: '' };
    const text = typeof node.value === 'string' ? node.value : '';
    const isPlain = node.type === 'PLAIN' && node.tag === undefined;
    return { kind: 'scalar', span, layer, value: isPlain ? plainScalar(text) : text, text };
  }

  #entries(items: readonly Pair[], depth: number): ReadonlyMap<string, MapEntry> {
    const entries = new Map<string, MapEntry>();
    const merged: MapNode[] = [];
    for (const pair of items) {
      const keyNode = pair.key as Node;
      const key = this.#span(keyNode.range?.[0] ?? 0, keyNode.range?.[1] ?? 0);
      if (!isScalar(keyNode)) {
        this.#syntax('a key must be plain text', key);
        continue;
      }
      const name = String(keyNode.value);
      const value = this.#value(pair.value as Node | null, key, depth);
      if (name === '<<' && keyNode.type === 'PLAIN') merged.push(...this.#mergeSources(value, key));
      else if (entries.has(name)) this.#duplicate(name, key, entries.get(name)?.key);
      else entries.set(name, { key, value });
    }
    for (const map of merged) for (const [name, entry] of map.entries) if (!entries.has(name)) entries.set(name, entry);
    return entries;
  }

  #value(node: Node | null, key: Span, depth: number): ConfigNode {
    if (node !== null) {
      const value = this.#convert(node, depth + 1);
      // An empty value has an empty place: point at its key.
      if (value.kind === 'scalar' && value.value === null && value.text === '') return { ...value, span: key };
      return value;
    }
    return { kind: 'scalar', span: key, layer: this.#layer, value: null, text: '' };
  }

  #alias(name: string, span: Span): ConfigNode {
    this.#aliases += 1;
    if (this.#aliases > YAML_MAX_ALIASES) this.#tooMany(`more than ${YAML_MAX_ALIASES} aliases`, span);
    const anchor = this.#anchors.get(name);
    if (anchor === undefined) {
      this.#syntax(`the alias *${name} stands inside its own anchor or has none`, span);
      throw new AliasError();
    }
    this.#size += anchor.size;
    if (this.#size > MAX_EXPANDED_VALUES) this.#tooMany(`the aliases expand to more than ${MAX_EXPANDED_VALUES} values`, span);
    return anchor.node;
  }

  #tooMany(message: string, span: Span): never {
    this.#problems.add({ code: 'YAML_ALIASES', path: [], message, span, hint: 'write the values out, or generate the file' });
    throw new AliasError();
  }

  #mergeSources(value: ConfigNode, key: Span): readonly MapNode[] {
    const candidates = value.kind === 'list' ? value.items : [value];
    return candidates.flatMap((candidate) => {
      if (candidate.kind === 'map') return [candidate];
      this.#syntax('<< takes a map or a list of maps', key);
      return [];
    });
  }

  #duplicate(name: string, span: Span, first: Span | undefined): void {
    this.#problems.add({
      code: 'YAML_DUPLICATE_KEY',
      path: [],
      message: `"${name}" is written twice`,
      span,
      ...(first === undefined ? {} : { related: [{ message: 'first written here', span: first }] }),
    });
  }

  #syntax(message: string, span: Span, hint?: string): void {
    this.#problems.add({ code: 'YAML_SYNTAX', path: [], message, span, hint });
  }

  #span(start: number, end: number): Span {
    return { source: this.#source, start, end };
  }
}

function sentence(code: string, message: string): string {
  if (code === 'MULTIPLE_DOCS') return 'the file holds more than one document';
  const line = message.split('\n')[0] ?? message;
  return line.slice(0, 1).toLowerCase() + line.slice(1);
}

function hintFor(code: string): string | undefined {
  if (code === 'TAB_AS_INDENT') return 'YAML is indented with spaces';
  if (code === 'MULTIPLE_DOCS') return 'one file holds one document: remove the line ---';
  if (code === 'TAG_RESOLVE_FAILED') return 'tags such as !!js are not used here';
  return undefined;
}

/** What a plain scalar means in YAML 1.2 core; the text itself when it means nothing else. */
export function plainScalar(text: string): Scalar {
  if (/^(null|Null|NULL|~)?$/.test(text)) return null;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/.test(text)) return Number(text);
  if (/^0o[0-7]+$/.test(text) || /^0x[0-9a-fA-F]+$/.test(text)) return Number(text);
  if (/^\.(nan|NaN|NAN)$/.test(text)) return Number.NaN;
  const infinity = /^([-+]?)\.(inf|Inf|INF)$/.exec(text);
  if (infinity === null) return text;
  return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
