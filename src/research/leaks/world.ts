import type { Timeframe } from '../../base/index.ts';
import type { FeatureBars, FeatureSeries } from '../../features/index.ts';
import {
  type BarColumns,
  type CalendarName,
  type CorporateAction,
  type Dataset,
  type SymbolData,
  sliceBars,
} from '../../market/index.ts';

/** Bars beside those of the dataset that features read or that say when an agent decides. */
export interface Lane {
  readonly symbol: string;
  readonly timeframe: Timeframe;
  readonly calendar: CalendarName;
  readonly bars: BarColumns;
  readonly factor: Float64Array | undefined;
  readonly actions: readonly CorporateAction[];
  /** The faster bars that these were made of; undefined: they came as they are. */
  readonly madeFrom: BarColumns | undefined;
}

/** Everything that a run knows about the market. */
export interface World {
  readonly dataset: Dataset;
  readonly lanes: readonly Lane[];
  /** Observations other than bars, by id. */
  readonly series: ReadonlyMap<string, FeatureSeries>;
  /** 1 on each row at which the agent decides; absent: every row. */
  readonly decisionRows: Uint8Array | undefined;
}

/** The lookup that {@link FeatureRunOptions} wants. */
export function barsOf({ lanes }: World): (symbol: string, timeframe: Timeframe) => FeatureBars | undefined {
  return (symbol, timeframe) => lanes.find((lane) => lane.symbol === symbol && lane.timeframe === timeframe);
}

/** Times at which bars and all bars before them could first be known, never falling: they are joined in their order. */
export function visibleAt(bars: BarColumns): Float64Array {
  const { availableAt } = bars;
  if (availableAt === undefined) return bars.time;
  const known = RISING.get(availableAt) ?? runningMaximum(availableAt);
  RISING.set(availableAt, known);
  return known;
}

/** Running maxima of columns, as long as the columns live. */
const RISING = new WeakMap<Float64Array, Float64Array>();

function runningMaximum(column: Float64Array): Float64Array {
  let most = Number.NEGATIVE_INFINITY;
  return column.map((value) => {
    if (value > most) most = value;
    return most;
  });
}

/** Number of leading entries of a rising column that are at most `limit`. */
export function countUpTo(column: Float64Array | Int32Array, limit: number): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (column[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Own bars of a symbol on rows `from` ≤ row < `to` of the common index. */
export function ownRange({ rows }: SymbolData, from: number, to: number): readonly [from: number, to: number] {
  if (rows === undefined) return [from, to];
  return [countUpTo(rows, from - 1), countUpTo(rows, to - 1)];
}

/**
 * The rows `from` ≤ row < `to` of a world, as if nothing else existed: what was known at the close of row `to` − 1, from row `from` on.
 * Columns are views of the original ones.
 */
export function cutWorld(world: World, from: number, to: number): World {
  const { dataset } = world;
  const now = dataset.time[to - 1] ?? Number.NEGATIVE_INFINITY;
  const before = from === 0 ? Number.NEGATIVE_INFINITY : dataset.time[from - 1]!;
  const base = dataset.session[from] ?? 0;
  return {
    dataset: {
      ...dataset,
      time: dataset.time.subarray(from, to),
      session: base === 0 ? dataset.session.subarray(from, to) : dataset.session.slice(from, to).map((session) => session - base),
      symbols: dataset.symbols.map((symbol) => cutSymbol(symbol, from, to)),
    },
    lanes: world.lanes.map((lane) => cutLane(lane, countUpTo(lane.bars.time, before), countUpTo(visibleAt(lane.bars), now))),
    series: new Map([...world.series].map(([id, one]) => [id, cutSeries(one, now)])),
    decisionRows: world.decisionRows?.subarray(from, to),
  };
}

/** What was known of a series at a time. */
function cutSeries({ series, maxAgeMs }: FeatureSeries, now: number): FeatureSeries {
  const length = countUpTo(series.availableAt, now);
  const cut = (column: Float64Array): Float64Array => column.subarray(0, length);
  const { period, availableAt, value } = series;
  return { maxAgeMs, series: { ...series, length, period: cut(period), availableAt: cut(availableAt), value: cut(value) } };
}

function cutSymbol(symbol: SymbolData, from: number, to: number): SymbolData {
  const [first, end] = ownRange(symbol, from, to);
  return {
    ...symbol,
    bars: sliceBars(symbol.bars, first, end),
    factor: symbol.factor?.subarray(first, end),
    actions: cutActions(symbol.actions, first, end),
    rows: symbol.rows?.slice(first, end).map((row) => row - from),
  };
}

function cutLane(lane: Lane, from: number, to: number): Lane {
  const end = Math.max(from, to);
  return {
    ...lane,
    bars: sliceBars(lane.bars, from, end),
    factor: lane.factor?.subarray(from, end),
    actions: cutActions(lane.actions, from, end),
  };
}

/** Actions of bars inside a range; one at its first bar changes nothing that is held there. */
function cutActions(actions: readonly CorporateAction[], from: number, to: number): readonly CorporateAction[] {
  return actions.filter(({ row }) => row > from && row < to).map((action) => ({ ...action, row: action.row - from }));
}
