import type { Feature } from '../../features/index.ts';
import { dailyTimes, type Exhibit, sessionTimes, walkBars } from './zoo.testkit.ts';
import {
  barFeature,
  blockFeature,
  deviationOf,
  greatest,
  meanOf,
  rankOf,
  residualOf,
  withFeature,
} from './zoo-features.testkit.ts';

/** A leak, the code it must be caught under, and the same idea without it. */
export interface Pair {
  readonly name: string;
  readonly code: string;
  readonly leak: () => Exhibit;
  readonly clean: () => Exhibit;
}

const FUTURE = 'FEATURE_READS_FUTURE';

function pair(name: string, leak: () => Feature, clean: () => Feature, code = FUTURE): Pair {
  return { name, code, leak: () => withFeature(leak()), clean: () => withFeature(clean()) };
}

/** Leaks that look through the whole column at every row are shown few rows. */
function slowPair(name: string, leak: () => Feature, clean: () => Feature): Pair {
  const few = { bars: [walkBars(dailyTimes(240), 1)] };
  return { name, code: FUTURE, leak: () => withFeature(leak(), few), clean: () => withFeature(clean(), few) };
}

const next = (column: Float64Array, i: number): number => column[i + 1] ?? Number.NaN;
const last = (column: Float64Array, i: number): number => column[i - 1] ?? Number.NaN;

/** Features that read beyond the row they stand at. */
export const READERS: readonly Pair[] = [
  pair(
    'the next close',
    () => blockFeature(['close'], ([close], i) => next(close!, i)),
    () => blockFeature(['close'], ([close], i) => last(close!, i), { warmup: 1 }),
  ),
  pair(
    'the next return',
    () => blockFeature(['close'], ([close], i) => next(close!, i) / close![i]! - 1),
    () => blockFeature(['close'], ([close], i) => close![i]! / last(close!, i) - 1, { warmup: 1 }),
  ),
  pair(
    'a centred mean',
    () => blockFeature(['close'], ([close], i) => meanOf(close!, i - 2, i + 3), { warmup: 2 }),
    () => blockFeature(['close'], ([close], i) => meanOf(close!, i - 4, i + 1), { warmup: 4 }),
  ),
  slowPair(
    'the mean of the whole sample',
    () => blockFeature(['close'], ([close], i) => close![i]! / meanOf(close!, 0, close!.length)),
    () => blockFeature(['close'], ([close], i) => close![i]! / meanOf(close!, i - 99, i + 1), { warmup: 99 }),
  ),
  slowPair(
    'a z-score of the whole sample',
    () =>
      blockFeature(
        ['close'],
        ([close], i) => (close![i]! - meanOf(close!, 0, close!.length)) / deviationOf(close!, 0, close!.length),
      ),
    () =>
      blockFeature(['close'], ([close], i) => (close![i]! - meanOf(close!, i - 19, i + 1)) / deviationOf(close!, i - 19, i + 1), {
        warmup: 19,
      }),
  ),
  slowPair(
    'scaling by the greatest price of all',
    () => blockFeature(['high'], ([high], i) => high![i]! / greatest(high!, 0, high!.length)),
    () => blockFeature(['high'], ([high], i) => high![i]! / greatest(high!, i - 59, i + 1), { warmup: 59 }),
  ),
  slowPair(
    'the mean of the block',
    () => blockFeature(['close'], ([close], i, { from, to }) => close![i]! - meanOf(close!, from, to)),
    () => blockFeature(['close'], ([close], i) => close![i]! - meanOf(close!, i - 9, i + 1), { warmup: 9 }),
  ),
  pair(
    'bars until the end',
    () => blockFeature(['close'], ([close], i) => close!.length - i),
    () => blockFeature(['close'], (_, i) => i + 1),
  ),
  pair(
    'the highest of the next five bars',
    () => blockFeature(['high', 'close'], ([high, close], i) => greatest(high!, i + 1, i + 6) / close![i]!),
    () => blockFeature(['high', 'close'], ([high, close], i) => greatest(high!, i - 5, i) / close![i]!, { warmup: 5 }),
  ),
  pair(
    'a label joined as a feature',
    () => blockFeature(['close'], ([close], i) => (close![i + 5] ?? Number.NaN) / close![i]! - 1),
    () => blockFeature(['close'], ([close], i) => close![i]! / (close![i - 5] ?? Number.NaN) - 1, { warmup: 5 }),
  ),
  pair(
    'the price of the fill',
    () => blockFeature(['open', 'close'], ([open, close], i) => next(open!, i) / close![i]!),
    () => blockFeature(['open', 'close'], ([open, close], i) => close![i]! / open![i]!),
  ),
  pair(
    'a pivot confirmed by the next bar',
    () =>
      blockFeature(['high'], ([high], i) => (high![i]! > next(high!, i) && high![i]! > last(high!, i) ? high![i]! : 1), {
        warmup: 1,
      }),
    () =>
      blockFeature(['high'], ([high], i) => (last(high!, i) > high![i]! && last(high!, i) > high![i - 2]! ? last(high!, i) : 1), {
        warmup: 2,
      }),
  ),
  pair(
    'a value that repaints the bar before',
    () =>
      blockFeature(['close'], ([close], i, { out, from }) => {
        if (i > from) out[i - 1] = close![i]!;
        return close![i]!;
      }),
    () => blockFeature(['close'], ([close], i) => close![i]!),
  ),
  pair(
    'a lagging span drawn where it is seen',
    () => blockFeature(['close'], ([close], i) => (close![i + 26] ?? Number.NaN) - close![i]!),
    () => blockFeature(['close'], ([close], i) => close![i]! - (close![i - 26] ?? Number.NaN), { warmup: 26 }),
  ),
  slowPair(
    'the trend line of the whole sample',
    () => blockFeature(['close'], ([close], i) => residualOf(close!, i, 0, close!.length)),
    () => blockFeature(['close'], ([close], i) => residualOf(close!, i, i - 19, i + 1), { warmup: 19 }),
  ),
  slowPair(
    'the rank in the whole sample',
    () => blockFeature(['close'], ([close], i) => rankOf(close![i]!, close!, 0, close!.length)),
    () => blockFeature(['close'], ([close], i) => rankOf(close![i]!, close!, i - 99, i + 1), { warmup: 99 }),
  ),
  pair(
    'the next close where it looks harmless',
    () =>
      blockFeature(['close'], ([close], i) => {
        const ahead = next(close!, i);
        return Math.abs(ahead / close![i]! - 1) < 0.2 ? ahead : close![i]!;
      }),
    () =>
      blockFeature(['close'], ([close], i) => (Math.abs(last(close!, i) / close![i]! - 1) < 0.2 ? last(close!, i) : close![i]!), {
        warmup: 1,
      }),
  ),
  pair(
    'the next close on one row of 37',
    () => blockFeature(['close'], ([close], i) => (i % 37 === 36 ? next(close!, i) : close![i]!)),
    () => blockFeature(['close'], ([close], i) => (i % 37 === 36 ? last(close!, i) : close![i]!), { warmup: 1 }),
  ),
  pair(
    'code that cannot do without the next close',
    () =>
      blockFeature(['close'], ([close], i) => {
        if (Number.isNaN(close![i + 1])) throw new RangeError('no next close');
        return close![i]!;
      }),
    () =>
      blockFeature(['close'], ([close], i) => {
        if (Number.isNaN(close![i])) throw new RangeError('no close');
        return close![i]!;
      }),
  ),
  {
    name: 'missing volume filled backward',
    code: FUTURE,
    leak: () =>
      withFeature(
        blockFeature(['volume'], ([volume], i) => known(volume!, i, 1)),
        { bars: [holedBars()] },
      ),
    clean: () =>
      withFeature(
        blockFeature(
          ['volume'],
          ([volume], i, { state }) => {
            if (Number.isFinite(volume![i]!)) state[0] = volume![i]!;
            return state[0]!;
          },
          { stateSize: 1, warmup: 8 },
        ),
        { bars: [holedBars()] },
      ),
  },
  {
    name: 'whether the session ends with this bar',
    code: FUTURE,
    leak: () =>
      withFeature(
        blockFeature(['session', 'close'], ([session, close], i) => (session![i + 1] === session![i] ? close![i]! : 1)),
        intraday(),
      ),
    clean: () =>
      withFeature(
        blockFeature(['session', 'close'], ([session, close], i) => (session![i - 1] === session![i] ? close![i]! : 1), {
          warmup: 1,
        }),
        intraday(),
      ),
  },
  {
    name: 'the next close of another symbol',
    code: FUTURE,
    leak: () =>
      withFeature(
        blockFeature(['close'], ([close], i) => next(close!, i)),
        { place: { symbol: 'B' }, ...two() },
      ),
    clean: () =>
      withFeature(
        blockFeature(['close'], ([close], i) => last(close!, i), { warmup: 1 }),
        { place: { symbol: 'B' }, ...two() },
      ),
  },
];

function intraday(): Partial<Exhibit> {
  return { timeframe: '1h', bars: [walkBars(sessionTimes(), 3)] };
}

function two(): Partial<Exhibit> {
  return { bars: [walkBars(dailyTimes(), 4), walkBars(dailyTimes(), 5)] };
}

/** Every eighth volume is unknown. */
function holedBars(): ReturnType<typeof walkBars> {
  const bars = walkBars(dailyTimes(), 2);
  return { ...bars, volume: bars.volume.map((value, i) => (i % 8 === 5 ? Number.NaN : value)) };
}

function known(column: Float64Array, i: number, step: 1 | -1): number {
  let at = i;
  while (at >= 0 && at < column.length && !Number.isFinite(column[at]!)) at += step;
  return column[at] ?? Number.NaN;
}

const IMPURE = 'IMPURE_FEATURE';

/** Features whose values depend on more than their input. */
export const IMPURE_ONES: readonly Pair[] = [
  pair(
    'a counter of the module',
    () => {
      let count = 0;
      return barFeature(() => () => {
        count += 1;
        return count;
      });
    },
    () =>
      barFeature(() => {
        let count = 0;
        return () => {
          count += 1;
          return count;
        };
      }),
    IMPURE,
  ),
  pair(
    'a mean that all computations share',
    () => {
      let mean = 0;
      return barFeature(() => ({ close }) => {
        mean += (close - mean) / 20;
        return mean;
      });
    },
    () =>
      barFeature(
        () => {
          let mean = 0;
          return ({ close }) => {
            mean += ((close - mean) * 2) / 21;
            return mean;
          };
        },
        { settle: 120 },
      ),
    IMPURE,
  ),
  pair(
    'the wall clock',
    () =>
      barFeature(
        () =>
          ({ close }) =>
            close + (Date.now() % 1000),
      ),
    () =>
      barFeature(
        () =>
          ({ close, time }) =>
            close + (time % 1000),
      ),
    IMPURE,
  ),
  pair(
    'the weekday of today',
    () =>
      barFeature(
        () =>
          ({ close }) =>
            (new Date().getUTCDay() > 3 ? close : 2 * close) + new Date().getUTCDate(),
      ),
    () =>
      barFeature(
        () =>
          ({ close, time }) =>
            new Date(time).getUTCDay() > 3 ? close : 2 * close,
      ),
    IMPURE,
  ),
  pair(
    'chance',
    () =>
      barFeature(
        () =>
          ({ close }) =>
            close * (1 + Math.random() / 100),
      ),
    () =>
      barFeature(
        () =>
          ({ close }) =>
            close * (1 + ((close * 1e4) % 1) / 100),
      ),
    IMPURE,
  ),
  pair(
    'an instance number',
    () => {
      let instances = 0;
      return barFeature(() => {
        instances += 1;
        const own = instances;
        return ({ close }) => close + own;
      });
    },
    () =>
      barFeature(
        () =>
          ({ close }) =>
            close + 1,
      ),
    IMPURE,
  ),
  pair(
    'a cache of the module that holds the last close',
    () => {
      const cache = new Map<string, number>();
      return barFeature(() => ({ close }) => {
        const before = cache.get('last') ?? close;
        cache.set('last', close);
        return before;
      });
    },
    () =>
      barFeature(
        () => {
          let before = Number.NaN;
          return ({ close }) => {
            const value = before;
            before = close;
            return value;
          };
        },
        { warmup: 1 },
      ),
    IMPURE,
  ),
];

const SHORT = 'WARMUP_TOO_SHORT';

function meanOfUpTo(bars: number, warmup: number): Feature {
  return blockFeature(['close'], ([close], i) => meanOf(close!, i - bars + 1, i + 1), { warmup });
}

function highestOfUpTo(bars: number, warmup: number): Feature {
  return blockFeature(
    ['high', 'low'],
    ([high, low], i) => greatest(high!, i - bars + 1, i + 1) - meanOf(low!, i - bars + 1, i + 1),
    { warmup },
  );
}

function slowMean(settle: number): Feature {
  return barFeature(
    () => {
      let mean = Number.NaN;
      return ({ close }) => {
        mean = Number.isNaN(mean) ? close : mean + ((close - mean) * 2) / 31;
        return mean;
      };
    },
    { settle },
  );
}

/** Features that read more bars than they say. */
export const SHORT_ONES: readonly Pair[] = [
  pair(
    'a mean of 50 bars with a warm-up of 3',
    () => meanOfUpTo(50, 3),
    () => meanOfUpTo(50, 49),
    SHORT,
  ),
  pair(
    'a range of 60 bars with a warm-up of 10',
    () => highestOfUpTo(60, 10),
    () => highestOfUpTo(60, 59),
    SHORT,
  ),
  pair(
    'a recursive mean that settles at once',
    () => slowMean(0),
    () => slowMean(139),
    SHORT,
  ),
];
