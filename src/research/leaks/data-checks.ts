import { isoTime } from '../../base/index.ts';
import { type BarColumns, type CalendarName, calendarOf, type TradingCalendar, weekStart } from '../../market/index.ts';
import type { LeakFinding, LeakName } from './finding.ts';
import type { World } from './world.ts';

export interface DataFacts {
  readonly world: World;
  /** The bars of a decision must be known when its orders can first fill. */
  readonly fillsAtClose: boolean;
  /** By symbol: rows of the source that lay outside every session and were left out. */
  readonly outsideSession?: ReadonlyMap<string, number>;
}

/** Bars of one symbol and timeframe, and what to call them. */
interface Named {
  readonly symbol: string;
  readonly timeframe: World['dataset']['timeframe'];
  readonly calendar: CalendarName;
  readonly bars: BarColumns;
  /** Decided on; false: joined when available. */
  readonly decided: boolean;
}

/** Order, stamps and availability of all bars: at most one finding per kind and column of bars. */
export function checkBars(facts: DataFacts): readonly LeakFinding[] {
  const { world } = facts;
  const own = world.dataset.symbols.map(({ instrument, calendar, bars }) => ({
    symbol: instrument.symbol,
    timeframe: world.dataset.timeframe,
    calendar,
    bars,
    decided: true,
  }));
  const lanes = world.lanes.map(({ symbol, timeframe, calendar, bars }) => ({
    symbol,
    timeframe,
    calendar,
    bars,
    decided: false,
  }));
  return [...own, ...lanes].flatMap((named) => {
    const finding = checkOrder(named) ?? checkStamps(named, facts);
    return [finding, checkAvailability(named, facts)].filter((one) => one !== undefined);
  });
}

function findingOf(kind: LeakName, named: Named, row: number, fact: string, values?: readonly [number, number]): LeakFinding {
  return {
    kind,
    check: 'availability',
    subject: `bars ${named.symbol} ${named.timeframe}`,
    symbol: named.symbol,
    row,
    time: row < 0 ? Number.NaN : named.bars.time[row]!,
    withFuture: values?.[0] ?? Number.NaN,
    withoutFuture: values?.[1] ?? Number.NaN,
    fact,
  };
}

function checkOrder(named: Named): LeakFinding | undefined {
  const { time, length } = named.bars;
  for (let i = 1; i < length; i += 1) {
    if (time[i]! > time[i - 1]!) continue;
    const fact = `the bar of ${isoTime(time[i]!)} stands after that of ${isoTime(time[i - 1]!)}`;
    return findingOf('barsOutOfOrder', named, i, fact, [time[i - 1]!, time[i]!]);
  }
  return undefined;
}

/** A close never lies at or before the open of its session, and a day closes with its session. */
function checkStamps(named: Named, facts: DataFacts): LeakFinding | undefined {
  const calendar = calendarOf(named.calendar);
  const { time, length } = named.bars;
  const isIntraday = named.timeframe !== '1d' && named.timeframe !== '1w';
  const ends = { missing: 0, sessions: 0 };
  let until = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < length; i += 1) {
    const at = time[i]!;
    if (at <= until) continue;
    const previous = i === 0 ? Number.NaN : time[i - 1]!;
    if (isIntraday && i > 0) countEnd(ends, previous, until, named);
    const begins = openAt(at, calendar);
    if (isIntraday && begins) {
      return findingOf('openStamped', named, i, `a bar of ${named.timeframe} is stamped ${isoTime(at)}, the open of its session`);
    }
    until = closeOf(at, named, calendar);
    if (!isIntraday && at < until && named.calendar !== '24x7') {
      const fact = `the bar stamped ${isoTime(at)} closes at ${isoTime(until)}`;
      return findingOf('openStamped', named, i, fact, [at, until]);
    }
    if (!(until >= at)) until = at;
  }
  return missingEnds(named, ends, facts);
}

/** Whether a time is the open of a session that does not follow the one before without a pause. */
function openAt(at: number, calendar: TradingCalendar): boolean {
  const day = calendar.dateOf(at + 1);
  return calendar.isSession(day) && at === calendar.open(day) && calendar.close(calendar.sessionUntil(day - 1)) < at;
}

function closeOf(at: number, { timeframe }: Named, calendar: TradingCalendar): number {
  const day = calendar.dateOf(at);
  return calendar.close(timeframe === '1w' ? calendar.sessionUntil(weekStart(day) + 6) : day);
}

function countEnd(
  ends: { missing: number; sessions: number },
  last: number,
  until: number,
  { timeframe, calendar }: Named,
): void {
  ends.sessions += 1;
  const length = until - calendarOf(calendar).barOpen(until, timeframe);
  if (last === until - length) ends.missing += 1;
}

/** Every session lacks its last bar, and as many rows lay at the opens: the stamps are opens that were read as closes. */
function missingEnds(
  named: Named,
  { missing, sessions }: { readonly missing: number; readonly sessions: number },
  { outsideSession }: DataFacts,
): LeakFinding | undefined {
  const outside = named.decided ? (outsideSession?.get(named.symbol) ?? 0) : 0;
  if (sessions < 5 || missing < 0.9 * sessions || outside < 0.9 * sessions) return undefined;
  const fact = `${missing} of ${sessions} sessions lack their last bar, and ${outside} rows lay outside the sessions`;
  return findingOf('openStamped', named, -1, fact);
}

function checkAvailability(named: Named, { fillsAtClose }: DataFacts): LeakFinding | undefined {
  const { time, availableAt, length } = named.bars;
  if (availableAt === undefined) return undefined;
  const calendar = calendarOf(named.calendar);
  for (let i = 0; i < length; i += 1) {
    const known = availableAt[i]!;
    const said = `the bar that closes at ${isoTime(time[i]!)} is known at ${isoTime(known)}`;
    if (known < time[i]!) return findingOf('availableBeforeClose', named, i, said, [known, time[i]!]);
    if (!named.decided || known === time[i]! || i + 1 === length) continue;
    const limit = fillsAtClose ? time[i]! : calendar.barOpen(time[i + 1]!, named.timeframe);
    if (known > limit)
      return findingOf('readBeforeAvailable', named, i, `${said}, and its orders fill at ${isoTime(limit)}`, [known, limit]);
  }
  return undefined;
}
