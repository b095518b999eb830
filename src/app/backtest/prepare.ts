import type { BoundAgent, PlannedAgent } from '../../agents/index.ts';
import { parseDate, type Timeframe, type UnixMs } from '../../base/index.ts';
import {
  type FeaturePlan,
  type FeatureRun,
  type PlanOptions,
  type PlanPlace,
  planFeatures,
  startFeatures,
} from '../../features/index.ts';
import {
  actionsOf,
  type BarColumns,
  calendarOf,
  type Dataset,
  factorOf,
  resample,
  resolveSymbols,
  type SymbolData,
} from '../../market/index.ts';
import { leaks } from '../../research/index.ts';
import { resolveExecution, roundTripCost } from '../../trading/index.ts';
import type { CertificateInput } from '../certificate/index.ts';
import {
  type DataProgress,
  type DataRequest,
  type LoadedData,
  loadDataset,
  loadSeries,
  type OnlineReading,
  withSeries,
} from '../data/index.ts';
import type { Agent, Project } from '../project/index.ts';
import { agentModels, firstSpoken, readsModels } from './agent-models.ts';
import { benchmarkSymbol, onTimeIndex } from './benchmark.ts';
import { ModelSilentError, WarmUpTooLongError } from './errors.ts';
import { projectFeatures } from './features.ts';
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

/**
 * Loads what an agent reads, its models among it, computes it, and binds what decides.
 * @throws NotActiveHereError for a kind of agent that comes later, WarmUpTooLongError, and what data, models and modules throw
 */
export async function prepareAgent(options: PrepareOptions): Promise<PreparedAgent> {
  const { project, projectDir, agent } = options;
  const own = await projectFeatures(project, projectDir);
  const planOptions = planOptionsOf(project, agent);
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
  const series = loadSeries({ data: project.data, seed: project.project.seed, projectDir, ids: plan.series });
  const loaded = withSeries(await loadDataset(requestFor(options, plan)), series);
  const world = { ...(await worldOf(options, plan, loaded)), series };
  const run = start(plan, world);
  const makeDecider = deciderOf(planned, agent);
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
    benchmark: await benchmarkOf(options, loaded),
    moduleFiles: [...own.files, ...files],
    again: {
      world,
      plan,
      run,
      start,
      makeDecider,
      maker: dataMaker(project.data.adjustment),
      stopAtr: atrName,
      ownCode: own.files.length + files.length > 0,
      outsideSession: new Map(loaded.quality.map(({ symbol, outsideSession }) => [symbol, outsideSession])),
    },
  };
}

function start(plan: FeaturePlan, world: leaks.World): FeatureRun {
  return startFeatures({ plan, dataset: world.dataset, bars: leaks.barsOf(world), series: (id) => world.series.get(id) });
}

function deciderOf(planned: PlannedAgent, { symbols }: Agent): (run: FeatureRun, world: leaks.World) => BoundAgent {
  return (run, { dataset: { time }, decisionRows: rows }) =>
    planned.bind({ symbols, run, time, ...(rows === undefined ? {} : { decisionRows: rows }) });
}

/** The bars and the calendar that an agent's features are planned for. */
export function planOptionsOf({ data, project }: Project, agent: Pick<Agent, 'symbols'>): PlanOptions {
  const first = resolveSymbols(data, project.currency).find(({ instrument }) => instrument.symbol === agent.symbols[0]);
  const calendar = calendarOf(first?.calendar ?? 'XNYS');
  return { timeframe: data.timeframe, periodsPerYear: (at) => calendar.periodsPerYear(at) };
}

/** How {@link loadDataset} makes adjusted prices and slower bars. */
function dataMaker(adjustment: Project['data']['adjustment']): leaks.DataMaker {
  return {
    adjust: (actions, bars) => factorOf(actions, bars, adjustment),
    resample,
    actionsOn: (actions, bars, calendar) => actionsOf(leaks.eventsOf(actions), bars, calendar),
  };
}

async function benchmarkOf(options: PrepareOptions, loaded: LoadedData): Promise<PreparedAgent['benchmark']> {
  const symbol = benchmarkSymbol(options.project, options.agent);
  if (symbol === undefined) return undefined;
  const named = ({ symbols }: Dataset): SymbolData | undefined => symbols.find(({ instrument }) => instrument.symbol === symbol);
  const traded = named(loaded.dataset);
  if (traded !== undefined) return { symbol, data: traded };
  const { dataset } = await loadDataset(otherSymbols(options, { symbols: [symbol], higher: [], warmupBars: 0 }));
  return { symbol, data: onTimeIndex(named(dataset)!, loaded.dataset.time) };
}

function finerBars(agent: Agent, { finer }: LoadedData): PreparedAgent['finer'] {
  if (finer === undefined) return undefined;
  return agent.symbols.map((name) => finer.symbols.find(({ instrument }) => instrument.symbol === name)?.bars);
}

function onlineReading({ project, stored }: PrepareOptions): OnlineReading {
  const { alpaca } = project.operations.connections;
  if (stored === undefined) return { alpaca };
  const { untilDay, pins } = stored;
  return {
    alpaca,
    stored: 'whole',
    ...(untilDay === undefined ? {} : { untilDay }),
    ...(pins === undefined ? {} : { pins }),
  };
}

function requestFor(options: PrepareOptions, plan: FeaturePlan): DataRequest {
  const { project, projectDir, agent, onProgress } = options;
  const every = agent.schedule.every;
  const higher = new Set<Timeframe>(plan.places.filter(({ symbol }) => symbol === undefined).map(({ timeframe }) => timeframe));
  if (every !== 'bar') higher.add(every);
  higher.delete(project.data.timeframe);
  const finer = agent.execution.intrabar.path === 'finer' ? agent.execution.intrabar.drill_timeframe : undefined;
  return {
    data: project.data,
    seed: project.project.seed,
    currency: project.project.currency,
    projectDir,
    online: onlineReading(options),
    symbols: agent.symbols,
    higher: [...higher],
    ...(finer === undefined ? {} : { finer }),
    warmupBars: agent.schedule.warmup_bars ?? plan.warmUp.warmup + plan.warmUp.settle,
    ...(onProgress === undefined ? {} : { onProgress }),
  };
}

/** The agent's data with the bars of other timeframes, and of symbols that it reads and does not trade. */
async function worldOf(options: PrepareOptions, plan: FeaturePlan, loaded: LoadedData): Promise<Omit<leaks.World, 'series'>> {
  const traded = new Set(loaded.dataset.symbols.map(({ instrument }) => instrument.symbol));
  const others = plan.places.filter(({ symbol }) => symbol !== undefined && !traded.has(symbol));
  const extra = others.length === 0 ? undefined : await loadDataset(othersRequest(options, others, plan));
  const lanes = slowerLanes(loaded);
  if (extra !== undefined) lanes.push(...baseLanes(extra), ...slowerLanes(extra));
  return { dataset: loaded.dataset, lanes, decisionRows: decisionRows(options.agent.schedule.every, loaded) };
}

function baseLanes({ dataset }: LoadedData): leaks.Lane[] {
  const { timeframe } = dataset;
  return dataset.symbols.map(({ instrument, ...data }) => ({
    ...data,
    symbol: instrument.symbol,
    timeframe,
    madeFrom: undefined,
  }));
}

function slowerLanes({ dataset, higher }: LoadedData): leaks.Lane[] {
  return [...higher].flatMap(([timeframe, slower]) =>
    slower.symbols.map(({ instrument, ...data }, index) => ({
      ...data,
      symbol: instrument.symbol,
      timeframe,
      madeFrom: dataset.symbols[index]!.bars,
    })),
  );
}

function othersRequest(options: PrepareOptions, places: readonly PlanPlace[], plan: FeaturePlan): DataRequest {
  const { timeframe: own } = options.project.data;
  return otherSymbols(options, {
    symbols: [...new Set(places.map(({ symbol }) => symbol!))],
    higher: [...new Set(places.map(({ timeframe }) => timeframe))].filter((timeframe) => timeframe !== own),
    warmupBars: plan.warmUp.warmup + plan.warmUp.settle,
  });
}

/** Symbols that the agent does not trade. */
function otherSymbols(options: PrepareOptions, wanted: Pick<DataRequest, 'symbols' | 'higher' | 'warmupBars'>): DataRequest {
  const { project, projectDir } = options;
  return {
    data: project.data,
    seed: project.project.seed,
    currency: project.project.currency,
    projectDir,
    ...wanted,
    online: onlineReading(options),
  };
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
