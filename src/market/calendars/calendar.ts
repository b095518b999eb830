import { DAY_MS, MINUTE_MS, type Timeframe, timeframeMs, type UnixMs, Zone } from '../../base/index.ts';
import type { CalendarName } from '../instrument.ts';
import { ROUND_THE_CLOCK, ROUND_THE_WEEK } from './around-the-clock.ts';
import { yearOf } from './civil.ts';
import { CMES } from './cmes.ts';
import type { CalendarRules } from './rules.ts';
import { XNYS } from './xnys.ts';

const RULES: Readonly<Record<CalendarName, CalendarRules>> = { XNYS, CMES, '24x7': ROUND_THE_CLOCK, '24x5': ROUND_THE_WEEK };
const calendars = new Map<CalendarName, TradingCalendar>();

/** The calendar of that name; one object for the whole program, because it remembers the years worked out. */
export function calendarOf(name: CalendarName): TradingCalendar {
  const known = calendars.get(name);
  if (known !== undefined) return known;
  const calendar = new TradingCalendar(name, RULES[name]);
  calendars.set(name, calendar);
  return calendar;
}

/**
 * Trading sessions by rule. A session is named by its date, as days since 1970-01-01; it holds the bars that close after its open and
 * not after its close. Functions in hot loops say NaN where there is no session.
 */
export class TradingCalendar {
  readonly name: CalendarName;
  readonly zone: Zone;
  readonly #rules: CalendarRules;
  readonly #years = new Map<number, YearTable>();
  readonly #lead: number;
  /** The session of the intraday bar asked for last, and its timeframe. */
  #open = Number.NaN;
  #close = Number.NaN;
  #length = Number.NaN;
  #timeframe: Timeframe | undefined;
  #table: YearTable;

  constructor(name: CalendarName, rules: CalendarRules) {
    this.name = name;
    this.zone = Zone.of(rules.zone);
    this.#rules = rules;
    this.#lead = -Math.min(0, rules.startMinute) * MINUTE_MS;
    this.#table = this.#year(2000);
  }

  isSession(day: number): boolean {
    return !Number.isNaN(this.open(day));
  }

  /** Opening instant; NaN when the day is no session. */
  open(day: number): UnixMs {
    return this.#tableOf(day).open[day - this.#table.first]!;
  }

  /** Closing instant; NaN when the day is no session. */
  close(day: number): UnixMs {
    return this.#tableOf(day).close[day - this.#table.first]!;
  }

  /** First session on or after a day. */
  sessionFrom(day: number): number {
    let found = day;
    while (!this.isSession(found)) found += 1;
    return found;
  }

  /** Last session on or before a day. */
  sessionUntil(day: number): number {
    let found = day;
    while (!this.isSession(found)) found -= 1;
    return found;
  }

  /** Date in the calendar's sense of an instant, whether or not it is a session: where sessions begin the evening before, the next day. */
  dateOf(time: UnixMs): number {
    return Math.floor((time - 1 + this.zone.offsetAt(time - 1) + this.#lead) / DAY_MS);
  }

  /** Session that a bar closing at `time` belongs to; NaN when it closes outside. */
  sessionOf(time: UnixMs): number {
    const day = this.dateOf(time);
    return time > this.open(day) && time <= this.close(day) ? day : Number.NaN;
  }

  /** Close of the intraday bar that begins at `stamp`: not after the session's close; NaN when it has no part of a session. */
  barClose(stamp: UnixMs, lengthMs: number): UnixMs {
    const day = this.dateOf(stamp + 1);
    const end = this.close(day);
    return stamp < end && stamp + lengthMs > this.open(day) ? Math.min(stamp + lengthMs, end) : Number.NaN;
  }

  /** Beginning of the bar that closes at `time`: not before the session's open; NaN outside sessions. A daily bar begins at the open. */
  barOpen(time: UnixMs, timeframe: Timeframe): UnixMs {
    if (time > this.#open && time <= this.#close && timeframe === this.#timeframe) return this.#inSession(time);
    const day = this.sessionOf(time);
    if (Number.isNaN(day)) return day;
    if (timeframe === '1d') return this.open(day);
    if (timeframe === '1w') return this.open(this.sessionFrom(weekStart(day)));
    this.#remember(day, timeframe);
    return this.#inSession(time);
  }

  /**
   * Bars of a timeframe in an average year: 252 daily bars of equities, 105,120 five-minute bars of a market that never closes. The last
   * bar of a session may be shorter than the others and counts as one.
   */
  periodsPerYear(timeframe: Timeframe): number {
    if (timeframe === '1w') return 52;
    if (timeframe === '1d') return this.#rules.sessionsPerYear;
    return this.#rules.sessionsPerYear * Math.ceil((this.#rules.minutesPerSession * MINUTE_MS) / timeframeMs(timeframe));
  }

  /** End of the part of a session in which bars are expected: the close, or the beginning of the maintenance before it. */
  tradingEnd(day: number): UnixMs {
    const close = this.close(day);
    const full = close - this.open(day) >= (this.#rules.minutesPerSession + this.#rules.breakMinutes) * MINUTE_MS;
    return full ? close - this.#rules.breakMinutes * MINUTE_MS : close;
  }

  /** The next bar asked for is most often one of the same session. */
  #remember(day: number, timeframe: Timeframe): void {
    this.#timeframe = timeframe;
    this.#length = timeframeMs(timeframe);
    this.#open = this.open(day);
    this.#close = this.close(day);
  }

  /** Beginning of an intraday bar of the session remembered. Bars count from the session's open; the last one may be short. */
  #inSession(time: UnixMs): UnixMs {
    const open = this.#open;
    return Math.max(open, open + Math.floor((time - 1 - open) / this.#length) * this.#length);
  }

  #tableOf(day: number): YearTable {
    if (day < this.#table.first || day >= this.#table.end) this.#table = this.#year(yearOf(day));
    return this.#table;
  }

  #year(year: number): YearTable {
    const known = this.#years.get(year);
    if (known !== undefined) return known;
    const table = yearTable(year, this.#rules, this.zone);
    this.#years.set(year, table);
    return table;
  }
}

interface YearTable {
  /** First day of the year and of the next. */
  readonly first: number;
  readonly end: number;
  readonly open: Float64Array;
  readonly close: Float64Array;
}

function yearTable(year: number, rules: CalendarRules, zone: Zone): YearTable {
  const first = Date.UTC(year, 0, 1) / DAY_MS;
  const end = Date.UTC(year + 1, 0, 1) / DAY_MS;
  const open = new Float64Array(end - first).fill(Number.NaN);
  const close = new Float64Array(end - first).fill(Number.NaN);
  for (let day = first; day < end; day += 1) {
    const hours = rules.hours(day);
    if (hours === undefined) continue;
    open[day - first] = zone.toUtc(day * DAY_MS + hours.openMinute * MINUTE_MS);
    close[day - first] = zone.toUtc(day * DAY_MS + hours.closeMinute * MINUTE_MS);
  }
  return { first, end, open, close };
}

/** Monday of the week of a day. */
export function weekStart(day: number): number {
  return day - ((((day + 3) % 7) + 7) % 7);
}
