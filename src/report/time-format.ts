import { DAY_MS, isoDate, isoTime, TIMEFRAMES, type Timeframe, timeframeMs, Zone } from '../base/index.ts';

/** Writes the times of a run: dates for bars of a day and longer, date and time in the run's zone below that. */
export interface TimeWriter {
  /** `2020-04-17` or `2020-04-17 15:55`. */
  label(closeTime: number): string;
  /** `2020-04-17` in the run's zone. */
  date(closeTime: number): string;
  readonly daily: boolean;
}

/** A close at midnight belongs to the day that ends, both in dates and on bars within a day. */
export function timeWriter({ timeframe, timezone }: { readonly timeframe: string; readonly timezone: string }): TimeWriter {
  const known = TIMEFRAMES.find((name): name is Timeframe => name === timeframe);
  const daily = known === undefined || timeframeMs(known) >= DAY_MS;
  if (daily) return { daily, label: (time) => isoDate(time - 1), date: (time) => isoDate(time - 1) };
  const zone = Zone.of(timezone);
  const label = (time: number): string => isoTime(zone.toLocal(time)).slice(0, 16).replace('T', ' ');
  return { daily, label, date: (time) => label(time).slice(0, 10) };
}
