import { compileRule, planRule, type RuleAgent } from '../../agents/index.ts';
import { parseDate, type Timeframe, type UnixMs } from '../../base/index.ts';
import { type FeaturePlan, type FeatureRun, type PlanPlace, planFeatures, startFeatures } from '../../features/index.ts';
import { type BarColumns, calendarOf, type Dataset, resolveSymbols } from '../../market/index.ts';
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
import { NotActiveHereError, WarmUpTooLongError } from './errors.ts';
import { projectFeatures } from './features.ts';

export interface PrepareOptions {
  readonly project: Project;
  readonly projectDir: string;
  readonly agent: Agent;
  /** The data as an earlier run read it: from the store, without the network. */
  readonly stored?: StoredReading;
  readonly onProgress?: (progress: DataProgress) => void;
}

/** What an earlier run read, for reading it again. */
export type StoredReading = Pick<OnlineReading, 'untilDay' | 'pins'>;

/** An agent with its data and its columns, ready to be stepped through. */
export interface PreparedAgent {
  readonly agent: Agent;
  readonly loaded: LoadedData;
  readonly rule: RuleAgent;
  readonly run: FeatureRun;
  /** First row with a decision and a metric. */
  readonly evaluateFrom: number;
  /** The adjusted feature column of `stops.stop_atr`, by symbol of the dataset. */
  readonly atr: readonly Float64Array[] | undefined;
  /** Bars of a lower timeframe for ambiguous stops, by symbol. */
  readonly finer: readonly (BarColumns | undefined)[] | undefined;
  /** Own modules of the project that took part. */
  readonly moduleFiles: readonly string[];
}

/**
 * Loads what a rule agent reads, computes it, and binds its rule.
 * @throws NotActiveHereError for another kind of agent, WarmUpTooLongError, and what data and modules throw
 */
export async function prepareAgent(options: PrepareOptions): Promise<PreparedAgent> {
  const { project, projectDir, agent } = options;
  const own = await projectFeatures(project, projectDir);
  const rule = planRule(ruleOf(agent));
  const atrName = agent.stops.stop_atr?.feature;
  const names = [...(rule.reads.names ?? []), ...(atrName === undefined ? [] : [atrName])];
  const first = resolveSymbols(project.data, project.project.currency).find(
    ({ instrument }) => instrument.symbol === agent.symbols[0],
  );
  const calendar = calendarOf(first?.calendar ?? 'XNYS');
  const { timeframe } = project.data;
  const plan = planFeatures(
    own.features,
    { ...rule.reads, names },
    { timeframe, periodsPerYear: (at) => calendar.periodsPerYear(at) },
  );
  const series = loadSeries({ data: project.data, seed: project.project.seed, projectDir, ids: plan.series });
  const loaded = withSeries(await loadDataset(requestFor(options, plan)), series);
  const bars = await otherBars(options, plan, loaded);
  const run = startFeatures({ plan, dataset: loaded.dataset, bars, series: (id) => series.get(id) });
  const bound = compileRule({
    rule,
    symbols: agent.symbols,
    run,
    ...decisionRows(agent.schedule.every, loaded),
  });
  bound.advance(loaded.dataset.time.length);
  return {
    agent,
    loaded,
    rule: bound,
    run,
    evaluateFrom: firstDecision(agent, bound, loaded),
    atr: atrName === undefined ? undefined : agent.symbols.map((_, index) => run.column(index, atrName)),
    finer: finerBars(agent, loaded),
    moduleFiles: own.files,
  };
}

function finerBars(agent: Agent, { finer }: LoadedData): PreparedAgent['finer'] {
  if (finer === undefined) return undefined;
  return agent.symbols.map((name) => finer.symbols.find(({ instrument }) => instrument.symbol === name)?.bars);
}

function ruleOf(agent: Agent): NonNullable<Agent['rule']> {
  if (agent.rule !== undefined && agent.kind === 'rule') return agent.rule;
  if (agent.kind === 'model') {
    throw new NotActiveHereError(`agent "${agent.name}" needs a promoted model, and none exists`, {
      code: 'MODEL_NOT_PROMOTED',
      hint: 'model agents run once research and promotion are active in this product',
    });
  }
  throw new NotActiveHereError(`agents of kind ${agent.kind} are not active in this version`);
}

function onlineReading({ project, stored }: PrepareOptions): OnlineReading {
  const { alpaca } = project.operations.connections;
  return stored === undefined ? { alpaca } : { alpaca, stored: 'whole', ...stored };
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

type BarsOf = NonNullable<Parameters<typeof startFeatures>[0]['bars']>;

/** Bars of other timeframes and of symbols that the agent reads and does not trade. */
async function otherBars(options: PrepareOptions, plan: FeaturePlan, loaded: LoadedData): Promise<BarsOf> {
  const traded = new Set(loaded.dataset.symbols.map(({ instrument }) => instrument.symbol));
  const others = plan.places.filter(({ symbol }) => symbol !== undefined && !traded.has(symbol));
  const extra = others.length === 0 ? undefined : await loadDataset(othersRequest(options, others, plan));
  const datasets = [loaded, extra].filter((part) => part !== undefined);
  return (symbol, timeframe) => {
    for (const part of datasets) {
      const dataset: Dataset | undefined = timeframe === part.dataset.timeframe ? part.dataset : part.higher.get(timeframe);
      const found = dataset?.symbols.find(({ instrument }) => instrument.symbol === symbol);
      if (found !== undefined) return { bars: found.bars, factor: found.factor, calendar: found.calendar };
    }
    return undefined;
  };
}

function othersRequest(options: PrepareOptions, places: readonly PlanPlace[], plan: FeaturePlan): DataRequest {
  const { project, projectDir } = options;
  return {
    data: project.data,
    seed: project.project.seed,
    currency: project.project.currency,
    projectDir,
    online: onlineReading(options),
    symbols: [...new Set(places.map(({ symbol }) => symbol!))],
    higher: [...new Set(places.map(({ timeframe }) => timeframe))].filter((timeframe) => timeframe !== project.data.timeframe),
    warmupBars: plan.warmUp.warmup + plan.warmUp.settle,
  };
}

/** The rows at which a bar of the decision clock closes; nothing when every row does. */
function decisionRows(every: Agent['schedule']['every'], loaded: LoadedData): { readonly decisionRows?: Uint8Array } {
  if (every === 'bar' || every === loaded.dataset.timeframe) return {};
  const slow = loaded.higher.get(every);
  if (slow === undefined) return {};
  const rows = new Uint8Array(loaded.dataset.time.length);
  let next = 0;
  for (let row = 0; row < rows.length && next < slow.time.length; row += 1) {
    if (loaded.dataset.time[row]! < slow.time[next]!) continue;
    rows[row] = 1;
    while (next < slow.time.length && slow.time[next]! <= loaded.dataset.time[row]!) next += 1;
  }
  return { decisionRows: rows };
}

/** The first row of the window at which everything is defined, or the later one that the file asks for. */
function firstDecision(agent: Agent, rule: RuleAgent, loaded: LoadedData): number {
  const { time } = loaded.dataset;
  let first = Math.max(loaded.firstRow, rule.firstRow());
  if (agent.evaluate_from !== undefined) {
    const wanted: UnixMs = (parseDate(agent.evaluate_from) ?? 0) * 86_400_000;
    while (first < time.length && time[first]! < wanted) first += 1;
  }
  if (first >= time.length) {
    throw new WarmUpTooLongError(agent.name, { bars: time.length, needed: Math.min(rule.firstRow(), time.length) + 1 });
  }
  return first;
}
