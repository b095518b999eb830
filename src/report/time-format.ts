import { DAY_MS, isoDate, TIMEFRAMES, type Timeframe, timeframeMs } from '../base/index.ts';

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
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: timezone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const label = (time: number): string => {
    const parts = new Map(format.formatToParts(time).map(({ type, value }) => [type, value]));
    return `${parts.get('year')}-${parts.get('month')}-${parts.get('day')} ${parts.get('hour')}:${parts.get('minute')}`;
  };
  return { daily, label, date: (time) => label(time).slice(0, 10) };
}
