import { CORE40, coreDefinitions, type FeatureDefinition } from '../../features/index.ts';
import { DIALECTS, isDialect } from './dialects.ts';
import { type Project, projectSymbols } from './project.ts';

type Features = Pick<Project, 'data' | 'features'>;

/** The definitions of the file, then those of `features.set` that the file does not declare itself. */
export function projectDefinitions(project: Features): readonly FeatureDefinition[] {
  const { definitions } = project.features;
  const own = new Set(definitions.map(({ name }) => name));
  return [...definitions, ...setDefinitions(project).filter(({ name }) => !own.has(name))];
}

/** What `features.set` stands for in this project. */
export function setDefinitions({ data, features }: Features): readonly FeatureDefinition[] {
  if (features.set !== 'core40') return [];
  return coreDefinitions({ crossSection: features.core40.cross_section, symbols: projectSymbols({ data }).length });
}

/** The columns that research trains on by default: one for each definition of the file, and those of the set. */
export function defaultColumns(project: Features): readonly string[] {
  const own = project.features.definitions.map(({ name }) => name);
  const ofSet = setDefinitions(project);
  const columns = ofSet.length === 0 ? [] : CORE40.map(({ column }) => column);
  const ranks = ofSet.filter(({ input }) => input !== undefined).map(({ name }) => name);
  return [...new Set([...own, ...columns, ...ranks])];
}

/** How recursive means begin where a definition does not say it: as in the engine that `execution.like` names. */
export function seedOfDialect(project: Pick<Project, 'position_manager'>): 'mean' | 'first' | undefined {
  const { like } = project.position_manager.execution;
  return isDialect(like) ? DIALECTS[like].emaSeed : undefined;
}
