import type { Timeframe } from '../../base/index.ts';
import { type FeaturePlan, type FeatureRun, type PlanOptions, type PlanPlace, startFeatures } from '../../features/index.ts';
import { actionsOf, calendarOf, factorOf, resample, resolveSymbols } from '../../market/index.ts';
import { leaks } from '../../research/index.ts';
import {
  type DataProgress,
  type DataRequest,
  type LoadedData,
  loadDataset,
  loadSeries,
  type OnlineReading,
  withSeries,
} from '../data/index.ts';
import type { Project } from '../project/index.ts';

/** Which bars a plan is computed over. */
export interface FeatureWorldOptions {
  readonly project: Project;
  readonly projectDir: string;
  readonly plan: FeaturePlan;
  readonly symbols: readonly string[];
  /** Bars wanted before `start_date`; default: what the features need to warm up and settle. */
  readonly warmupBars?: number | undefined;
  /** Slower bars that are wanted beside those of the plan, and finer ones. */
  readonly higher?: readonly Timeframe[];
  readonly finer?: Timeframe | undefined;
  /** Last day that is read, in place of `data.end_date`. */
  readonly until?: string | undefined;
  /** The data as an earlier run read it. */
  readonly stored?: Pick<OnlineReading, 'untilDay' | 'pins'> | undefined;
  readonly onProgress?: ((progress: DataProgress) => void) | undefined;
}

/** Everything that features are computed from. */
export interface FeatureWorld {
  readonly loaded: LoadedData;
  readonly world: Omit<leaks.World, 'decisionRows'>;
}

/** Loads the bars and series that a plan reads: of the symbols themselves, of slower timeframes, and of other symbols. */
export async function loadFeatureWorld(options: FeatureWorldOptions): Promise<FeatureWorld> {
  const { project, projectDir, plan, symbols, higher = [], finer, warmupBars } = options;
  const slower = new Set<Timeframe>(plan.places.filter(({ symbol }) => symbol === undefined).map(({ timeframe }) => timeframe));
  for (const timeframe of higher) slower.add(timeframe);
  slower.delete(project.data.timeframe);
  const series = loadSeries({ data: project.data, seed: project.project.seed, projectDir, ids: plan.series });
  const request: DataRequest = {
    ...requestOf(options),
    symbols,
    higher: [...slower],
    ...(finer === undefined ? {} : { finer }),
    warmupBars: warmupBars ?? plan.warmUp.warmup + plan.warmUp.settle,
    ...(options.onProgress === undefined ? {} : { onProgress: options.onProgress }),
  };
  const loaded = withSeries(await loadDataset(request), series);
  const traded = new Set(loaded.dataset.symbols.map(({ instrument }) => instrument.symbol));
  const others = plan.places.filter(({ symbol }) => symbol !== undefined && !traded.has(symbol));
  const extra = others.length === 0 ? undefined : await loadDataset(othersRequest(options, others));
  const lanes = slowerLanes(loaded);
  if (extra !== undefined) lanes.push(...baseLanes(extra), ...slowerLanes(extra));
  return { loaded, world: { dataset: loaded.dataset, lanes, series } };
}

/** Starts the computation of a plan over a world. */
export function startPlan(plan: FeaturePlan, world: leaks.World): FeatureRun {
  return startFeatures({ plan, dataset: world.dataset, bars: leaks.barsOf(world), series: (id) => world.series.get(id) });
}

/** How {@link loadDataset} makes adjusted prices and slower bars. */
export function dataMaker(adjustment: Project['data']['adjustment']): leaks.DataMaker {
  return {
    adjust: (actions, bars) => factorOf(actions, bars, adjustment),
    resample,
    actionsOn: (actions, bars, calendar) => actionsOf(leaks.eventsOf(actions), bars, calendar),
  };
}

/** The bars and the calendar that features of these symbols are planned for. */
export function planOptionsFor({ data, project }: Project, symbols: readonly string[]): PlanOptions {
  const first = resolveSymbols(data, project.currency).find(({ instrument }) => instrument.symbol === symbols[0]);
  const calendar = calendarOf(first?.calendar ?? 'XNYS');
  return { timeframe: data.timeframe, periodsPerYear: (at) => calendar.periodsPerYear(at) };
}

type ReadingOptions = Pick<FeatureWorldOptions, 'project' | 'projectDir' | 'stored' | 'until'>;

/** A request for symbols beside those of a plan: a benchmark. */
export function otherSymbolsRequest(
  options: ReadingOptions,
  wanted: Pick<DataRequest, 'symbols' | 'higher' | 'warmupBars'>,
): DataRequest {
  return { ...requestOf(options), ...wanted };
}

function requestOf({ project, projectDir, stored, until }: ReadingOptions): DataRequest {
  return {
    data: until === undefined ? project.data : { ...project.data, end_date: until },
    seed: project.project.seed,
    currency: project.project.currency,
    projectDir,
    online: onlineReading(project, stored),
  };
}

function onlineReading(project: Project, stored: ReadingOptions['stored']): OnlineReading {
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

function othersRequest(options: FeatureWorldOptions, places: readonly PlanPlace[]): DataRequest {
  const { plan, project } = options;
  return otherSymbolsRequest(options, {
    symbols: [...new Set(places.map(({ symbol }) => symbol!))],
    higher: [...new Set(places.map(({ timeframe }) => timeframe))].filter((timeframe) => timeframe !== project.data.timeframe),
    warmupBars: plan.warmUp.warmup + plan.warmUp.settle,
  });
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
