import { isoTime, parseDate, type Timeframe } from '../../base/index.ts';
import {
  type BarColumns,
  type CorporateAction,
  type CorporateEvent,
  calendarOf,
  type Dataset,
  type SymbolData,
  sliceBars,
} from '../../market/index.ts';
import type { LeakFinding, LeakName } from './finding.ts';
import { firstDifference } from './watch.ts';
import { countUpTo, type Lane, ownRange, visibleAt, type World } from './world.ts';

/** How the run's own data was made of raw bars: the functions that its loader used. */
export interface DataMaker {
  /** Factor column of raw bars, from the actions up to their end; undefined: nothing is adjusted. */
  adjust(actions: readonly CorporateAction[], bars: BarColumns): Float64Array | undefined;
  resample(bars: BarColumns, timeframe: Timeframe, calendar: ReturnType<typeof calendarOf>): BarColumns;
  /** Actions tied to bars they were not made for. */
  actionsOn(
    actions: readonly CorporateAction[],
    bars: BarColumns,
    calendar: ReturnType<typeof calendarOf>,
  ): readonly CorporateAction[];
}

/** Slower bars that are made again where only the newest ones can have changed. */
const NEWEST_BARS = 4;
/** Rows at which the newest slower bars are made again. */
const LANE_ROWS = 48;

/**
 * Makes the run's data again from what was known at the close of some rows, and compares it with what the run had there: factors of
 * adjusted prices around corporate actions, and slower bars.
 */
export function rebuildData(world: World, maker: DataMaker): readonly LeakFinding[] {
  const { dataset } = world;
  const factors = dataset.symbols.flatMap((symbol) =>
    factorRows(dataset, symbol).map((row) => factorFinding(dataset, symbol, row, maker)),
  );
  const lanes = world.lanes.flatMap((lane) => {
    if (lane.madeFrom === undefined) return [];
    const whole = laneRows(dataset, lane).map((row) => cutAt(dataset, row, Number.POSITIVE_INFINITY));
    const newest = Array.from({ length: LANE_ROWS - 1 }, (_, index) =>
      cutAt(dataset, Math.floor((dataset.time.length * (index + 1)) / LANE_ROWS), NEWEST_BARS),
    );
    return [...whole, ...newest].map((cut) => laneFinding(lane, cut, maker));
  });
  return [...factors, ...lanes].filter((one) => one !== undefined);
}

function cutAt(dataset: Dataset, row: number, newest: number): Cut {
  return { dataset, row, now: dataset.time[row]!, newest };
}

/** The middle, the end, and the rows before and at some corporate actions. */
function factorRows({ time }: Dataset, { factor, actions, rows }: SymbolData): readonly number[] {
  if (factor === undefined) return [];
  const found = new Set([time.length >> 1, time.length - 1]);
  for (const action of [actions[0], actions[actions.length >> 1], actions.at(-1)]) {
    if (action === undefined) continue;
    const at = rows === undefined ? action.row : rows[action.row]!;
    found.add(at);
    found.add(at - 1);
  }
  return [...found].filter((row) => row >= 0);
}

/** The middle, the end, and the rows before and at the close of a slower bar. */
function laneRows({ time }: Dataset, { bars }: Lane): readonly number[] {
  const at = countUpTo(time, bars.time[bars.length >> 1] ?? 0) - 1;
  return [...new Set([time.length >> 1, time.length - 1, at - 1, at])].filter((row) => row >= 0);
}

function factorFinding(dataset: Dataset, symbol: SymbolData, row: number, maker: DataMaker): LeakFinding | undefined {
  const { factor, actions, bars, instrument } = symbol;
  if (factor === undefined) return undefined;
  const [, end] = ownRange(symbol, 0, row + 1);
  const known = actions.filter((action) => action.row < end);
  const again = maker.adjust(known, sliceBars(bars, 0, end)) ?? new Float64Array(end).fill(1);
  const own = firstDifference(factor, again, 0, end);
  if (own < 0) return undefined;
  const at = symbol.rows === undefined ? own : symbol.rows[own]!;
  const last = isoTime(dataset.time[row]!);
  return {
    ...found('adjustment', `prices ${instrument.symbol}`, instrument.symbol),
    row: at,
    time: dataset.time[at]!,
    withFuture: factor[own]!,
    withoutFuture: again[own]!,
    fact: `the factor of ${isoTime(dataset.time[at]!)} is ${factor[own]!}, and ${again[own]!} with what was known on ${last}`,
  };
}

interface Cut {
  readonly dataset: Dataset;
  readonly row: number;
  readonly now: number;
  /** Of the slower bars known then, so many of the last are made again. */
  readonly newest: number;
}

const COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;

function laneFinding(lane: Lane, cut: Cut, maker: DataMaker): LeakFinding | undefined {
  const { dataset, row, now, newest } = cut;
  const base = lane.madeFrom!;
  const seen = countUpTo(visibleAt(lane.bars), now);
  const first = Math.max(0, seen - newest);
  const after = first === 0 ? Number.NEGATIVE_INFINITY : lane.bars.time[first - 1]!;
  const known = sliceBars(base, countUpTo(base.time, after), countUpTo(base.time, now));
  const again = maker.resample(known, lane.timeframe, calendarOf(lane.calendar));
  const complete = first + countUpTo(visibleAt(again), now);
  const about = found('resample', `bars ${lane.symbol} ${lane.timeframe}`, lane.symbol);
  if (seen > complete) {
    const at = lane.bars.time[seen - 1]!;
    const fact = `at ${isoTime(now)} the bar stamped ${isoTime(at)} is seen, and not all of its parts have closed`;
    return { ...about, row, time: now, withFuture: seen, withoutFuture: complete, fact };
  }
  for (const name of COLUMNS) {
    const at = firstDifference(lane.bars[name].subarray(first), again[name], 0, Math.min(seen, complete) - first);
    if (at < 0) continue;
    const time = lane.bars.time[first + at]!;
    const values = { withFuture: lane.bars[name][first + at]!, withoutFuture: again[name][at]! };
    const fact = `${name} of the bar of ${isoTime(time)} is ${values.withFuture}, and ${values.withoutFuture} of the parts known at ${isoTime(now)}`;
    return { ...about, row: rowAt(dataset, time), time, ...values, fact };
  }
  return first === 0 ? laneFactorFinding(lane, again, cut, maker) : undefined;
}

function laneFactorFinding(lane: Lane, again: BarColumns, { dataset, now }: Cut, maker: DataMaker): LeakFinding | undefined {
  if (lane.factor === undefined) return undefined;
  const calendar = calendarOf(lane.calendar);
  const factor = maker.adjust(maker.actionsOn(lane.actions, again, calendar), again) ?? new Float64Array(again.length).fill(1);
  const at = firstDifference(lane.factor, factor, 0, Math.min(countUpTo(visibleAt(lane.bars), now), again.length));
  if (at < 0) return undefined;
  const when = lane.bars.time[at]!;
  const fact = `the factor of ${isoTime(when)} is ${lane.factor[at]!}, and ${factor[at]!} with what was known on ${isoTime(now)}`;
  const values = { withFuture: lane.factor[at]!, withoutFuture: factor[at]! };
  return {
    ...found('adjustment', `prices ${lane.symbol} ${lane.timeframe}`, lane.symbol),
    row: rowAt(dataset, when),
    time: when,
    ...values,
    fact,
  };
}

function found(kind: LeakName, subject: string, symbol: string): Pick<LeakFinding, 'kind' | 'check' | 'subject' | 'symbol'> {
  return { kind, check: 'availability', subject, symbol };
}

function rowAt({ time }: Dataset, at: number): number {
  return countUpTo(time, at) - 1;
}

/** Actions as the events they came from, for {@link DataMaker.actionsOn}. */
export function eventsOf(actions: readonly CorporateAction[]): readonly CorporateEvent[] {
  return actions.map((action) => ({
    kind: action.kind,
    exDay: parseDate(action.exDate) ?? 0,
    amount: action.kind === 'dividend' ? action.amount : action.ratio,
  }));
}
