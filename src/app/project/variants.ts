import { agentSchema } from '../../agents/index.ts';
import { canonicalJson, invariant } from '../../base/index.ts';
import { isRecord, type Path, parsePath } from '../../config/index.ts';
import { resolveFeatures } from '../../features/index.ts';
import type { Deciding } from './deciding.ts';
import { type LoadedProject, requireProject } from './load-project.ts';
import type { Agent, Project } from './project.ts';
import { projectDefinitions, seedOfDialect } from './project-features.ts';

/** A value in the place of another: `agents[0].rule.buy_below`, `features.definitions[2].params.period`. */
export interface Patch {
  readonly path: string;
  readonly value: unknown;
}

/** A valid project that differs from another one in some values of one agent and of features. */
export interface ProjectVariant {
  readonly project: Project;
  readonly deciding: Deciding;
  /** Says which feature definitions it has: equal texts are equal definitions. */
  readonly features: string;
}

/** Makes variants of a project without reading its text again. Its settings are those of the resolved project: no default follows a patch. */
export class ProjectVariants {
  readonly #base: LoadedProject;
  readonly #project: Project;
  readonly #features = new Map<string, Project['features'] | undefined>();

  /** @throws ConfigError for a project with errors */
  constructor(base: LoadedProject) {
    this.#base = base;
    this.#project = requireProject(base);
  }

  /** Undefined when a value is refused: reading the project with the same values as overrides says why. */
  with(patches: readonly Patch[]): ProjectVariant | undefined {
    const placed = patches.map(({ path, value }) => ({ path: parsePath(path), value }));
    const ofFeatures = placed.filter(({ path }) => path[0] === 'features');
    const text = canonicalJson(ofFeatures.map(({ path, value }) => [path.join('.'), value as string]));
    if (!this.#features.has(text)) this.#features.set(text, this.#withFeatures(ofFeatures));
    const features = this.#features.get(text);
    if (features === undefined) return undefined;
    const agents = [...this.#project.agents];
    for (const [index, own] of Map.groupBy(
      placed.filter(({ path }) => path[0] === 'agents'),
      ({ path }) => path[1],
    )) {
      invariant(typeof index === 'number' && agents[index] !== undefined, 'an agent is named by its place');
      const agent = patchedAgent(agents[index], own);
      if (agent === undefined) return undefined;
      agents[index] = agent;
    }
    const project = { ...this.#project, features, agents };
    const onlyNumbers = patches.every(({ path, value }) => typeof value === 'number' || path.endsWith('.evaluate_from'));
    const checked = this.#base.variant?.(project, onlyNumbers);
    if (checked === undefined || checked.problems.some(({ severity }) => severity === 'error')) return undefined;
    return { project, deciding: checked.deciding, features: text };
  }

  #withFeatures(patches: readonly Placed[]): Project['features'] | undefined {
    const { features } = this.#project;
    if (patches.length === 0) return features;
    const definitions = [...features.definitions];
    for (const { path, value } of patches) {
      const [, , index, ...rest] = path;
      invariant(typeof index === 'number' && definitions[index] !== undefined, 'a feature is named by its place');
      definitions[index] = replaced(definitions[index], rest, value) as (typeof definitions)[number];
    }
    const changed = { ...this.#project, features: { ...features, definitions } };
    const seed = seedOfDialect(changed);
    const options = { timeframe: changed.data.timeframe, ...(seed === undefined ? {} : { seed }) };
    const { problems } = resolveFeatures(projectDefinitions(changed), options);
    return problems.some(({ severity }) => severity === 'error') ? undefined : changed.features;
  }
}

interface Placed {
  readonly path: Path;
  readonly value: unknown;
}

function patchedAgent(agent: Agent, patches: readonly Placed[]): Agent | undefined {
  const changed = patches.reduce<unknown>((value, patch) => replaced(value, patch.path.slice(2), patch.value), agent);
  const parsed = agentSchema.safeParse(changed);
  if (!parsed.success) return undefined;
  return { ...parsed.data, mode: parsed.data.mode ?? agent.mode, symbols: parsed.data.symbols ?? agent.symbols };
}

/** The value with another one at a path; what lies above it is copied. */
function replaced(value: unknown, path: Path, by: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return by;
  if (Array.isArray(value)) return value.map((item: unknown, index) => (index === part ? replaced(item, rest, by) : item));
  return {
    ...(isRecord(value) ? value : {}),
    [String(part)]: replaced(isRecord(value) ? value[String(part)] : undefined, rest, by),
  };
}
