import { PROMOTION_MANIFEST } from '../models/index.ts';
import type { Agent, Project } from './project.ts';

/** Folder or file of a model that an agent names: its own source, else a promotion target; undefined: neither has the name. */
export function modelPath(project: Pick<Project, 'research'>, agent: Agent, name: string): string | undefined {
  const source = agent.model_signal_sources?.find((one) => one.name === name);
  return (source ?? project.research?.promotion.targets.find((target) => target.name === name))?.path;
}

/** The names that {@link modelPath} knows. */
export function modelNames(project: Pick<Project, 'research'>, agent: Agent): readonly string[] {
  return [...(agent.model_signal_sources ?? []), ...(project.research?.promotion.targets ?? [])].map(({ name }) => name);
}

/** The file that is there once a model can be read: that of the promotion, or the model itself where its file is named. */
export function promotedFile(path: string): string {
  return path.endsWith('.json') ? path : `${path}/${PROMOTION_MANIFEST}`;
}
