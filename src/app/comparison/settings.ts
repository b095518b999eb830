import { type ResolvedSetting, readResolved } from '../../config/index.ts';
import type { ConfigDelta } from '../../report/index.ts';

/** The settings of one run by path; see {@link settingsOf}. */
export type RunSettings = ReadonlyMap<string, string>;

/**
 * The resolved configuration of a run in words that do not depend on the order of lists: its own agent and world are `agent.` and `world.`, other
 * agents and worlds are left out, entries of other lists stand under their names (`features.rsi_14.params.period`, `sweeps.grid.agent`).
 * @throws RangeError when the text is not YAML
 */
export function settingsOf(text: string, own: { readonly agent: string; readonly world: string | null }): RunSettings {
  const settings = readResolved(text);
  const names = new Map<string, string>();
  for (const { path, text: value } of settings) {
    const entry = /^(.*\[\d+\])\.name$/.exec(path)?.[1];
    if (entry !== undefined) names.set(entry, plain(value));
  }
  const found = new Map<string, string>();
  for (const setting of settings) {
    const path = namedPath(setting, names, own);
    // A section without settings says nothing.
    if (path !== undefined && setting.text !== '{}') found.set(path, plain(setting.text));
  }
  return found;
}

/** Undefined for a setting of another agent or world. */
function namedPath(
  { path }: ResolvedSetting,
  names: ReadonlyMap<string, string>,
  own: { readonly agent: string; readonly world: string | null },
): string | undefined {
  const [top] = path.split(/[.[]/);
  const first = /^\w+\[\d+\]/.exec(path)?.[0];
  if (first !== undefined && (top === 'agents' || top === 'worlds')) {
    const isOwn = names.get(first) === (top === 'agents' ? own.agent : own.world);
    // A research run has no agent, and trades the first world.
    const isFirst = top === 'worlds' && own.world === null && first === 'worlds[0]';
    return isOwn || isFirst ? `${top.slice(0, -1)}${path.slice(first.length)}` : undefined;
  }
  let named = path;
  for (const match of [...path.matchAll(/\[\d+\]/g)].reverse()) {
    const name = names.get(path.slice(0, match.index + match[0].length));
    if (name !== undefined) named = `${named.slice(0, match.index)}.${name}${named.slice(match.index + match[0].length)}`;
  }
  return named.replace(/^features\.definitions\./, 'features.');
}

/** A scalar without its quotes. */
function plain(text: string): string {
  return text.replace(/^(["'])(.*)\1$/, '$2');
}

/**
 * Paths at which the runs differ, in the order of the first run's file; what only others have stands behind its neighbours. Runs without a
 * configuration have no say.
 */
export function configDeltas(runs: readonly (RunSettings | undefined)[]): readonly ConfigDelta[] {
  const known = runs.filter((run) => run !== undefined);
  const groups = new Map<string, Set<string>>();
  for (const path of known.flatMap((run) => [...run.keys()])) {
    const group = path.slice(0, path.lastIndexOf('.'));
    groups.set(group, (groups.get(group) ?? new Set()).add(path));
  }
  return [...groups.values()].flatMap((paths) =>
    [...paths].flatMap((path) => {
      const first = known[0]!.get(path);
      if (known.every((run) => run.get(path) === first)) return [];
      return [{ path, values: runs.map((run) => run?.get(path) ?? null) }];
    }),
  );
}
