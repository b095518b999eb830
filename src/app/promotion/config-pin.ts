import { type LoadedProject, requireProject } from '../project/index.ts';

const DECIDE = /^(?:project|data|features|metrics|research)\b/;
/** Names and texts for people, what only runs in paper and live, and the gates: changing a gate must not make the evidence stale. */
const IDLE = /^(?:project\.(?:name|description|profile)|data\.(?:streaming|tags)|research\.promotion)\b/;

/**
 * Settings in which two projects would make another research run: those of data, features, metrics and research, and of the agent that
 * a meta label follows. In the order of the file; empty when there is none.
 */
export function changedSettings(stored: LoadedProject, now: LoadedProject): readonly string[] {
  const [before, after] = [decidingSettings(stored), decidingSettings(now)];
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path));
}

/** Path of a setting → its value as JSON. */
function decidingSettings(loaded: LoadedProject): ReadonlyMap<string, string> {
  const { research, agents } = requireProject(loaded);
  const primary = agents.findIndex(({ name }) => name === research?.labels.primary);
  const settings = new Map<string, string>();
  for (const [path, { value }] of loaded.resolved) {
    const agent = primary >= 0 && path.startsWith(`agents[${primary}].`);
    // The agent is compared wherever it stands in the list.
    const name = agent ? path.replace(/^agents\[\d+\]/, 'labels.primary') : path;
    if (agent || (DECIDE.test(path) && !IDLE.test(path))) settings.set(name, JSON.stringify(value));
  }
  return settings;
}
