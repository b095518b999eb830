/** Milliseconds since 1970-01-01T00:00:00Z. A bar's time is its close. */
export type UnixMs = number;

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Bar lengths a project may use, shortest first. */
export const TIMEFRAMES = ['1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '12h', '1d', '1w'] as const;
export type Timeframe = (typeof TIMEFRAMES)[number];

/** As a table, because calendars ask for every bar. */
const TIMEFRAME_MS: Readonly<Record<Timeframe, number>> = {
  '1m': MINUTE_MS,
  '3m': 3 * MINUTE_MS,
  '5m': 5 * MINUTE_MS,
  '15m': 15 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': HOUR_MS,
  '2h': 2 * HOUR_MS,
  '4h': 4 * HOUR_MS,
  '6h': 6 * HOUR_MS,
  '12h': 12 * HOUR_MS,
  '1d': DAY_MS,
  '1w': 7 * DAY_MS,
};

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS, w: 7 * DAY_MS };

/** Length of a timeframe; a day is 24 h and a week 7 days of wall time (sessions are the calendar's business). */
export function timeframeMs(timeframe: Timeframe): number {
  return TIMEFRAME_MS[timeframe];
}

/** `90s`, `5m`, `250ms`, `2w` → milliseconds; undefined when the text is not a duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^([1-9][0-9]*)(ms|s|m|h|d|w)$/.exec(text);
  return match === null ? undefined : Number(match[1]) * UNIT_MS[match[2]!]!;
}

/** As {@link parseDuration}, for texts that a schema has checked. @throws RangeError otherwise */
export function durationMs(text: string): number {
  const value = parseDuration(text);
  if (value === undefined) throw new RangeError(`not a duration: ${text}`);
  return value;
}

/** `2020-04-17T20:00:00.000Z`. */
export function isoTime(time: UnixMs): string {
  return new Date(time).toISOString();
}

/** `2020-04-17`, the UTC date of an instant. */
export function isoDate(time: UnixMs): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Days since 1970-01-01 of a calendar date `YYYY-MM-DD`; undefined when there is no such date. */
export function parseDate(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const ms = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return Number.isFinite(ms) && isoDate(ms) === text ? ms / DAY_MS : undefined;
}

/** `YYYY-MM-DD` of a day number counted from 1970-01-01. */
export function dateOfDay(day: number): string {
  return isoDate(day * DAY_MS);
}

/** `20260417_101010_123`, UTC: how run directories begin. */
export function timeStamp(time: UnixMs): string {
  return isoTime(time).replace(/[-:]/g, '').replace('T', '_').replace('.', '_').replace('Z', '');
}
