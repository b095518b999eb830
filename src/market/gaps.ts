import { type Timeframe, timeframeMs } from '../base/index.ts';
import { type TradingCalendar, weekStart } from './calendars/calendar.ts';
import { type Gap, type Jump, QUALITY_LIST_LIMIT } from './quality.ts';

export interface GapFindings {
  /** Bars the calendar expects from the first to the last bar. */
  readonly expected: number;
  readonly missing: number;
  readonly gaps: readonly Gap[];
  readonly gapCount: number;
}

/** Close times that a calendar expects, one after the other. */
interface Expected {
  /** The first expected close after `time`. */
  next(time: number): number;
}

/** Compares bars with the calendar between the first and the last of them. */
export function findGaps(time: Float64Array, timeframe: Timeframe, calendar: TradingCalendar): GapFindings {
  if (time.length === 0) return { expected: 0, missing: 0, gaps: [], gapCount: 0 };
  const closes = expectedCloses(time, timeframe, calendar);
  const gaps: Gap[] = [];
  let gapCount = 0;
  let missing = 0;
  let expected = 1;
  for (let i = 1; i < time.length; i += 1) {
    const at = time[i]!;
    let next = closes.next(time[i - 1]!);
    if (next < at) {
      const from = next;
      let bars = 0;
      let to = next;
      while (next < at) {
        bars += 1;
        to = next;
        next = closes.next(next);
      }
      missing += bars;
      gapCount += 1;
      if (gaps.length < QUALITY_LIST_LIMIT) gaps.push({ from, to, bars });
      expected += bars;
    }
    expected += 1;
  }
  return { expected, missing, gaps, gapCount };
}

function expectedCloses(time: Float64Array, timeframe: Timeframe, calendar: TradingCalendar): Expected {
  if (timeframe === '1d') {
    return { next: (at) => calendar.close(calendar.sessionFrom(dayAfter(at, calendar))) };
  }
  if (timeframe === '1w') {
    return {
      next: (at) => {
        const monday = weekStart(dayAfter(at, calendar) - 1) + 7;
        return calendar.close(calendar.sessionUntil(monday + 6));
      },
    };
  }
  return new IntradayCloses(timeframeMs(timeframe), gridPhase(time, timeframe, calendar), calendar);
}

function dayAfter(at: number, calendar: TradingCalendar): number {
  return calendar.dateOf(at) + 1;
}

/** Closes at `phase + n × length` within each session, and at its end. */
class IntradayCloses implements Expected {
  readonly #length: number;
  readonly #fromOpen: boolean;
  readonly #calendar: TradingCalendar;
  /** Times from `#from` up to `#end` have their next close in this session. */
  #from = Number.POSITIVE_INFINITY;
  #open = 0;
  #origin = 0;
  #end = Number.NEGATIVE_INFINITY;

  constructor(length: number, fromOpen: boolean, calendar: TradingCalendar) {
    this.#length = length;
    this.#fromOpen = fromOpen;
    this.#calendar = calendar;
  }

  next(time: number): number {
    if (!(time >= this.#from && time < this.#end)) this.#enter(time);
    const steps = Math.floor((Math.max(time, this.#open) - this.#origin) / this.#length) + 1;
    return Math.min(this.#origin + steps * this.#length, this.#end);
  }

  /** The session that holds the first moment after `time`, or the next one. */
  #enter(time: number): void {
    const calendar = this.#calendar;
    let day = calendar.sessionFrom(calendar.dateOf(time + 1));
    if (time >= calendar.tradingEnd(day)) day = calendar.sessionFrom(day + 1);
    this.#from = time;
    this.#open = calendar.open(day);
    this.#end = calendar.tradingEnd(day);
    const offset = calendar.zone.offsetAt(this.#open);
    const onClock = Math.floor((this.#open + offset) / this.#length) * this.#length - offset;
    this.#origin = this.#fromOpen ? this.#open : onClock;
  }
}

/** True when bars count from the session's open (09:30, 10:30 …), false when they stand on the clock (10:00, 11:00 …). */
function gridPhase(time: Float64Array, timeframe: Timeframe, calendar: TradingCalendar): boolean {
  const length = timeframeMs(timeframe);
  let fromOpen = 0;
  let onClock = 0;
  for (let i = 0; i < Math.min(time.length, 2000); i += 1) {
    const day = calendar.sessionOf(time[i]!);
    if (Number.isNaN(day) || time[i] === calendar.close(day)) continue;
    if ((time[i]! - calendar.open(day)) % length === 0) fromOpen += 1;
    if (calendar.zone.toLocal(time[i]!) % length === 0) onClock += 1;
  }
  return fromOpen >= onClock;
}

const JUMP_WINDOW = 60;
const MIN_JUMP_MOVES = 20;

export interface JumpFindings {
  readonly jumps: readonly Jump[];
  readonly jumpCount: number;
}

/** Closes that moved by more than `maxSigma` deviations of the 60 moves before; the first 20 moves are never judged. */
export function findJumps(
  time: Float64Array,
  close: Float64Array,
  maxSigma: number,
  isExplained: (row: number) => boolean,
): JumpFindings {
  const jumps: Jump[] = [];
  let jumpCount = 0;
  const moves = new RollingDeviation();
  for (let i = 1; i < close.length; i += 1) {
    const change = close[i]! / close[i - 1]! - 1;
    if (!Number.isFinite(change) || isExplained(i)) continue;
    const sigma = moves.deviation();
    if (sigma > 0 && Math.abs(change) > maxSigma * sigma) {
      jumpCount += 1;
      if (jumps.length < QUALITY_LIST_LIMIT) jumps.push({ time: time[i]!, change, sigma: Math.abs(change) / sigma });
    }
    moves.add(change);
  }
  return { jumps, jumpCount };
}

/** Deviation of the last 60 values; sums are made anew once per 60 values, so that nothing drifts. */
class RollingDeviation {
  readonly #values = new Float64Array(JUMP_WINDOW);
  #count = 0;
  #sum = 0;
  #squares = 0;

  add(value: number): void {
    const slot = this.#count % JUMP_WINDOW;
    const old = this.#values[slot]!;
    this.#values[slot] = value;
    this.#count += 1;
    this.#sum += value - old;
    this.#squares += value * value - old * old;
    if (slot === JUMP_WINDOW - 1) this.#refresh();
  }

  /** NaN below 20 values. */
  deviation(): number {
    const filled = Math.min(this.#count, JUMP_WINDOW);
    if (filled < MIN_JUMP_MOVES) return Number.NaN;
    return Math.sqrt(Math.max(0, this.#squares - (this.#sum * this.#sum) / filled) / (filled - 1));
  }

  #refresh(): void {
    this.#sum = 0;
    this.#squares = 0;
    for (const value of this.#values) {
      this.#sum += value;
      this.#squares += value * value;
    }
  }
}

/** Bars that open exactly at the close before, as a count. */
export function countOpenEqualsClose(open: Float64Array, close: Float64Array): number {
  let count = 0;
  for (let i = 1; i < open.length; i += 1) if (open[i] === close[i - 1]) count += 1;
  return count;
}

/** Bars without volume or with volume 0. */
export function countZeroVolume(volume: Float64Array): number {
  let count = 0;
  for (let i = 0; i < volume.length; i += 1) if (!(volume[i]! > 0)) count += 1;
  return count;
}
