import { DAY_MS, HOUR_MS } from '../../base/index.ts';
import { type FeatureRun, startFeatures } from '../../features/index.ts';
import {
  availableAt,
  type BarColumns,
  type CorporateAction,
  calendarOf,
  factorOf,
  resample,
  type Series,
} from '../../market/index.ts';
import { leaks } from '../../research/index.ts';
import { dailyTimes, type Exhibit, hourlyTimes, plainStart, sessionTimes, walkBars } from './zoo.testkit.ts';
import type { Pair } from './zoo-of-features.testkit.ts';

const NY = calendarOf('XNYS');

function daily(change: (bars: BarColumns) => Partial<BarColumns> = () => ({})): Exhibit {
  const bars = walkBars(dailyTimes(), 11);
  return { bars: [{ ...bars, ...change(bars) }] };
}

function hourly(change: (bars: BarColumns) => Partial<BarColumns> = () => ({})): Exhibit {
  const bars = walkBars(sessionTimes(), 12);
  return { timeframe: '1h', bars: [{ ...bars, ...change(bars) }] };
}

/** Opens of the bars, as if they were closes. */
const opens = ({ time }: BarColumns): Float64Array => time.map((at) => NY.barOpen(at, '1h'));

/** Open stamps read as closes: the first of each session lies outside, and the last bar is missing. */
function openStampsReadAsCloses(): Exhibit {
  const bars = walkBars(sessionTimes(), 13);
  const stamps = opens(bars);
  const kept = [...stamps.keys()].filter((i) => !Number.isNaN(NY.sessionOf(stamps[i]!)));
  const pick = (column: Float64Array): Float64Array => Float64Array.from(kept, (i) => column[i]!);
  const { open, high, low, close, volume } = bars;
  const moved = {
    length: kept.length,
    time: pick(stamps),
    open: pick(open),
    high: pick(high),
    low: pick(low),
    close: pick(close),
    volume: pick(volume),
  };
  return { timeframe: '1h', bars: [moved], outsideSession: new Map([['A', bars.length - kept.length]]) };
}

const AVAILABILITY: readonly Pair[] = [
  {
    name: 'hours stamped with their open',
    code: 'OPEN_STAMPED_BARS',
    leak: () => hourly((bars) => ({ time: opens(bars) })),
    clean: () => hourly(),
  },
  {
    name: 'days stamped with their open',
    code: 'OPEN_STAMPED_BARS',
    leak: () => daily(({ time }) => ({ time: time.map((at) => NY.open(NY.dateOf(at))) })),
    clean: () => daily(),
  },
  {
    name: 'open stamps of hours read as closes',
    code: 'OPEN_STAMPED_BARS',
    leak: openStampsReadAsCloses,
    clean: () => ({ ...hourly(), outsideSession: new Map([['A', 90]]) }),
  },
  {
    name: 'rows known an hour before they close',
    code: 'AVAILABLE_AT_BEFORE_CLOSE',
    leak: () => daily(({ time }) => ({ availableAt: time.map((at) => at - HOUR_MS) })),
    clean: () => daily(({ time }) => ({ availableAt: time.slice() })),
  },
  {
    name: 'one row of many known too early',
    code: 'AVAILABLE_AT_BEFORE_CLOSE',
    leak: () => hourly(({ time }) => ({ availableAt: time.map((at, i) => (i === 500 ? at - 1 : at)) })),
    clean: () => hourly(({ time }) => ({ availableAt: time.slice() })),
  },
  {
    name: 'rows published after the open that trades on them',
    code: 'READ_BEFORE_AVAILABLE',
    leak: () => daily(({ time }) => ({ availableAt: time.map((at) => at + DAY_MS) })),
    clean: () => daily(({ time }) => ({ availableAt: time.map((at) => at + HOUR_MS) })),
  },
  {
    name: 'rows published after the close that trades on them',
    code: 'READ_BEFORE_AVAILABLE',
    leak: () => ({ ...daily(({ time }) => ({ availableAt: time.map((at) => at + 1) })), sameClose: true }),
    clean: () => ({ ...daily(({ time }) => ({ availableAt: time.slice() })), sameClose: true }),
  },
  {
    name: 'an unsorted merge',
    code: 'BARS_OUT_OF_ORDER',
    leak: () => daily(({ time }) => ({ time: swapped(time, 300) })),
    clean: () => daily(),
  },
];

function swapped(column: Float64Array, at: number): Float64Array {
  const copy = column.slice();
  copy[at] = column[at + 1]!;
  copy[at + 1] = column[at]!;
  return copy;
}

const SLOW = {
  timeframe: '1h',
  calendar: '24x7',
  slower: '4h',
  definitions: [{ name: 'slow', type: 'sma', params: { period: 3 }, timeframe: '4h' }],
  rule: {
    when: [
      { if: 'close > slow', action: 'buy' },
      { if: 'close < slow', action: 'close' },
    ],
  },
} as const;

function slow(make: leaks.DataMaker['resample'] = resample): Exhibit {
  return { ...SLOW, bars: [walkBars(hourlyTimes(), 21)], resample: make };
}

/** Stamps of slower bars moved. */
function stamped(by: number): leaks.DataMaker['resample'] {
  return (bars, timeframe, calendar) => {
    const made = resample(bars, timeframe, calendar);
    return { ...made, time: made.time.map((at) => at + by) };
  };
}

/** Each slower bar's column reaches into the bars after it. */
const reaching: leaks.DataMaker['resample'] = (bars, timeframe, calendar) => {
  const made = resample(bars, timeframe, calendar);
  return { ...made, high: made.high.map((high, i) => Math.max(high, made.high[i + 1] ?? high)) };
};

/** The close of a slower bar is filled from the next one. */
const nextClose: leaks.DataMaker['resample'] = (bars, timeframe, calendar) => {
  const made = resample(bars, timeframe, calendar);
  return { ...made, close: made.close.map((close, i) => made.close[i + 1] ?? close) };
};

/** The joined column of `slow`, taken from another slower bar than the last one known. */
function joined(rowOf: (known: number, row: number) => number): Exhibit['start'] {
  return (plan, world) => {
    const run = plainStart(plan, world);
    const lane = world.lanes[0]!;
    const isJoin = (key: string): boolean => plan.reads.get(key)?.node.kind === 'as_of';
    const out = new Float64Array(world.dataset.time.length).fill(Number.NaN);
    let done = 0;
    const fill = (to: number): void => {
      for (; done < to; done += 1) {
        const known = leaks.countUpTo(lane.bars.time, world.dataset.time[done]!) - 1;
        out[done] = lane.bars.close[rowOf(known, done)] ?? Number.NaN;
      }
    };
    const leaky: FeatureRun = {
      rows: run.rows,
      allocate: (length) => run.allocate(length),
      advance: (to) => {
        run.advance(to);
        fill(to);
      },
      column: (symbol, key) => (isJoin(key) ? out : run.column(symbol, key)),
      firstRow: (symbol, keys) => run.firstRow(symbol, keys),
    };
    return leaky;
  };
}

const SLOWER: readonly Pair[] = [
  {
    name: 'slower bars labelled left',
    code: 'RESAMPLE_READS_FUTURE',
    leak: () => slow(stamped(-4 * HOUR_MS)),
    clean: () => slow(),
  },
  {
    name: 'slower bars seen one bar early',
    code: 'RESAMPLE_READS_FUTURE',
    leak: () => slow(stamped(-HOUR_MS)),
    clean: () => slow(stamped(0)),
  },
  { name: 'highs of the slower bar after', code: 'RESAMPLE_READS_FUTURE', leak: () => slow(reaching), clean: () => slow() },
  { name: 'closes of the slower bar after', code: 'RESAMPLE_READS_FUTURE', leak: () => slow(nextClose), clean: () => slow() },
  {
    name: 'a join with the slower bar that is not finished',
    code: 'JOIN_READS_FUTURE',
    leak: () => ({ ...slow(), start: joined((known) => known + 1)! }),
    clean: () => ({ ...slow(), start: joined((known) => known)! }),
  },
  {
    name: 'a join with the nearest slower bar',
    code: 'JOIN_READS_FUTURE',
    leak: () => ({ ...slow(), start: joined((known, row) => (row % 4 >= 1 ? known + 1 : known))! }),
    clean: () => ({ ...slow(), start: joined((known) => known - 1)! }),
  },
];

/** Positions of traders as of Tuesdays, public on Fridays. */
function tuesdays(): Exhibit['series'] {
  const bars = dailyTimes();
  const period = [...new Set(Array.from(bars, (time) => Math.floor(time / DAY_MS)))].filter((day) => (day + 4) % 7 === 2);
  const series: Series = {
    ...{ id: 'COT', source: 'made up', frequency: 'weekly', tags: [], length: period.length, synthetic: false },
    period: Float64Array.from(period, (day) => day * DAY_MS),
    availableAt: Float64Array.from(period, (day) => availableAt(day, { frequency: 'weekly', available: { rule: 'cot' } })!),
    value: Float64Array.from(period, (_, week) => (week % 7) - (week % 3)),
    availability: 'cot',
  };
  return new Map([['COT', { series }]]);
}

/** A rule on such a series, read as of the instants that `knownAt` takes from it. */
function positions(knownAt: (series: Series) => Float64Array): Exhibit {
  return {
    ...daily(),
    series: tuesdays()!,
    definitions: [{ name: 'positions', type: 'series', params: { id: 'COT' } }],
    rule: {
      when: [
        { if: 'positions > 1', action: 'buy' },
        { if: 'positions <= 1', action: 'close' },
      ],
    },
    start: (plan, world) => {
      const { series } = world.series.get('COT')!;
      const read = { series: { ...series, availableAt: knownAt(series) } };
      return startFeatures({ plan, dataset: world.dataset, bars: leaks.barsOf(world), series: () => read });
    },
  };
}

const SERIES: readonly Pair[] = [
  {
    name: 'COT used on Tuesday',
    code: 'JOIN_READS_FUTURE',
    leak: () => positions(({ period }) => period),
    clean: () => positions(({ availableAt: at }) => at),
  },
];

const ACTIONS: readonly CorporateAction[] = [
  { kind: 'dividend', row: 120, exDate: '2015-06-30', amount: 1.5 },
  { kind: 'split', row: 300, exDate: '2016-03-14', ratio: 2 },
  { kind: 'dividend', row: 500, exDate: '2016-12-27', amount: 0.75 },
];

const forward: leaks.DataMaker['adjust'] = (actions, bars) => factorOf(actions, bars, 'splits_dividends');

function adjusted(adjust: leaks.DataMaker['adjust']): Exhibit {
  return { ...daily(), actions: [ACTIONS], adjust };
}

function scaled(scale: (factor: Float64Array) => number): leaks.DataMaker['adjust'] {
  return (actions, bars) => {
    const factor = forward(actions, bars);
    if (factor === undefined) return undefined;
    const by = scale(factor);
    return factor.map((value) => value * by);
  };
}

const ADJUSTERS: readonly Pair[] = [
  {
    name: 'adjusted backward from the last bar',
    code: 'ADJUSTMENT_RESTATES_PAST',
    leak: () => adjusted(scaled((factor) => 1 / factor.at(-1)!)),
    clean: () => adjusted(forward),
  },
  {
    name: 'splits applied the day before',
    code: 'ADJUSTMENT_RESTATES_PAST',
    leak: () =>
      adjusted((actions, bars) =>
        forward(
          actions.map((action) => ({ ...action, row: action.row - 1 })),
          bars,
        ),
      ),
    clean: () => adjusted((actions, bars) => factorOf(actions, bars, 'splits')),
  },
  {
    name: 'factors with a mean of one',
    code: 'ADJUSTMENT_RESTATES_PAST',
    leak: () => adjusted(scaled((factor) => factor.length / factor.reduce((sum, value) => sum + value, 0))),
    clean: () =>
      adjusted((actions, bars) =>
        forward(
          actions.filter(({ kind }) => kind === 'dividend'),
          bars,
        ),
      ),
  },
];

/** Data that says it was known before it was. */
export const DATA_ONES: readonly Pair[] = [...AVAILABILITY, ...SLOWER, ...SERIES, ...ADJUSTERS];
