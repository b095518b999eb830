import {
  type ConfigNode,
  childOf,
  type Layer,
  type MapNode,
  mergeNodes,
  nodeAt,
  nodeFrom,
  textAt,
  withValue,
} from '../../config/index.ts';
import { DIALECTS, type Dialect, isDialect } from './dialects.ts';

const EMPTY: MapNode = { kind: 'map', span: undefined, layer: { kind: 'file' }, entries: new Map() };

/**
 * Lays together what the schema sees as one: `agents[].execution` and `research.backtest` over `position_manager.execution`, and what
 * `like` supplies below them. Every value keeps the place where it was written.
 */
export function prepareTree(root: MapNode): ConfigNode {
  const project = dialectOf(nodeAt(root, ['position_manager', 'execution']));
  let result: ConfigNode = root;
  if (project !== undefined) {
    const layer: Layer = { kind: 'like', name: project.name };
    for (const [path, values] of projectDefaults(project.settings, result)) result = lay(result, path, nodeFrom(values, layer));
  }
  const base = nodeAt(result, ['position_manager', 'execution']);
  if (nodeAt(result, ['research'])?.kind === 'map') result = inherit(result, ['research', 'backtest'], base);
  const agents = childOf(result, 'agents');
  if (agents?.kind === 'list') {
    for (const [index, agent] of agents.items.entries()) {
      if (agent.kind === 'map') result = inherit(result, ['agents', index, 'execution'], base);
    }
  }
  return result;
}

type Place = readonly (string | number)[];

function projectDefaults(settings: Dialect, root: ConfigNode): readonly (readonly [Place, unknown])[] {
  const sizing = nodeAt(root, ['position_manager', 'sizing']);
  const mode = sizing === undefined ? undefined : textAt(sizing, ['mode']);
  // The size of a mode means nothing in another one.
  const { value, ...others } = settings.sizing;
  const keepsValue = value !== undefined && (mode === undefined || mode === settings.sizing['mode']);
  return [
    [['position_manager', 'execution'], settings.execution],
    [['position_manager', 'sizing'], keepsValue ? settings.sizing : others],
    [['metrics'], settings.metrics],
  ];
}

/** `below` where nothing was written. */
function lay(root: ConfigNode, path: Place, below: ConfigNode): ConfigNode {
  const written = nodeAt(root, path);
  if (written === undefined) return withValue(root, path, below);
  return written.kind === 'map' ? withValue(root, path, mergeNodes(below, written)) : root;
}

/** An execution of its own over the project's, with the defaults of its own `like` between the two. */
function inherit(root: ConfigNode, path: Place, base: ConfigNode | undefined): ConfigNode {
  const own = nodeAt(root, path);
  if (own !== undefined && own.kind !== 'map') return root;
  const dialect = dialectOf(own);
  let below = base?.kind === 'map' ? base : undefined;
  if (dialect !== undefined) {
    const supplied = nodeFrom(dialect.settings.execution, { kind: 'like', name: dialect.name });
    const merged = mergeNodes(below ?? EMPTY, supplied);
    below = merged.kind === 'map' ? merged : below;
  }
  if (below === undefined) return root;
  return withValue(root, path, own === undefined ? below : mergeNodes(below, own));
}

function dialectOf(execution: ConfigNode | undefined): { readonly name: string; readonly settings: Dialect } | undefined {
  const name = execution === undefined ? undefined : textAt(execution, ['like']);
  return name !== undefined && isDialect(name) ? { name, settings: DIALECTS[name] } : undefined;
}
