import type { AgentConfig, Stage } from '../../agents/index.ts';
import { canonicalJson } from '../../base/index.ts';
import { type ConfigNode, isProblemCode, type Problems, spanAt, textSpan } from '../../config/index.ts';
import { type FeatureProblem, featureNames, type ResolvedFeature, resolveFeatures } from '../../features/index.ts';
import { worldSchema } from '../../worlds/index.ts';
import { type Agent, type Project, projectSymbols, type World } from './project.ts';
import { defaultColumns, projectDefinitions, seedOfDialect, setDefinitions } from './project-features.ts';
import type { ParsedProject } from './schema.ts';

/** Origins that no node tells: `from name`, values that another setting decided. */
export type FilledOrigins = ReadonlyMap<string, string>;

/** The usual names of the variables that hold a provider's key. */
export const PROVIDER_KEY_ENV: Readonly<Record<string, string | undefined>> = {
  openai: 'OPENAI_API_KEY',
  anthropic: 'ANTHROPIC_API_KEY',
  google: 'GEMINI_API_KEY',
};

export interface FilledProject {
  readonly project: Project;
  readonly filled: FilledOrigins;
  /** Bar fields, features and their outputs: what expressions may name. */
  readonly names: ReadonlySet<string>;
}

/** Fills in the defaults that depend on other settings. */
export function fillProject(parsed: ParsedProject, tree: ConfigNode, problems: Problems): FilledProject {
  const filled = new Map<string, string>();
  const profileMode = parsed.project.profile === undefined ? undefined : parsed.profiles[parsed.project.profile]?.mode;
  const symbols = projectSymbols(parsed);
  const agents = parsed.agents.map((agent) => fillAgent(agent, parsed, stageOf(profileMode), symbols));
  const { definitions, names } = fillDefinitions(parsed, tree, problems, filled);
  const project: Project = {
    ...parsed,
    data: fillData(parsed, symbols),
    features: { ...parsed.features, definitions },
    ...(parsed.research === undefined ? {} : { research: fillResearch(parsed, parsed.research, symbols) }),
    agents,
    worlds: fillWorlds(parsed, agents),
    sweeps: parsed.sweeps.map((sweep) => ({ ...sweep, seed: sweep.seed ?? parsed.project.seed })),
    deployment: { ...parsed.deployment, mode: parsed.deployment.mode ?? (profileMode === 'live' ? 'live' : 'paper') },
  };
  return { project, filled, names };
}

/** Research counts as backtest. */
function stageOf(mode: 'research' | Stage | undefined): Stage {
  return mode === undefined || mode === 'research' ? 'backtest' : mode;
}

function fillAgent(agent: AgentConfig, parsed: ParsedProject, mode: Stage, symbols: readonly string[]): Agent {
  const filled: Agent = { ...agent, mode: agent.mode ?? mode, symbols: agent.symbols ?? modelSymbols(agent, parsed) ?? symbols };
  if (agent.llm !== undefined && agent.llm.api_key_env === undefined) {
    const name = PROVIDER_KEY_ENV[agent.llm.provider];
    if (name !== undefined) Object.assign(filled, { llm: { ...agent.llm, api_key_env: name } });
  }
  if (agent.context !== undefined) Object.assign(filled, { context: fillContext(agent.context, agent, parsed) });
  if (agent.kind === 'llm' || agent.kind === 'hybrid') {
    Object.assign(filled, { tools: agent.tools ?? ['get_quote', 'get_position', 'place_order'] });
  }
  return filled;
}

type Context = NonNullable<AgentConfig['context']>;

function fillContext(context: Context, agent: AgentConfig, parsed: ParsedProject): Context {
  const { market_data, notes } = context;
  return {
    ...context,
    market_data: market_data === false ? false : { ...market_data, timeframe: market_data.timeframe ?? parsed.data.timeframe },
    notes: notes === false ? false : { file: notes.file ?? `notes/${agent.name}.md` },
  };
}

/** A model or hybrid agent trades what its models were trained on, where the project says so. */
function modelSymbols(agent: AgentConfig, parsed: ParsedProject): readonly string[] | undefined {
  if (agent.kind !== 'model' && agent.kind !== 'hybrid') return undefined;
  const targets = parsed.research?.promotion.targets ?? [];
  const sources = agent.model_signal_sources ?? [];
  const named = agent.kind === 'model' ? agent.model?.name : agent.hybrid?.model;
  const wanted = sources.filter((source) => named === undefined || source.name === named);
  const covered: string[] = [];
  for (const target of targets) {
    const isUsed = wanted.some((source) => source.path === target.path) || (wanted.length === 0 && target.name === named);
    if (!isUsed) continue;
    if (target.symbol === undefined) return undefined;
    if (!covered.includes(target.symbol)) covered.push(target.symbol);
  }
  return covered.length === 0 ? undefined : covered;
}

function fillResearch(
  parsed: ParsedProject,
  research: NonNullable<ParsedProject['research']>,
  symbols: readonly string[],
): NonNullable<ParsedProject['research']> {
  return {
    ...research,
    symbols: research.symbols ?? [...symbols],
    features: research.features ?? [...defaultColumns(parsed)],
    seed: research.seed ?? parsed.project.seed,
  };
}

function fillWorlds(parsed: ParsedProject, agents: readonly Agent[]): readonly World[] {
  const worlds = parsed.worlds.length > 0 ? parsed.worlds : [worldSchema.parse({ name: 'default' })];
  const taken = new Set(worlds.flatMap((world) => world.members ?? []));
  const free = [...new Set(agents.map((agent) => agent.name))].filter((name) => !taken.has(name));
  return worlds.map((world, index) => ({
    ...world,
    currency: world.currency ?? parsed.project.currency,
    members: world.members ?? (index === 0 ? free : []),
  }));
}

const STREAMS: ReadonlySet<string> = new Set(['alpaca', 'ccxt', 'sample']);

function fillData(parsed: ParsedProject, symbols: readonly string[]): ParsedProject['data'] {
  const { data } = parsed;
  const { streaming } = data;
  const own = data.source === 'alpaca' || data.source === 'ccxt' || data.source === 'sample' ? data.source : undefined;
  const provider = streaming.provider ?? (STREAMS.has(data.source) ? own : undefined);
  const channels = streaming.channels ?? (provider === 'sample' ? ['bars' as const] : ['trades' as const, 'quotes' as const]);
  return {
    ...data,
    streaming: {
      ...streaming,
      ...(provider === undefined ? {} : { provider }),
      symbols: streaming.symbols ?? [...symbols],
      channels,
    },
  };
}

/** `features.definitions` with kind and parameters settled; what does not fit is reported. */
function fillDefinitions(
  parsed: ParsedProject,
  tree: ConfigNode,
  problems: Problems,
  filled: Map<string, string>,
): { readonly definitions: ParsedProject['features']['definitions']; readonly names: ReadonlySet<string> } {
  const { like } = parsed.position_manager.execution;
  const seed = seedOfDialect(parsed);
  const { definitions } = parsed.features;
  const options = { timeframe: parsed.data.timeframe, ...(seed === undefined ? {} : { seed }) };
  const resolved = resolveFeatures(projectDefinitions(parsed), options);
  const ofSet = resolveFeatures(setDefinitions(parsed), options).features;
  for (const problem of [...resolved.problems, ...otherThanSet(resolved.features, ofSet, definitions)]) {
    reportFeature(problem, tree, problems);
  }
  const settled = new Map(resolved.features.map((feature) => [feature.name, feature]));
  const names = new NamesInUse(
    [...featureNames(resolved.features), ...definitions.map((definition) => definition.name)],
    new Set(definitions.flatMap(({ name, module }) => (module === undefined ? [] : [name]))),
  );
  const complete = definitions.map((definition, index) => {
    const feature = settled.get(definition.name);
    if (feature === undefined || definition.module !== undefined) return definition;
    const path = `features.definitions[${index}]`;
    if (definition.kind === undefined) filled.set(`${path}.kind`, definition.type === feature.kind ? 'default' : 'from name');
    for (const [key, origin] of Object.entries(feature.origins)) {
      if (origin === 'from name') filled.set(`${path}.params.${key}`, 'from name');
      if (origin === 'default' && key === 'seed' && seed !== undefined) filled.set(`${path}.params.${key}`, `like ${like}`);
    }
    return { ...definition, kind: feature.kind, params: { ...feature.params } };
  });
  return { definitions: complete, names };
}

/** Definitions of the file that have the name of one of the set and mean something else. */
function otherThanSet(
  features: readonly ResolvedFeature[],
  ofSet: readonly ResolvedFeature[],
  definitions: ParsedProject['features']['definitions'],
): readonly FeatureProblem[] {
  const meaning = ({ kind, params, input, symbol, timeframe }: ResolvedFeature): string =>
    canonicalJson([kind, params, input ?? null, symbol ?? null, timeframe ?? null]);
  const standard = new Map(ofSet.map((feature) => [feature.name, meaning(feature)]));
  return features.flatMap((feature) => {
    const wanted = standard.get(feature.name);
    if (wanted === undefined || wanted === meaning(feature)) return [];
    const index = definitions.findIndex(({ name }) => name === feature.name);
    const message = `features.set core40 has a feature "${feature.name}" of its own, which is not this one`;
    const path = ['definitions', index, 'name'];
    return [{ code: 'NAME_DUPLICATE', severity: 'error' as const, message, path, hint: 'give this one another name' }];
  });
}

function reportFeature(problem: FeatureProblem, tree: ConfigNode, problems: Problems): void {
  const path = ['features', ...problem.path];
  // An unknown key is pointed at itself, everything else at its value.
  const isUnknownKey = problem.code === 'FEATURE_PARAMS' && problem.message.includes('has no parameter');
  problems.add({
    code: isProblemCode(problem.code) ? problem.code : 'FEATURE_PARAMS',
    severity: problem.severity,
    path,
    message: problem.message,
    hint: problem.hint,
    span: isUnknownKey ? spanAt(tree, path, 'key') : textSpan(tree, path, problem.column, problem.length),
  });
}

/** Outputs of a feature from the project's own module are known once the module is loaded: until then every output counts. */
class NamesInUse extends Set<string> {
  readonly #own: ReadonlySet<string>;
  constructor(names: readonly string[], own: ReadonlySet<string>) {
    super(names);
    this.#own = own;
  }

  override has(name: string): boolean {
    return super.has(name) || this.#own.has(name.split('.')[0] ?? name);
  }
}
