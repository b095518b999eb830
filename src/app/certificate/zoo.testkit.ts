import { z } from 'zod';
import { compileRule, planRule, ruleSchema } from '../../agents/index.ts';
import { DAY_MS, HOUR_MS, Random, type Timeframe } from '../../base/index.ts';
import type { EngineSettings } from '../../engine/index.ts';
import { type Feature, type FeatureReads, planFeatures, resolveFeatures, startFeatures } from '../../features/index.ts';
import {
  actionsOf,
  type BarColumns,
  buildDataset,
  type CalendarName,
  type CorporateAction,
  calendarOf,
  factorOf,
  resample,
  shareOf,
} from '../../market/index.ts';
import { leaks } from '../../research/index.ts';
import {
  agentRiskSchema,
  executionSchema,
  positionManagerSection,
  resolveExecution,
  resolveLimits,
  resolveSizing,
  resolveStops,
  riskSection,
  stopsSchema,
} from '../../trading/index.ts';
import type { CertificateInput } from './input.ts';

export const ROWS = 640;
export const NO_PARAMS = z.strictObject({});

/** A seeded random walk on given closes. */
export function walkBars(time: Float64Array, seed: number): BarColumns {
  const random = new Random(seed, 'zoo');
  const columns = Array.from({ length: 5 }, () => new Float64Array(time.length));
  const [open, high, low, close, volume] = columns as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];
  let last = 100;
  for (let i = 0; i < time.length; i += 1) {
    open[i] = last * (1 + 0.004 * (random.uniform() - 0.5));
    close[i] = open[i]! * (1 + 0.03 * (random.uniform() - 0.5));
    high[i] = Math.max(open[i]!, close[i]!) * (1 + 0.01 * random.uniform());
    low[i] = Math.min(open[i]!, close[i]!) * (1 - 0.01 * random.uniform());
    volume[i] = 1000 + random.below(9000);
    last = close[i]!;
  }
  return { length: time.length, time, open, high, low, close, volume };
}

/** Closes of so many sessions of the New York exchange. */
export function dailyTimes(rows = ROWS): Float64Array {
  const calendar = calendarOf('XNYS');
  const time = new Float64Array(rows);
  let day = Math.floor(Date.UTC(2015, 0, 5) / DAY_MS);
  for (let i = 0; i < rows; i += 1) {
    day = calendar.sessionFrom(day);
    time[i] = calendar.close(day);
    day += 1;
  }
  return time;
}

/** Hours of a market that never closes. */
export function hourlyTimes(rows = ROWS): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => Date.UTC(2020, 0, 1) + (i + 1) * HOUR_MS);
}

/** One hour bars of New York sessions: the last of a session is half an hour. */
export function sessionTimes(rows = ROWS): Float64Array {
  const calendar = calendarOf('XNYS');
  const time: number[] = [];
  for (let day = calendar.sessionFrom(16_440); time.length < rows; day = calendar.sessionFrom(day + 1)) {
    for (let at = calendar.open(day) + HOUR_MS; at < calendar.close(day) && time.length < rows; at += HOUR_MS) time.push(at);
    if (time.length < rows) time.push(calendar.close(day));
  }
  return Float64Array.from(time);
}

const SETTINGS: EngineSettings = {
  capital: 100_000,
  execution: resolveExecution(executionSchema.parse({})),
  sizing: resolveSizing(positionManagerSection.parse({}).sizing),
  stops: resolveStops(stopsSchema.parse({})),
  limits: resolveLimits(riskSection.parse({}).limits, agentRiskSchema.parse({})),
};

export const MAKER: leaks.DataMaker = {
  adjust: (actions, bars) => factorOf(actions, bars, 'splits_dividends'),
  resample,
  actionsOn: (actions, bars, calendar) => actionsOf(leaks.eventsOf(actions), bars, calendar),
};

/** A strategy with its data; everything has a clean default. */
export interface Exhibit {
  readonly timeframe?: Timeframe;
  readonly calendar?: CalendarName;
  readonly bars?: readonly BarColumns[];
  /** By symbol. */
  readonly actions?: readonly (readonly CorporateAction[])[];
  readonly adjust?: leaks.DataMaker['adjust'];
  /** Slower bars of each symbol. */
  readonly slower?: Timeframe;
  readonly resample?: leaks.DataMaker['resample'];
  /** Of the catalogue, by id. */
  readonly series?: leaks.World['series'];
  /** Untraded symbols that features read at the base timeframe. */
  readonly others?: Readonly<Record<string, BarColumns>>;
  readonly definitions?: readonly { readonly name: string; readonly type?: string; readonly [key: string]: unknown }[];
  readonly modules?: Readonly<Record<string, Feature>>;
  readonly rule?: object;
  readonly start?: CertificateInput['start'];
  readonly makeDecider?: CertificateInput['makeDecider'];
  readonly reads?: FeatureReads;
  readonly sameClose?: boolean;
  readonly outsideSession?: ReadonlyMap<string, number>;
  readonly deep?: boolean;
  readonly seed?: number;
}

export const plainStart: CertificateInput['start'] = (plan, world) =>
  startFeatures({ plan, dataset: world.dataset, bars: leaks.barsOf(world), series: (id) => world.series.get(id) });

/** The world of an exhibit, made by its own adjuster and resampler. */
export function worldOf(exhibit: Exhibit): leaks.World {
  const timeframe = exhibit.timeframe ?? '1d';
  const calendar = exhibit.calendar ?? 'XNYS';
  const bars = exhibit.bars ?? [walkBars(dailyTimes(), 1)];
  const adjust = exhibit.adjust ?? MAKER.adjust;
  const hasher = { update: () => undefined, digest: () => 'sha256:zoo' };
  const symbols = bars.map((own, index) => {
    const actions = exhibit.actions?.[index] ?? [];
    const factor = actions.length === 0 ? undefined : adjust(actions, own);
    return { instrument: shareOf('ABC'[index]!), calendar, bars: own, factor, actions, synthetic: false };
  });
  const dataset = buildDataset(symbols, timeframe, { hasher });
  const { slower } = exhibit;
  const make = exhibit.resample ?? resample;
  const lanes: leaks.Lane[] =
    slower === undefined
      ? []
      : dataset.symbols.map((symbol) => ({
          symbol: symbol.instrument.symbol,
          timeframe: slower,
          calendar,
          bars: make(symbol.bars, slower, calendarOf(calendar)),
          factor: undefined,
          actions: [],
          madeFrom: symbol.bars,
        }));
  const others = Object.entries(exhibit.others ?? {}).map(([symbol, own]) => ({
    symbol,
    timeframe,
    calendar,
    bars: own,
    factor: undefined,
    actions: [],
    madeFrom: undefined,
  }));
  return { dataset, lanes: [...lanes, ...others], series: exhibit.series ?? new Map(), decisionRows: undefined };
}

/** Runs nothing twice: the columns of the run are computed here, as `agent run` does, and handed to the certificate. */
export function exhibitInput(exhibit: Exhibit): CertificateInput {
  const world = worldOf(exhibit);
  const { timeframe } = world.dataset;
  const modules = new Map(Object.entries(exhibit.modules ?? {}));
  const definitions = (exhibit.definitions ?? []).map((one) => ({ type: 'custom', params: {}, ...one }));
  const resolved = resolveFeatures(definitions as Parameters<typeof resolveFeatures>[0], { timeframe, modules });
  if (resolved.problems.length > 0) throw new Error(JSON.stringify(resolved.problems));
  const rule = planRule(ruleSchema.parse(exhibit.rule ?? { when: [{ if: 'close > lag(close, 1)', action: 'buy' }] }));
  const reads = exhibit.reads ?? rule.reads;
  const plan = planFeatures(resolved.features, reads, { timeframe, periodsPerYear: () => 252 });
  const start = exhibit.start ?? plainStart;
  const run = start(plan, world);
  const symbols = world.dataset.symbols.map(({ instrument: { symbol } }) => symbol);
  const makeDecider = exhibit.makeDecider ?? ((of) => compileRule({ rule, symbols, run: of }));
  const execution = exhibit.sameClose === true ? { ...SETTINGS.execution, fill: 'same_close' as const } : SETTINGS.execution;
  const first = makeDecider(run, world);
  first.advance(world.dataset.time.length);
  return {
    world,
    plan,
    run,
    start,
    makeDecider,
    maker: { ...MAKER, adjust: exhibit.adjust ?? MAKER.adjust, resample: exhibit.resample ?? resample },
    settings: { ...SETTINGS, execution },
    evaluateFrom: Math.min(first.firstRow(), world.dataset.time.length - 1),
    stopAtr: undefined,
    finer: undefined,
    ownCode: exhibit.modules !== undefined || exhibit.makeDecider !== undefined,
    ...(exhibit.outsideSession === undefined ? {} : { outsideSession: exhibit.outsideSession }),
    busy: [],
    seed: exhibit.seed ?? 42,
    configHash: 'sha256:zoo',
    deep: exhibit.deep ?? false,
  };
}
