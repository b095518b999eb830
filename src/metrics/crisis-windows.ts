import { DAY_MS, parseDate } from '../base/index.ts';

/** A fall of the market between a closing high and a closing low of the S&P 500 index. */
export interface CrisisWindow {
  readonly name: string;
  /** Day of the high and day of the low. */
  readonly from: string;
  readonly to: string;
}

/**
 * Falls that people ask about, each from a closing high to a closing low of the S&P 500 price index (S&P Dow Jones Indices; up to April 2020
 * the bundled sample SPX shows them). A chosen list, not every fall; the one of August 2015 is the first part of a longer one.
 */
export const CRISIS_WINDOWS: readonly CrisisWindow[] = [
  { name: 'Dot-com fall', from: '2000-03-24', to: '2002-10-09' },
  { name: 'Financial crisis', from: '2007-10-09', to: '2009-03-09' },
  { name: 'Flash crash, Greek debt', from: '2010-04-23', to: '2010-07-02' },
  { name: 'Euro debt, US downgrade', from: '2011-04-29', to: '2011-10-03' },
  { name: 'August 2015', from: '2015-05-21', to: '2015-08-25' },
  { name: 'China and oil', from: '2015-05-21', to: '2016-02-11' },
  { name: 'Volatility of February 2018', from: '2018-01-26', to: '2018-02-08' },
  { name: 'Winter of 2018', from: '2018-09-20', to: '2018-12-24' },
  { name: 'Covid-19', from: '2020-02-19', to: '2020-03-23' },
  { name: 'Inflation and rates', from: '2022-01-03', to: '2022-10-12' },
  { name: 'Tariffs', from: '2025-02-19', to: '2025-04-08' },
];

/** What a curve did in a crisis, from the last close up to the day of the high to the last close up to the day of the low. */
export interface CrisisResult extends CrisisWindow {
  readonly return: number;
  /** Of the same rows of the benchmark. */
  readonly benchmark: number | undefined;
  /** Largest fall from a close inside the window to a later one, positive. */
  readonly dip: number;
  readonly benchmarkDip: number | undefined;
}

/** The crises that lie wholly inside the rows from `from` on. `equity` above zero; `time`: closes, ms. */
export function crisisResults(input: {
  readonly time: Float64Array;
  readonly equity: Float64Array;
  readonly benchmark: Float64Array | undefined;
  readonly from: number;
}): readonly CrisisResult[] {
  const { time, equity, benchmark, from } = input;
  const results: CrisisResult[] = [];
  for (const window of CRISIS_WINDOWS) {
    const first = lastUpTo(time, window.from);
    const last = lastUpTo(time, window.to);
    const covered = time.length > 0 && time.at(-1)! > dayStart(window.to);
    if (first < from || last <= first || !covered || !(equity[first]! > 0)) continue;
    const growth = (column: Float64Array): number => column[last]! / column[first]! - 1;
    const deepest = (column: Float64Array): number => deepestDip(column.subarray(first, last + 1));
    results.push({
      ...window,
      return: growth(equity),
      benchmark: benchmark === undefined ? undefined : growth(benchmark),
      dip: deepest(equity),
      benchmarkDip: benchmark === undefined ? undefined : deepest(benchmark),
    });
  }
  return results;
}

/** The last row that closes on or before a date (midnight belongs to the day that ends); −1: none. */
function lastUpTo(time: Float64Array, date: string): number {
  const end = dayStart(date) + DAY_MS;
  let low = -1;
  let high = time.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (time[middle]! <= end) low = middle;
    else high = middle;
  }
  return low;
}

function dayStart(date: string): number {
  return (parseDate(date) ?? Number.NaN) * DAY_MS;
}

function deepestDip(equity: Float64Array): number {
  let high = equity[0] ?? 0;
  let depth = 0;
  for (const value of equity) {
    high = Math.max(high, value);
    depth = Math.max(depth, (high - value) / high);
  }
  return depth;
}
