import type { BoundAgent, PlannedAgent } from '../../agents/index.ts';
import { parseDate, type UnixMs } from '../../base/index.ts';
import { type FeaturePlan, type FeatureRun, mergePlans, planFeatures } from '../../features/index.ts';
import type { BarColumns, Dataset, SymbolData } from '../../market/index.ts';
import type { leaks } from '../../research/index.ts';
import { resolveExecution, roundTripCost } from '../../trading/index.ts';
import type { CertificateInput } from '../certificate/index.ts';
import { type DataProgress, type LoadedData, loadDataset, type OnlineReading } from '../data/index.ts';
import type { Agent, Project } from '../project/index.ts';
import { type AgentModel, agentModels, firstSpoken, readsModels } from './agent-models.ts';
import { benchmarkSymbol, onTimeIndex } from './benchmark.ts';
import { ModelSilentError, WarmUpTooLongError } from './errors.ts';
import {
  dataMaker,
  type FeatureWorld,
  loadFeatureWorld,
  otherSymbolsRequest,
  planOptionsFor,
  startPlan,
} from './feature-world.ts';
import { type ProjectFeatures, projectFeatures } from './features.ts';
import { type ModelFacts, modelFacts } from './model-facts.ts';
import { projectFamilies } from './model-families.ts';
import { planAgent } from './plan-agent.ts';

export interface PrepareOptions {
  readonly project: Project;
  readonly projectDir: string;
  readonly agent: Agent;
  /** The data as an earlier run read it: from the store, without the network. */
  readonly stored?: StoredReading;
  readonly onProgress?: (progress: DataProgress) => void;
}

/** What an earlier run read, for reading it again. */
export type StoredReading = Pick<OnlineReading, 'untilDay' | 'pins'> & {
  /** Name of a model → `sha256:…` of its file. */
  readonly models?: ReadonlyMap<string, string>;
};

/** An agent with its data and its columns, ready to be stepped through. */
export interface PreparedAgent {
  readonly agent: Agent;
  readonly loaded: LoadedData;
  readonly bound: BoundAgent;
  readonly run: FeatureRun;
  /** First row with a decision and a metric. */
  readonly evaluateFrom: number;
  /** The adjusted feature column of `stops.stop_atr`, by symbol of the dataset. */
  readonly atr: readonly Float64Array[] | undefined;
  /** Bars of a lower timeframe for ambiguous stops, by symbol. */
  readonly finer: readonly (BarColumns | undefined)[] | undefined;
  /** The benchmark of the agent's world on the time index of the data; undefined: cash. */
  readonly benchmark: { readonly symbol: string; readonly data: SymbolData } | undefined;
  /** Its models and what they mean for its bars. */
  readonly models: ModelFacts;
  /** Own modules of the project that took part. */
  readonly moduleFiles: readonly string[];
  /** What it takes to make columns and decisions again on other data. */
  readonly again: Pick<
    CertificateInput,
    'world' | 'plan' | 'run' | 'start' | 'makeDecider' | 'maker' | 'stopAtr' | 'ownCode' | 'outsideSession'
  >;
}

/** An agent whose texts, modules and models are read: what it needs, before any bar is loaded. */
export interface PlannedRun {
  readonly agent: Agent;
  readonly plan: FeaturePlan;
  readonly planned: PlannedAgent;
  readonly models: readonly AgentModel[];
  /** The feature of `stops.stop_atr`. */
  readonly atrName: string | undefined;
  /** Own modules of the project that take part. */
  readonly moduleFiles: readonly string[];
}

/** Bars with everything beside them that features read. */
export type WorldOfRun = FeatureWorld;

/**
 * Loads what an agent reads, its models among it, computes it, and binds what decides.
 * @throws NotActiveHereError for a kind of agent that comes later, WarmUpTooLongError, and what data, models and modules throw
 */
export async function prepareAgent(options: PrepareOptions): Promise<PreparedAgent> {
  const planned = await planRun(options);
  const loaded = await loadWorld(options, [planned]);
  const benchmark = await benchmarkOf(options, loaded.loaded);
  return bindRun(options.project, planned, { ...loaded, benchmark });
}

/**
 * Reads what an agent is made of.
 * @param options.own the project's features, settled before; absent: they are settled here @throws NotActiveHereError for a kind of agent that comes later, and what models and modules throw
 */
export async function planRun(options: PrepareOptions & { readonly own?: ProjectFeatures }): Promise<PlannedRun> {
  const { project, projectDir, agent } = options;
  const own = options.own ?? (await projectFeatures(project, projectDir));
  const planOptions = planOptionsFor(project, agent.symbols);
  const { families, files } = readsModels(agent) ? await projectFamilies(project, projectDir) : { families: [], files: [] };
  const models = agentModels({
    families,
    project,
    projectDir,
    agent,
    own,
    plan: planOptions,
    roundTripCost: roundTripCost(resolveExecution(agent.execution)),
    pins: options.stored?.models,
  });
  const planned = planAgent(project, agent, models);
  const atrName = agent.stops.stop_atr?.feature;
  const names = [...(planned.reads.names ?? []), ...(atrName === undefined ? [] : [atrName])];
  const plan = planFeatures([...own.features, ...planned.features], { ...planned.reads, names }, planOptions);
  return { agent, plan, planned, models, atrName, moduleFiles: [...own.files, ...files] };
}

/** Loads the bars that planned runs of the same symbols need, once for all of them. */
export function loadWorld(options: PrepareOptions, runs: readonly PlannedRun[]): Promise<WorldOfRun> {
  const agents = runs.map(({ agent }) => agent);
  const [plan, ...others] = runs.map((run) => run.plan);
  const finer = agents.flatMap(({ execution: { intrabar } }) =>
    intrabar.path === 'finer' && intrabar.drill_timeframe !== undefined ? [intrabar.drill_timeframe] : [],
  );
  return loadFeatureWorld({
    ...options,
    plan: others.length === 0 ? plan! : mergePlans([plan!, ...others]),
    symbols: options.agent.symbols,
    warmupBars: options.agent.schedule.warmup_bars,
    higher: agents.flatMap(({ schedule: { every } }) => (every === 'bar' ? [] : [every])),
    finer: finer[0],
  });
}

/** What a planned run is bound to. */
export interface BoundWorld extends WorldOfRun {
  readonly benchmark: PreparedAgent['benchmark'];
  /** The columns of the plan, computed before; absent: they are computed here. */
  readonly run?: FeatureRun;
}

/** Computes the columns of a planned run and binds what decides. @throws WarmUpTooLongError, ModelSilentError */
export function bindRun(project: Project, planned: PlannedRun, bars: BoundWorld): PreparedAgent {
  const { agent, plan, models, atrName, moduleFiles } = planned;
  const { loaded } = bars;
  const world = { ...bars.world, decisionRows: decisionRows(agent.schedule.every, loaded) };
  const run = bars.run ?? startPlan(plan, world);
  const makeDecider = deciderOf(planned.planned, agent);
  const bound = makeDecider(run, world);
  const { time } = loaded.dataset;
  bound.advance(time.length);
  const spoken = firstSpoken(models);
  if (spoken !== undefined && !(time.at(-1)! >= spoken)) throw new ModelSilentError(agent.name, spoken);
  const evaluateFrom = firstDecision(agent, bound, loaded);
  const couldFrom = Math.max(loaded.firstRow, ...agent.symbols.map((_, symbol) => run.firstRow(symbol)));
  return {
    agent,
    loaded,
    bound,
    run,
    evaluateFrom,
    models: modelFacts({ agent, models, run, time, evaluateFrom, couldFrom }),
    atr: atrName === undefined ? undefined : agent.symbols.map((_, index) => run.column(index, atrName)),
    finer: finerBars(agent, loaded),
    benchmark: bars.benchmark,
    moduleFiles,
    again: {
      world,
      plan,
      run,
      start: startPlan,
      makeDecider,
      maker: dataMaker(project.data.adjustment),
      stopAtr: atrName,
      ownCode: moduleFiles.length > 0,
      outsideSession: new Map(loaded.quality.map(({ symbol, outsideSession }) => [symbol, outsideSession])),
    },
  };
}

function deciderOf(planned: PlannedAgent, { symbols }: Agent): (run: FeatureRun, world: leaks.World) => BoundAgent {
  return (run, { dataset: { time }, decisionRows: rows }) =>
    planned.bind({ symbols, run, time, ...(rows === undefined ? {} : { decisionRows: rows }) });
}

/** The benchmark of an agent's world on the time index of its data. */
export async function benchmarkOf(options: PrepareOptions, loaded: LoadedData): Promise<PreparedAgent['benchmark']> {
  const symbol = benchmarkSymbol(options.project, options.agent);
  if (symbol === undefined) return undefined;
  const named = ({ symbols }: Dataset): SymbolData | undefined => symbols.find(({ instrument }) => instrument.symbol === symbol);
  const traded = named(loaded.dataset);
  if (traded !== undefined) return { symbol, data: traded };
  const { dataset } = await loadDataset(otherSymbolsRequest(options, { symbols: [symbol], higher: [], warmupBars: 0 }));
  return { symbol, data: onTimeIndex(named(dataset)!, loaded.dataset.time) };
}

function finerBars(agent: Agent, { finer }: LoadedData): PreparedAgent['finer'] {
  if (finer === undefined || agent.execution.intrabar.path !== 'finer') return undefined;
  return agent.symbols.map((name) => finer.symbols.find(({ instrument }) => instrument.symbol === name)?.bars);
}

/** The rows at which a bar of the decision clock closes; nothing when every row does. */
function decisionRows(every: Agent['schedule']['every'], loaded: LoadedData): Uint8Array | undefined {
  if (every === 'bar' || every === loaded.dataset.timeframe) return undefined;
  const slow = loaded.higher.get(every);
  if (slow === undefined) return undefined;
  const rows = new Uint8Array(loaded.dataset.time.length);
  let next = 0;
  for (let row = 0; row < rows.length && next < slow.time.length; row += 1) {
    if (loaded.dataset.time[row]! < slow.time[next]!) continue;
    rows[row] = 1;
    while (next < slow.time.length && slow.time[next]! <= loaded.dataset.time[row]!) next += 1;
  }
  return rows;
}

/** The first row of the window at which everything is defined, or the later one that the file asks for. */
function firstDecision(agent: Agent, bound: BoundAgent, loaded: LoadedData): number {
  const { time } = loaded.dataset;
  let first = Math.max(loaded.firstRow, bound.firstRow());
  if (agent.evaluate_from !== undefined) {
    const wanted: UnixMs = (parseDate(agent.evaluate_from) ?? 0) * 86_400_000;
    while (first < time.length && time[first]! < wanted) first += 1;
  }
  if (first >= time.length) {
    throw new WarmUpTooLongError(agent.name, { bars: time.length, needed: Math.min(bound.firstRow(), time.length) + 1 });
  }
  return first;
}
