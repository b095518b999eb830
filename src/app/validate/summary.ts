import { currencyDecimals, decimalUnits, unitsText } from '../../base/index.ts';
import { resolveSymbols } from '../../market/index.ts';
import type { RecognisedFile } from '../data/index.ts';
import {
  type Agent,
  featureUses,
  type InactiveSetting,
  type LoadedProject,
  largestWeight,
  modelPath,
  type Project,
  promotedFile,
  symbolOrigins,
  type World,
} from '../project/index.ts';

/** A limit as an agent meets it: the tightest of what is written for it and for the account. */
export interface LimitInForce {
  readonly limit: string;
  readonly value: number | string;
  /** `agents[0].risk` or `risk.limits`, and where it was written. */
  readonly from: string;
  readonly origin: string;
}

export interface AgentSummary {
  readonly name: string;
  readonly kind: string;
  readonly enabled: boolean;
  readonly world: string | null;
  /** What the file claims. */
  readonly stage: string;
  readonly symbols: readonly string[];
  readonly timeframe: string;
  readonly fill: string;
  readonly limits: readonly LimitInForce[];
  /** Largest weight of one symbol that limits and sizing let the agent reach. */
  readonly largest_weight: number;
  /** What the stage above still lacks. */
  readonly lacks: readonly string[];
}

export interface SymbolSummary {
  readonly symbol: string;
  readonly source: string;
  readonly origin: 'real' | 'SYNTHETIC' | 'not fetched yet';
  readonly asset_class: string;
  readonly calendar: string;
  readonly lot_size: number;
  readonly tick_size: number;
  /** What the first rows of its CSV file show; null for other sources, missing files, and beyond the symbols that are shown. */
  readonly file: RecognisedFile | null;
}

export interface FeatureSummary {
  readonly name: string;
  readonly kind: string | null;
  readonly params: Readonly<Record<string, unknown>>;
  readonly used_by: readonly string[];
}

export interface ModelSummary {
  readonly name: string;
  readonly path: string;
  readonly used_by: string;
  readonly exists: boolean;
}

export interface ValidateSummary {
  readonly project: string;
  readonly profile: string | null;
  readonly config: string;
  readonly config_hash: string;
  readonly currency: string;
  readonly worlds: readonly { readonly name: string; readonly capital: string; readonly members: readonly string[] }[];
  readonly agents: readonly AgentSummary[];
  readonly symbols: readonly SymbolSummary[];
  readonly window: { readonly start: string; readonly end: string | null; readonly timeframe: string };
  readonly test_window: { readonly start: string; readonly end: string } | null;
  readonly features: readonly FeatureSummary[];
  readonly models: readonly ModelSummary[];
  /** Accepted, not active in this version. */
  readonly inactive: readonly InactiveSetting[];
  readonly problems: { readonly errors: number; readonly warnings: number };
}

/** What a valid project amounts to. */
export function summarise(
  loaded: LoadedProject,
  project: Project,
  exists: (path: string) => boolean,
  files: ReadonlyMap<string, RecognisedFile>,
): ValidateSummary {
  const { data } = project;
  const origins = new Map(symbolOrigins(project, exists).map((origin) => [origin.symbol, origin.kind]));
  const kinds = new Map(project.features.definitions.map((definition) => [definition.name, definition]));
  return {
    project: project.project.name,
    profile: loaded.profile ?? null,
    config: loaded.configFile,
    config_hash: loaded.configHash,
    currency: project.project.currency,
    worlds: project.worlds.map((world) => ({ name: world.name, capital: worldCapital(world), members: world.members })),
    agents: project.agents.map((agent, index) => summariseAgent(agent, index, project, loaded)),
    symbols: resolveSymbols(data, project.project.currency).map(({ instrument, source, calendar }) => ({
      symbol: instrument.symbol,
      source,
      origin: originWord(origins.get(instrument.symbol)),
      asset_class: instrument.assetClass,
      calendar,
      lot_size: instrument.lotSize,
      tick_size: instrument.tickSize,
      file: files.get(instrument.symbol) ?? null,
    })),
    window: { start: data.start_date, end: data.end_date ?? null, timeframe: data.timeframe },
    test_window:
      data.test_start === undefined || data.test_end === undefined ? null : { start: data.test_start, end: data.test_end },
    features: featureUses(project).map(({ name, users }) => ({
      name,
      kind: kinds.get(name)?.kind ?? kinds.get(name)?.type ?? null,
      params: kinds.get(name)?.params ?? {},
      used_by: users,
    })),
    models: modelsOf(project, exists),
    inactive: loaded.inactive,
    problems: countProblems(loaded),
  };
}

export function countProblems(loaded: LoadedProject): ValidateSummary['problems'] {
  const errors = loaded.problems.filter((problem) => problem.severity === 'error').length;
  return { errors, warnings: loaded.problems.length - errors };
}

function worldCapital(world: World): string {
  const decimals = currencyDecimals(world.currency);
  return unitsText(decimalUnits(world.capital, decimals), decimals);
}

function originWord(kind: 'real' | 'synthetic' | 'not fetched' | undefined): SymbolSummary['origin'] {
  if (kind === 'synthetic') return 'SYNTHETIC';
  return kind === 'real' ? 'real' : 'not fetched yet';
}

function summariseAgent(agent: Agent, index: number, project: Project, loaded: LoadedProject): AgentSummary {
  const world = project.worlds.find((candidate) => candidate.members.includes(agent.name));
  const context = agent.context?.market_data;
  const timeframe =
    context === undefined || context === false ? project.data.timeframe : (context.timeframe ?? project.data.timeframe);
  return {
    name: agent.name,
    kind: agent.kind,
    enabled: agent.enabled,
    world: world?.name ?? null,
    stage: agent.mode,
    symbols: agent.symbols,
    timeframe: agent.schedule.every === 'bar' ? timeframe : agent.schedule.every,
    fill: agent.execution.fill,
    limits: limitsInForce(agent, index, project, loaded),
    largest_weight: largestWeight(agent, project),
    lacks: lacksOf(agent, world),
  };
}

/** The account's limits with an agent's own in their place where they are tighter; `live` tightens once more. */
function limitsInForce(agent: Agent, index: number, project: Project, loaded: LoadedProject): readonly LimitInForce[] {
  const account: Readonly<Record<string, number | string | undefined>> = project.risk.limits;
  const own: Readonly<Record<string, unknown>> = agent.risk;
  const live: Readonly<Record<string, unknown>> = agent.mode === 'live' ? (project.risk.live ?? {}) : {};
  const keys = [...new Set([...Object.keys(account), ...Object.keys(own)])].filter((key) => key !== 'allow_short');
  return keys.flatMap((key) => {
    const candidates = [
      { from: `agents[${index}].risk`, value: own[key] },
      { from: 'risk.live', value: live[key] },
      { from: 'risk.limits', value: account[key] },
    ];
    let tightest: LimitInForce | undefined;
    for (const { from, value } of candidates) {
      if (typeof value !== 'number' && typeof value !== 'string') continue;
      if (tightest !== undefined && Number(value) >= Number(tightest.value)) continue;
      tightest = { limit: key, value, from, origin: loaded.origins.get(`${from}.${key}`) ?? 'default' };
    }
    return tightest === undefined ? [] : [tightest];
  });
}

function lacksOf(agent: Agent, world: World | undefined): readonly string[] {
  if (agent.mode === 'live') return [];
  if (agent.mode === 'backtest')
    return world === undefined ? ['a world'] : [`paper: the gates of policy ${world.policy.preset} on a backtest run`];
  const lacks = [`live: promote --to live --acknowledge-live ${agent.name}`];
  if (world?.allow_live !== true) lacks.unshift(`live: allow_live of world ${world?.name ?? '(none)'}`);
  return lacks;
}

/** The sources of every agent, and what a model agent names beside them. */
function modelsOf(project: Project, exists: (path: string) => boolean): readonly ModelSummary[] {
  return project.agents.flatMap((agent) => {
    const named = new Map((agent.model_signal_sources ?? []).map(({ name, path }) => [name, path]));
    const { name, path } = agent.model ?? {};
    const own = path ?? (name === undefined ? undefined : modelPath(project, agent, name));
    if (own !== undefined) named.set(name ?? own, own);
    return [...named].map(([model, folder]) => ({
      name: model,
      path: folder,
      used_by: agent.name,
      exists: exists(promotedFile(folder)),
    }));
  });
}
