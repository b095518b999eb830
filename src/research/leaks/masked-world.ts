import { DAY_MS } from '../../base/index.ts';
import type { FeatureSeries } from '../../features/index.ts';
import type { BarColumns, CorporateAction, Dataset, SymbolData } from '../../market/index.ts';
import { countUpTo, type Lane, ownRange, visibleAt, type World } from './world.ts';

/** What stands where the future was: nothing, prices out of this world, or the true values in another order. */
export const POISONS = ['missing', 'extreme', 'shuffled'] as const;
export type Poison = (typeof POISONS)[number];

/** Future closes are this much later than the true ones. */
const LATER_MS = 30 * DAY_MS;
const SESSIONS_LATER = 1000;

/**
 * A copy of a world whose future is poisoned and whose rows are revealed one after the other, in place: columns that features and
 * deciders hold on to become true as time goes on. Times and sessions keep rising; the lengths of columns are those of the world.
 */
export class MaskedWorld {
  readonly world: World;
  readonly #true: World;
  #known = 0;

  constructor(world: World, poison: Poison) {
    this.#true = world;
    this.world = {
      dataset: maskedDataset(world.dataset, poison),
      lanes: world.lanes.map((lane) => maskedLane(lane, poison)),
      series: new Map([...world.series].map(([id, one]) => [id, maskedSeries(one, poison)])),
      decisionRows: world.decisionRows,
    };
  }

  /** Rows below this are true. */
  get known(): number {
    return this.#known;
  }

  /** Makes the rows below `to` true, and what else was known at the close of the last of them. */
  reveal(to: number): void {
    const from = this.#known;
    if (to <= from) return;
    const { dataset, lanes } = this.#true;
    const masked = this.world.dataset;
    copyInto(masked.time, dataset.time, from, to);
    for (let row = from; row < to; row += 1) masked.session[row] = dataset.session[row]!;
    for (const [index, symbol] of dataset.symbols.entries()) {
      const [first, end] = ownRange(symbol, from, to);
      revealBars(masked.symbols[index]!, symbol, first, end);
    }
    const now = dataset.time[to - 1]!;
    const before = from === 0 ? Number.NEGATIVE_INFINITY : dataset.time[from - 1]!;
    for (const [index, lane] of lanes.entries()) {
      const visible = visibleAt(lane.bars);
      revealBars(this.world.lanes[index]!, lane, countUpTo(visible, before), countUpTo(visible, now));
    }
    for (const [id, { series }] of this.#true.series) {
      const { period, availableAt, value } = this.world.series.get(id)!.series;
      const [first, end] = [countUpTo(series.availableAt, before), countUpTo(series.availableAt, now)];
      copyInto(period, series.period, first, end);
      copyInto(availableAt, series.availableAt, first, end);
      copyInto(value, series.value, first, end);
    }
    this.#known = to;
  }
}

interface Revealed {
  readonly bars: BarColumns;
  readonly factor: Float64Array | undefined;
  readonly actions: readonly CorporateAction[];
}

function revealBars(masked: Revealed, real: Revealed, from: number, to: number): void {
  const pairs = columnPairs(masked.bars, real.bars);
  for (const [target, source] of pairs) copyInto(target, source, from, to);
  if (masked.factor !== undefined && real.factor !== undefined) copyInto(masked.factor, real.factor, from, to);
  const actions = masked.actions as CorporateAction[];
  for (const action of real.actions) if (action.row >= from && action.row < to) actions.push(action);
}

function columnPairs(masked: BarColumns, real: BarColumns): readonly (readonly [Float64Array, Float64Array])[] {
  const pairs: (readonly [Float64Array, Float64Array])[] = [
    [masked.time, real.time],
    [masked.open, real.open],
    [masked.high, real.high],
    [masked.low, real.low],
    [masked.close, real.close],
    [masked.volume, real.volume],
  ];
  if (masked.availableAt !== undefined && real.availableAt !== undefined) pairs.push([masked.availableAt, real.availableAt]);
  return pairs;
}

function copyInto(target: Float64Array, source: Float64Array, from: number, to: number): void {
  for (let i = from; i < to; i += 1) target[i] = source[i]!;
}

function maskedDataset(dataset: Dataset, poison: Poison): Dataset {
  const time = dataset.time.map((at) => at + LATER_MS);
  return {
    ...dataset,
    time,
    session: dataset.session.map((session) => session + SESSIONS_LATER),
    symbols: dataset.symbols.map((symbol): SymbolData => {
      const masked = maskedBars(symbol.bars, poison);
      // One symbol's times are the common index where it has all rows: one array, as in the true dataset.
      const bars = symbol.bars.time === dataset.time ? { ...masked, time } : masked;
      return { ...symbol, bars, factor: poisoned(symbol.factor, poison), actions: [] };
    }),
  };
}

function maskedLane(lane: Lane, poison: Poison): Lane {
  const masked = { ...lane, bars: maskedBars(lane.bars, poison), factor: poisoned(lane.factor, poison), actions: [] };
  return { ...masked, madeFrom: undefined };
}

function maskedSeries({ series, maxAgeMs }: FeatureSeries, poison: Poison): FeatureSeries {
  const availableAt = series.availableAt.map((at) => at + LATER_MS);
  return { maxAgeMs, series: { ...series, period: series.period.slice(), availableAt, value: poisoned(series.value, poison) } };
}

function maskedBars(bars: BarColumns, poison: Poison): BarColumns {
  const columns = {
    length: bars.length,
    time: bars.time.map((at) => at + LATER_MS),
    open: poisoned(bars.open, poison),
    high: poisoned(bars.high, poison),
    low: poisoned(bars.low, poison),
    close: poisoned(bars.close, poison),
    volume: poisoned(bars.volume, poison),
  };
  return bars.availableAt === undefined ? columns : { ...columns, availableAt: bars.availableAt.map((at) => at + LATER_MS) };
}

function poisoned(column: Float64Array, poison: Poison): Float64Array;
function poisoned(column: Float64Array | undefined, poison: Poison): Float64Array | undefined;
function poisoned(column: Float64Array | undefined, poison: Poison): Float64Array | undefined {
  if (column === undefined) return undefined;
  const last = column.length - 1;
  switch (poison) {
    case 'missing':
      return new Float64Array(column.length).fill(Number.NaN);
    case 'extreme':
      return column.map((value, i) => (i % 2 === 0 ? value * 1e4 : value * 1e-4));
    case 'shuffled':
      return column.map((_, i) => column[last - i]! * 1.5);
    default:
      return poison satisfies never;
  }
}
