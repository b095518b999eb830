import { lineOf, type Span } from './source.ts';

/** Where a value comes from, weakest first: include, file, profile, flag; `like` is below all of them. */
export type Layer =
  | { readonly kind: 'file' }
  | { readonly kind: 'include' }
  | { readonly kind: 'profile'; readonly name: string }
  | { readonly kind: 'flag'; readonly flag: string }
  | { readonly kind: 'like'; readonly name: string };

export type Scalar = string | number | boolean | null;

interface NodeBase {
  /** Absent for values that no file holds. */
  readonly span: Span | undefined;
  readonly layer: Layer;
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly value: Scalar;
  /** As written, without quotes: what a money or date field reads. */
  readonly text: string;
  /** Came as a whole from an environment variable: a text field takes it as text whatever it looks like. */
  readonly reference?: boolean;
}

export interface MapEntry {
  readonly key: Span | undefined;
  readonly value: ConfigNode;
}

export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, MapEntry>;
}

export interface ListNode extends NodeBase {
  readonly kind: 'list';
  readonly items: readonly ConfigNode[];
  /** Where each entry stands in the text, once entries with errors were taken away. */
  readonly indexes?: readonly number[];
}

/** A value of the configuration that remembers its file, line, column and source text. */
export type ConfigNode = ScalarNode | MapNode | ListNode;

export type PathPart = string | number;
export type Path = readonly PathPart[];

export const FILE_LAYER: Layer = { kind: 'file' };
export const INCLUDE_LAYER: Layer = { kind: 'include' };

/** `agents[0].risk.max_position_pct`. */
export function pathText(path: Path): string {
  let text = '';
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`;
    else text += text === '' ? part : `.${part}`;
  }
  return text;
}

/** `agents[0].risk` → ['agents', 0, 'risk']. */
export function parsePath(text: string): Path {
  const parts: PathPart[] = [];
  for (const piece of text.split('.')) {
    const match = /^([^[\]]*)((?:\[\d+\])*)$/.exec(piece);
    if (match === null) return text.split('.');
    if (match[1] !== '') parts.push(match[1]!);
    for (const index of match[2]!.matchAll(/\d+/g)) parts.push(Number(index[0]));
  }
  return parts;
}

/** The value one step further, or undefined. */
export function childOf(node: ConfigNode | undefined, part: PathPart): ConfigNode | undefined {
  if (node?.kind === 'map') return node.entries.get(String(part))?.value;
  if (node?.kind === 'list' && typeof part === 'number') return node.items[part];
  return undefined;
}

export function nodeAt(root: ConfigNode, path: Path): ConfigNode | undefined {
  let node: ConfigNode | undefined = root;
  for (const part of path) node = childOf(node, part);
  return node;
}

/** The text of a scalar at the path, or undefined when there is none. */
export function textAt(root: ConfigNode, path: Path): string | undefined {
  const node = nodeAt(root, path);
  return node?.kind === 'scalar' && node.value !== null ? node.text : undefined;
}

/** `config/project.yaml:9`, `config/data.yaml:4 (include)`, `profile paper (config/project.yaml:6)`, `flag --seed`, `like lean`. */
export function originText(node: ConfigNode): string {
  const { layer, span } = node;
  if (layer.kind === 'flag') return `flag ${layer.flag}`;
  if (layer.kind === 'like') return `like ${layer.name}`;
  const place = span === undefined ? 'unknown' : `${span.source.file}:${lineOf(span.source, span.start)}`;
  if (layer.kind === 'include') return `${place} (include)`;
  return layer.kind === 'profile' ? `profile ${layer.name} (${place})` : place;
}

/** The same tree said by another layer. */
export function withLayer(node: ConfigNode, layer: Layer): ConfigNode {
  if (node.kind === 'scalar') return { ...node, layer };
  if (node.kind === 'list') return { ...node, layer, items: node.items.map((item) => withLayer(item, layer)) };
  return { ...node, layer, entries: mapEntries(node, (value) => withLayer(value, layer)) };
}

/** A map with each value replaced; undefined leaves the entry out. */
export function mapEntries(
  node: MapNode,
  change: (value: ConfigNode, key: string) => ConfigNode | undefined,
): ReadonlyMap<string, MapEntry> {
  const entries = new Map<string, MapEntry>();
  for (const [key, entry] of node.entries) {
    const value = change(entry.value, key);
    if (value !== undefined) entries.set(key, value === entry.value ? entry : { key: entry.key, value });
  }
  return entries;
}

/** Plain data as nodes of a layer without a place, for flags and for defaults that another setting supplies. */
export function nodeFrom(value: unknown, layer: Layer): ConfigNode {
  if (Array.isArray(value)) return { kind: 'list', span: undefined, layer, items: value.map((item) => nodeFrom(item, layer)) };
  if (typeof value === 'object' && value !== null) {
    const entries = new Map<string, MapEntry>();
    for (const [key, item] of Object.entries(value))
      if (item !== undefined) entries.set(key, { key: undefined, value: nodeFrom(item, layer) });
    return { kind: 'map', span: undefined, layer, entries };
  }
  const scalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  return { kind: 'scalar', span: undefined, layer, value: scalar, text: String(scalar) };
}

/** The tree with the value at the path replaced; missing maps on the way are made. */
export function withValue(node: ConfigNode | undefined, path: Path, value: ConfigNode): ConfigNode {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (node?.kind === 'list' && typeof part === 'number') {
    const items = [...node.items];
    items[part] = withValue(items[part], rest, value);
    return { ...node, items };
  }
  const base: MapNode = node?.kind === 'map' ? node : { kind: 'map', span: undefined, layer: value.layer, entries: new Map() };
  const entries = new Map(base.entries);
  const old = entries.get(String(part));
  entries.set(String(part), { key: old?.key, value: withValue(old?.value, rest, value) });
  return { ...base, entries };
}

/** The tree without the value at the path. */
export function withoutValue(node: ConfigNode, path: Path): ConfigNode {
  const [part, ...rest] = path;
  if (part === undefined) return node;
  if (node.kind === 'list' && typeof part === 'number') {
    const item = node.items[part];
    if (item === undefined) return node;
    if (rest.length > 0) return { ...node, items: node.items.with(part, withoutValue(item, rest)) };
    const indexes = node.indexes ?? node.items.map((_, index) => index);
    return { ...node, items: node.items.toSpliced(part, 1), indexes: indexes.toSpliced(part, 1) };
  }
  if (node.kind !== 'map') return node;
  const entry = node.entries.get(String(part));
  if (entry === undefined) return node;
  const entries = new Map(node.entries);
  if (rest.length === 0) entries.delete(String(part));
  else entries.set(String(part), { key: entry.key, value: withoutValue(entry.value, rest) });
  return { ...node, entries };
}

/** A path in the tree → the path in the text, which counts the entries that were taken away too. */
export function writtenPath(root: ConfigNode, path: Path): Path {
  let node: ConfigNode | undefined = root;
  return path.map((part) => {
    const shifted: PathPart = node?.kind === 'list' && typeof part === 'number' ? (node.indexes?.[part] ?? part) : part;
    node = childOf(node, part);
    return shifted;
  });
}
