import type { ConfigNode, ListNode, MapEntry, MapNode, Path } from './node.ts';

export type Conflict = (path: Path, first: ConfigNode, second: ConfigNode) => void;

export interface MergeOptions {
  /** `null` in the upper layer takes the value away, so that the default holds again (profiles). */
  readonly nullRemoves?: boolean;
  /** Called for each value, and each named object of a list, that both layers hold; then the lower layer's is kept (siblings). */
  readonly onConflict?: Conflict;
}

/**
 * `over` laid on `base`: maps merge, lists of named objects are joined by `name`, other lists and scalars are replaced.
 * Objects only in `over` come after those of `base`.
 */
export function mergeNodes(base: ConfigNode, over: ConfigNode, options: MergeOptions = {}, path: Path = []): ConfigNode {
  if (base.kind === 'map' && over.kind === 'map') return mergeMaps(base, over, options, path);
  if (base.kind === 'list' && over.kind === 'list' && isNamedList(base) && isNamedList(over))
    return mergeLists(base, over, options, path);
  if (options.onConflict === undefined) return over;
  options.onConflict(path, base, over);
  return base;
}

function mergeMaps(base: MapNode, over: MapNode, options: MergeOptions, path: Path): MapNode {
  const entries = new Map<string, MapEntry>(base.entries);
  for (const [key, entry] of over.entries) {
    const old = entries.get(key);
    const removes = options.nullRemoves === true && entry.value.kind === 'scalar' && entry.value.value === null;
    if (removes) entries.delete(key);
    else if (old === undefined)
      entries.set(key, options.nullRemoves === true ? { key: entry.key, value: withoutNulls(entry.value) } : entry);
    else entries.set(key, { key: entry.key ?? old.key, value: mergeNodes(old.value, entry.value, options, [...path, key]) });
  }
  return { ...over, entries };
}

/** What a profile adds where the file has nothing: a null there has nothing to take away. */
function withoutNulls(node: ConfigNode): ConfigNode {
  if (node.kind === 'list') return { ...node, items: node.items.map(withoutNulls) };
  if (node.kind === 'scalar') return node;
  const entries = new Map<string, MapEntry>();
  for (const [key, entry] of node.entries)
    if (entry.value.kind !== 'scalar' || entry.value.value !== null)
      entries.set(key, { key: entry.key, value: withoutNulls(entry.value) });
  return { ...node, entries };
}

function mergeLists(base: ListNode, over: ListNode, options: MergeOptions, path: Path): ListNode {
  const items = [...base.items];
  const places = new Map(items.map((item, index) => [nameOf(item), index]));
  for (const item of over.items) {
    const index = places.get(nameOf(item));
    if (index === undefined) items.push(options.nullRemoves === true ? withoutNulls(item) : item);
    else if (options.onConflict !== undefined) options.onConflict([...path, index], items[index]!, item);
    else items[index] = mergeNodes(items[index]!, item, options, [...path, index]);
  }
  return { ...over, items };
}

/** A list with at least one entry, all of them maps with a `name`. */
export function isNamedList(node: ListNode): boolean {
  return node.items.length > 0 && node.items.every((item) => nameOf(item) !== undefined);
}

export function nameOf(node: ConfigNode): string | undefined {
  const name = node.kind === 'map' ? node.entries.get('name')?.value : undefined;
  return name?.kind === 'scalar' && name.value !== null ? name.text : undefined;
}
