import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../../base/index.ts';

/** What a stamp says: a date; a wall-clock time without zone; an instant. */
export const STAMP = { date: 0, wall: 1, instant: 2 } as const;

/** Outcome of reading one stamp, reused for every row. */
export interface StampResult {
  /** Milliseconds since 1970-01-01: of the date, on the wall clock, or UTC. NaN: not a time. */
  ms: number;
  kind: number;
  /** Day and month in figures: the first part is above 12 (day first), the second is. */
  firstAbove12: boolean;
  secondAbove12: boolean;
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/** Reads the forms that the fast path of the parser does not know: epochs, slashes, month names, AM and PM, odd offsets. */
export function readStamp(text: string, dayFirst: boolean, result: StampResult): void {
  result.ms = Number.NaN;
  result.kind = STAMP.wall;
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) readFigure(trimmed, result);
  else if (!readIso(trimmed, result)) readOther(trimmed, dayFirst, result);
}

/** `20200102`, or seconds, milliseconds, microseconds or nanoseconds since 1970. */
function readFigure(text: string, result: StampResult): void {
  if (/^(18|19|20|21)\d{6}$/.test(text)) {
    result.kind = STAMP.date;
    result.ms = dateMs(Number(text.slice(0, 4)), Number(text.slice(4, 6)), Number(text.slice(6, 8)));
    return;
  }
  const value = Number(text);
  result.kind = STAMP.instant;
  if (value < 1e11) result.ms = Math.round(value * SECOND_MS);
  else if (value < 1e14) result.ms = Math.round(value);
  else if (value < 1e17) result.ms = Math.round(value / 1e3);
  else result.ms = Math.round(value / 1e6);
}

const ISO =
  /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|UTC|GMT|[-+]\d{2}:?\d{2}|[-+]\d{2})?$/i;

function readIso(text: string, result: StampResult): boolean {
  const match = ISO.exec(text);
  if (match === null) return false;
  const [, year, month, day, hour, minute, second, fraction, offset] = match;
  const date = dateMs(Number(year), Number(month), Number(day));
  if (hour === undefined) {
    result.kind = STAMP.date;
    result.ms = offset === undefined ? date : Number.NaN;
    return true;
  }
  const local = date + clockMs(Number(hour), Number(minute), Number(second ?? 0), fraction);
  result.kind = offset === undefined ? STAMP.wall : STAMP.instant;
  result.ms = local - (offset === undefined ? 0 : offsetMs(offset));
  return true;
}

function readOther(text: string, dayFirst: boolean, result: StampResult): void {
  const points = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:[T ,]+(.+))?$/.exec(text);
  if (points !== null) {
    // With points the day always comes first.
    finish(dateMs(Number(points[3]), Number(points[2]), Number(points[1])), points[4], result);
    return;
  }
  const slashes = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?:[T ,]+(.+))?$/.exec(text);
  if (slashes !== null) {
    const first = Number(slashes[1]);
    const second = Number(slashes[2]);
    if (first > 12) result.firstAbove12 = true;
    if (second > 12) result.secondAbove12 = true;
    const date = dateMs(fullYear(slashes[3]!), dayFirst ? second : first, dayFirst ? first : second);
    finish(date, slashes[4], result);
    return;
  }
  const named = /^([a-z]{3})[a-z]*\.? (\d{1,2}),? (\d{4})(?:[ ,]+(.+))?$/i.exec(text);
  if (named !== null) {
    finish(dateMs(Number(named[3]), monthOf(named[1]!), Number(named[2])), named[4], result);
    return;
  }
  const dayMonth = /^(\d{1,2})[- ]([a-z]{3})[a-z]*\.?[- ](\d{4}|\d{2})(?:[ ,]+(.+))?$/i.exec(text);
  if (dayMonth !== null) finish(dateMs(fullYear(dayMonth[3]!), monthOf(dayMonth[2]!), Number(dayMonth[1])), dayMonth[4], result);
}

function finish(date: number, clock: string | undefined, result: StampResult): void {
  result.kind = clock === undefined ? STAMP.date : STAMP.wall;
  result.ms = clock === undefined ? date : date + readClock(clock);
}

/** `9:30`, `09:30:00.250`, `4:00 PM` → milliseconds of the day; NaN when it is none of these. */
export function readClock(text: string): number {
  const match = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*([ap])?\.?m?\.?$/i.exec(text.trim());
  if (match === null) return Number.NaN;
  let hour = Number(match[1]);
  const half = match[5]?.toLowerCase();
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return Number.NaN;
    hour = (hour % 12) + (half === 'p' ? 12 : 0);
  }
  return clockMs(hour, Number(match[2]), Number(match[3] ?? 0), match[4]);
}

function clockMs(hour: number, minute: number, second: number, fraction: string | undefined): number {
  if (hour > 24 || minute > 59 || second > 60 || (hour === 24 && minute + second > 0)) return Number.NaN;
  const millis = fraction === undefined ? 0 : Number(fraction.slice(0, 3).padEnd(3, '0'));
  return hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS + millis;
}

function offsetMs(text: string): number {
  if (/^[a-z]/i.test(text)) return 0;
  const sign = text.startsWith('-') ? -1 : 1;
  const digits = text.slice(1).replace(':', '');
  return sign * (Number(digits.slice(0, 2)) * HOUR_MS + Number(digits.slice(2) || 0) * MINUTE_MS);
}

function fullYear(text: string): number {
  const year = Number(text);
  if (text.length === 4) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

function monthOf(text: string): number {
  return MONTHS.indexOf(text.toLowerCase()) + 1;
}

/** NaN when there is no such date. */
export function dateMs(year: number, month: number, day: number): number {
  if (month < 1 || month > 12 || day < 1 || day > 31) return Number.NaN;
  const ms = Date.UTC(year, month - 1, day);
  return new Date(ms).getUTCDate() === day ? ms : Number.NaN;
}
