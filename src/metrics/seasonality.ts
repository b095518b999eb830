import type { PeriodReturn } from './periods.ts';
import { dayOf } from './returns.ts';

/** Mean return of the stretches that share a place in the calendar. */
export interface SeasonalMean {
  /** Month 1 … 12, or weekday 1 (Monday) … 7. */
  readonly place: number;
  readonly mean: number;
  /** Standard error of the mean (n − 1); undefined below 2 values. */
  readonly error: number | undefined;
  readonly count: number;
}

/** Mean of the returns of each calendar month that occurs, January first. */
export function monthSeasonality(months: readonly PeriodReturn[]): readonly SeasonalMean[] {
  return means(months.map((month) => ({ place: month.month, value: month.return })));
}

/** Mean of the session returns by weekday of the close (UTC, midnight belongs to the day before). `times`: close of each session. */
export function weekdaySeasonality(returns: Float64Array, times: Float64Array): readonly SeasonalMean[] {
  // Day 0 of the epoch was a Thursday.
  return means(Array.from(returns, (value, i) => ({ place: ((((dayOf(times[i]!) + 3) % 7) + 7) % 7) + 1, value })));
}

function means(values: readonly { readonly place: number; readonly value: number }[]): readonly SeasonalMean[] {
  const groups = Map.groupBy(values, ({ place }) => place);
  const places = [...groups.keys()].sort((a, b) => a - b);
  return places.map((place) => {
    const group = groups.get(place)!;
    const count = group.length;
    const mean = group.reduce((sum, { value }) => sum + value, 0) / count;
    const squares = group.reduce((sum, { value }) => sum + (value - mean) * (value - mean), 0);
    return { place, mean, count, error: count < 2 ? undefined : Math.sqrt(squares / (count - 1) / count) };
  });
}
