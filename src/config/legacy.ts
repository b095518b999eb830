import { type ConfigNode, type MapEntry, nodeAt, type Path, type PathPart, pathText, withoutValue, withValue } from './node.ts';
import { type Problems, spanAt } from './problem.ts';

/** Old place → new place, both from the root; `*` stands for every entry of a list. */
const LEGACY: readonly (readonly [from: readonly string[], to: readonly string[]])[] = [
  [
    ['agents', '*', 'llm', 'api_key_env_var'],
    ['agents', '*', 'llm', 'api_key_env'],
  ],
  [
    ['features', 'definitions', '*', 'params', 'kind'],
    ['features', 'definitions', '*', 'kind'],
  ],
  [
    ['data', 'cache_path'],
    ['data', 'cache_dir'],
  ],
  [
    ['agents', '*', 'context', 'orders', 'max_items'],
    ['agents', '*', 'context', 'orders', 'max_entries'],
  ],
  [
    ['agents', '*', 'context', 'memory', 'max_entries'],
    ['agents', '*', 'context', 'memory', 'decisions'],
  ],
  [
    ['agents', '*', 'execution', 'transaction_costs'],
    ['agents', '*', 'execution', 'costs'],
  ],
  [
    ['position_manager', 'execution', 'transaction_costs'],
    ['position_manager', 'execution', 'costs'],
  ],
  [
    ['research', 'backtest', 'transaction_costs'],
    ['research', 'backtest', 'costs'],
  ],
];

/** The tree with old names moved to their new ones, each with a SETTING_LEGACY warning. A new name beside the old one wins. */
export function mapLegacy(root: ConfigNode, problems: Problems): ConfigNode {
  let result = root;
  for (const [from, to] of LEGACY) {
    for (const indexes of matches(result, from)) {
      const old = fill(from, indexes);
      const now = fill(to, indexes);
      const value = nodeAt(result, old);
      if (value === undefined || nodeAt(result, now) !== undefined) continue;
      problems.add({
        code: 'SETTING_LEGACY',
        path: old,
        message: `${old.at(-1)} is now ${from.length === to.length ? to.at(-1) : pathText(now)}`,
        span: spanAt(result, old, 'key'),
      });
      result = moved(result, old, now, value);
    }
  }
  return result;
}

function moved(root: ConfigNode, from: Path, to: Path, value: ConfigNode): ConfigNode {
  const parent = nodeAt(root, from.slice(0, -1));
  const key = parent?.kind === 'map' ? parent.entries.get(String(from.at(-1)))?.key : undefined;
  const target = nodeAt(root, to.slice(0, -1));
  if (target?.kind !== 'map') return root;
  const entries = new Map<string, MapEntry>(target.entries);
  entries.set(String(to.at(-1)), { key, value });
  return withoutValue(withValue(root, to.slice(0, -1), { ...target, entries }), from);
}

/** The list indexes under which the pattern has a value. */
function matches(root: ConfigNode, pattern: readonly string[]): readonly (readonly number[])[] {
  let found: { readonly node: ConfigNode; readonly indexes: readonly number[] }[] = [{ node: root, indexes: [] }];
  for (const part of pattern) {
    found = found.flatMap(({ node, indexes }) => {
      if (part === '*')
        return node.kind === 'list' ? node.items.map((item, index) => ({ node: item, indexes: [...indexes, index] })) : [];
      const value = node.kind === 'map' ? node.entries.get(part)?.value : undefined;
      return value === undefined ? [] : [{ node: value, indexes }];
    });
  }
  return found.map(({ indexes }) => indexes);
}

function fill(pattern: readonly string[], indexes: readonly number[]): Path {
  let next = 0;
  return pattern.map((part): PathPart => {
    if (part !== '*') return part;
    next += 1;
    return indexes[next - 1]!;
  });
}
