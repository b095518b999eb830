import { isRecord } from '../../config/index.ts';
import type { Project } from './project.ts';

export interface FeatureUse {
  readonly name: string;
  /** `agent rsi_reversion`, `research`, `feature sma_of_rsi`, `sweep grid`. */
  readonly users: readonly string[];
}

/** Who uses each declared feature. */
export function featureUses(project: Project): readonly FeatureUse[] {
  const users = new Map<string, string[]>(project.features.definitions.map((definition) => [definition.name, []]));
  const use = (name: string, user: string): void => {
    const list = users.get(name) ?? users.get(name.split('.')[0] ?? name);
    if (list !== undefined && !list.includes(user)) list.push(user);
  };
  for (const definition of project.features.definitions) {
    if (definition.input !== undefined) use(definition.input, `feature ${definition.name}`);
    for (const word of wordsOf(definition.params)) if (word !== definition.name) use(word, `feature ${definition.name}`);
  }
  if (project.research?.enabled === true) for (const name of project.research.features ?? []) use(name, 'research');
  for (const agent of project.agents) {
    const user = `agent ${agent.name}`;
    for (const word of wordsOf(agent.rule)) use(word, user);
    for (const name of agent.context?.features ?? []) use(name, user);
    if (agent.stops.stop_atr !== undefined) use(agent.stops.stop_atr.feature, user);
    // Which of them a model reads is known once its file is read.
    if (agent.kind === 'code' || agent.model !== undefined || agent.model_signal_sources !== undefined)
      for (const definition of project.features.definitions) use(definition.name, user);
  }
  return [...users].map(([name, list]) => ({ name, users: list }));
}

/** Every word in the texts of a value: names of features among them. */
function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.match(/[A-Za-z][A-Za-z0-9_]*/g) ?? [];
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  return isRecord(value) ? Object.values(value).flatMap(wordsOf) : [];
}
