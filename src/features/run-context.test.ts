import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDate, Random } from '../base/index.ts';
import { asOf, calendarOf } from '../market/index.ts';
import { walk } from './feature.testkit.ts';
import { type FeatureBars, startFeatures } from './index.ts';
import { columns, DAY, datasetOf, plan, seriesOf, symbolOf } from './run.testkit.ts';
import { ofReturns } from './worked.testkit.ts';

/** What features read beside the bars of their own symbol. */
const days = (...numbers: readonly number[]): Float64Array => Float64Array.from(numbers, (day) => day * DAY);
const closes = (values: readonly number[], time: Float64Array) => {
  const close = Float64Array.from(values);
  return columns({ ...walk(values.length, 1), open: close, high: close, low: close, close }, time);
};

describe('another symbol', () => {
  // F. J. Anscombe, Graphs in Statistical Analysis, The American Statistician 27 (1973), set I: r = 0.816, slope 0.500.
  const x = [10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5];
  const y = [8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68];
  const time = Float64Array.from(x, (_, i) => (i + 1) * DAY);

  test('correlation on closes: a published table', () => {
    const made = plan([{ name: 'c', type: 'correlation', params: { period: 11, on: 'closes' }, symbol: 'X' }], { names: ['c'] });
    const run = startFeatures({
      plan: made,
      dataset: datasetOf([symbolOf('Y', closes(y, time)), symbolOf('X', closes(x, time))]),
    });
    run.advance(11);
    expect(run.firstRow(0)).toBe(10);
    expect(run.column(0, 'c')[10]).toBeCloseTo(0.816, 3);
    expect(run.column(1, 'c')[10]).toBeCloseTo(1, 14);
  });

  test('beta: returns that are the table, its slope; the other symbol need not be traded', () => {
    const fromReturns = (percent: readonly number[]): number[] => ofReturns(percent.map((r) => r / 100));
    const twelve = Float64Array.from({ length: 12 }, (_, i) => (i + 1) * DAY);
    const other: FeatureBars = { bars: closes(fromReturns(x), twelve), factor: undefined, calendar: 'XNYS' };
    const made = plan([{ name: 'b', type: 'beta', params: { period: 11 }, symbol: 'X' }], { names: ['b'] });
    expect(made.places).toEqual([{ symbol: 'X', timeframe: '1d' }]);
    const run = startFeatures({
      plan: made,
      dataset: datasetOf([symbolOf('Y', closes(fromReturns(y), twelve))]),
      bars: () => other,
    });
    run.advance(12);
    expect([run.firstRow(0), run.column(0, 'b')[10]]).toEqual([11, NaN]);
    expect(run.column(0, 'b')[11]).toBeCloseTo(0.5, 3);
  });
});

describe('across symbols', () => {
  const time = days(1, 2, 3);
  const member = (name: string, values: readonly number[]) => symbolOf(name, closes(values, time));

  test('ranks from −0.5 to 0.5, equal values share theirs; scores of the same values', () => {
    const dataset = datasetOf([
      member('A', [5, 1, 1]),
      member('B', [1, 1, 1]),
      member('C', [3, 1, 1]),
      member('D', [3, 1, 1]),
      member('E', [8, 1, 1]),
    ]);
    const made = plan(
      [
        { name: 'rank', type: 'cs_rank' },
        { name: 'score', type: 'cs_zscore' },
        { name: 'twice', type: 'expression', params: { expr: 'rank * 2' } },
      ],
      { names: ['rank', 'score', 'twice'] },
    );
    const run = startFeatures({ plan: made, dataset });
    run.advance(3);
    const column = (name: string, row: number): number[] => dataset.symbols.map((_, index) => run.column(index, name)[row]!);
    expect(column('rank', 0)).toEqual([0.2, -0.4, -0.1, -0.1, 0.4].map((rank) => expect.closeTo(rank, 14)));
    expect(column('twice', 0)).toEqual([0.4, -0.8, -0.2, -0.2, 0.8].map((rank) => expect.closeTo(rank, 14)));
    // Mean 4, population variance 28/5.
    expect(column('score', 0)).toEqual([1, -3, -1, -1, 4].map((distance) => expect.closeTo(distance / Math.sqrt(5.6), 14)));
    expect([column('rank', 1), column('score', 1)]).toEqual([new Array(5).fill(0), new Array(5).fill(NaN)]);
    expect(run.firstRow(0)).toBe(0);
  });

  test('a symbol without a bar is absent and nobody is ranked below min_symbols', () => {
    const late = symbolOf('C', closes([9, 9], days(2, 3)), { rows: Int32Array.from([1, 2]) });
    const dataset = datasetOf([member('A', [5, 5, 5]), member('B', [1, 1, 7]), late], time);
    const made = plan([{ name: 'rank', type: 'cs_rank', params: { min_symbols: 3 } }], { names: ['rank'] });
    const run = startFeatures({ plan: made, dataset });
    run.advance(1);
    expect(run.firstRow(0)).toBe(Infinity);
    run.advance(3);
    const rows = (index: number): number[] => Array.from(run.column(index, 'rank'));
    expect([rows(0), rows(1), rows(2)]).toEqual([
      [NaN, expect.closeTo(0, 14), expect.closeTo(-1 / 3, 14)],
      [NaN, expect.closeTo(-1 / 3, 14), expect.closeTo(0, 14)],
      [NaN, expect.closeTo(1 / 3, 14), expect.closeTo(1 / 3, 14)],
    ]);
    expect([run.firstRow(0), run.firstRow(2)]).toEqual([1, 1]);
  });

  test('row by row, in random steps and at once: the same bits; the order of the symbols changes nothing', () => {
    const names = ['A', 'B', 'C', 'D', 'E', 'F'];
    const all = names.map((name, seed) => {
      const rows = name === 'F' ? Int32Array.from({ length: 700 }, (_, i) => 2 * i) : undefined;
      if (rows === undefined) return symbolOf(name, columns(walk(1400, seed)));
      const own = Float64Array.from(rows, (row) => (row + 1) * DAY);
      return symbolOf(name, columns(walk(700, seed), own), { rows });
    });
    const definitions = [
      { name: 'rsi_14', type: 'technical' },
      { name: 'rank', type: 'cs_rank', input: 'rsi_14' },
      { name: 'smooth', type: 'ema', params: { period: 5 }, input: 'rank' },
      { name: 'score', type: 'cs_zscore', input: 'smooth' },
      { name: 'connors_rsi', type: 'technical' },
      { name: 'hma_20', type: 'technical' },
    ];
    const wanted = ['rank', 'smooth', 'score', 'connors_rsi', 'hma_20'];
    const of = (order: readonly string[], steps: readonly number[]): Record<string, Float64Array> => {
      const made = plan(definitions, { names: wanted });
      const members = order.map((name) => all.find(({ instrument }) => instrument.symbol === name)!);
      const run = startFeatures({ plan: made, dataset: datasetOf(members, all[0]!.bars.time) });
      for (const to of [...steps, 1400]) run.advance(to);
      return Object.fromEntries(
        order.flatMap((name, index) => wanted.map((key) => [`${name} ${key}`, run.column(index, key)] as const)),
      );
    };
    const whole = of(names, []);
    expect(
      of(
        names,
        Array.from({ length: 1400 }, (_, i) => i + 1),
      ),
    ).toEqual(whole);
    const shuffled = of(['F', 'C', 'A', 'E', 'B', 'D'], []);
    for (const name of names) expect(shuffled[`${name} rank`]).toEqual(whole[`${name} rank`]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1400 }), { maxLength: 9 }), (steps) => {
        expect(
          of(
            names,
            steps.sort((a, b) => a - b),
          ),
        ).toEqual(whole);
      }),
      { numRuns: 8 },
    );
  });

  test('a rank cannot be read at the bars of one other symbol', () => {
    const definitions = [
      { name: 'rank', type: 'cs_rank' },
      { name: 'of_spy', type: 'sma', input: 'rank', symbol: 'SPY' },
    ];
    expect(() => plan(definitions, { names: ['of_spy'] })).toThrow(expect.objectContaining({ code: 'FEATURE_PARAMS' }));
  });
});

describe('calendar', () => {
  const close = (date: string): number => calendarOf('XNYS').close(parseDate(date)!);

  test('daily bars around a turn of the month with a holiday', () => {
    // Good Friday 2024-03-29 is no session: Thursday is the last of March; April opens on Monday the 1st.
    const dates = ['2024-03-27', '2024-03-28', '2024-04-01', '2024-04-02', '2024-04-03', '2024-04-04'];
    const time = Float64Array.from(dates, close);
    const names = ['day_of_week', 'month', 'day_of_month', 'turn_of_month', 'minute_of_session'].map(
      (name) => `calendar.${name}`,
    );
    const made = plan([{ name: 'calendar', type: 'calendar' }], { names });
    const run = startFeatures({ plan: made, dataset: datasetOf([symbolOf('A', columns(walk(6, 1), time))], time) });
    run.advance(6);
    expect(names.map((name) => Array.from(run.column(0, name)))).toEqual([
      [3, 4, 1, 2, 3, 4],
      [3, 3, 4, 4, 4, 4],
      [27, 28, 1, 2, 3, 4],
      [0, 1, 1, 1, 1, 0],
      [390, 390, 390, 390, 390, 390],
    ]);
  });

  test('minutes count from the open of the session; a half day is shorter', () => {
    const open = calendarOf('XNYS').open(parseDate('2024-07-03')!);
    const time = Float64Array.from([open + 60_000, open + 90 * 60_000, close('2024-07-03'), open + 300 * 60_000]);
    const made = plan([{ name: 'calendar', type: 'calendar' }], { names: ['calendar.minute_of_session'] });
    const run = startFeatures({ plan: made, dataset: datasetOf([symbolOf('A', columns(walk(4, 1), time))], time) });
    run.advance(4);
    expect(Array.from(run.column(0, 'calendar.minute_of_session'))).toEqual([1, 90, 210, NaN]);
  });
});

describe('series', () => {
  const time = days(1, 2, 3, 4, 5, 6, 7);
  const bars = columns(walk(7, 2), time);
  const read = (params: object, rows: Parameters<typeof seriesOf>[0], maxAgeMs?: number): number[] => {
    const made = plan([{ name: 's', type: 'series', params: { id: 'X', ...params } }], { names: ['s'] });
    expect(made.series).toEqual(['X']);
    const dataset = datasetOf([symbolOf('A', bars)]);
    const run = startFeatures({ plan: made, dataset, series: () => ({ series: seriesOf(rows), maxAgeMs }) });
    run.advance(7);
    return Array.from(run.column(0, 's'));
  };
  /** Periods 1, 2, 3, of which 2 is revised after 3 was known, and 3 withdrawn at last. */
  const ROWS = [
    [1 * DAY, 2 * DAY, 10],
    [2 * DAY, 3 * DAY, 20],
    [3 * DAY, 4 * DAY + 1, 50],
    [2 * DAY, 6 * DAY, 40],
    [3 * DAY, 7 * DAY, NaN],
  ] as const;

  test('the newest period known at the close, with revisions from when they were known', () => {
    expect(read({}, ROWS)).toEqual([NaN, 10, 20, 20, 50, 50, 40]);
    expect(read({ transform: 'diff' }, ROWS)).toEqual([NaN, NaN, 10, 10, 30, 10, 30]);
    expect(read({ transform: 'pct', periods: 2 }, ROWS)).toEqual([NaN, NaN, NaN, NaN, 4, 4, NaN]);
    // 10 and 20; 20 and 50; 40 and 50; 10 and 40: the newer of two is always one deviation from the mean.
    expect(read({ transform: 'zscore', periods: 2 }, ROWS)).toEqual([NaN, NaN, 1, 1, 1, 1, 1]);
  });

  test('an old observation is stale', () => {
    expect(read({}, ROWS.slice(0, 2), 2 * DAY)).toEqual([NaN, 10, 20, 20, 20, NaN, NaN]);
  });

  test('the level is the as-of join of the market folder', () => {
    const random = new Random(3, 'series');
    const rows = Array.from({ length: 60 }, (_, i) => {
      const period = Math.floor(random.uniform() * 12) * DAY;
      return [period, i * 0.12 * DAY, random.uniform() < 0.2 ? NaN : i] as const;
    });
    const series = seriesOf(rows);
    expect(read({}, rows)).toEqual(Array.from(time, (now) => asOf(series, now)?.value ?? NaN));
  });

  test('a series that nobody loaded', () => {
    const made = plan([{ name: 's', type: 'series', params: { id: 'X' } }], { names: ['s'] });
    expect(() => startFeatures({ plan: made, dataset: datasetOf([symbolOf('A', bars)]) })).toThrow(
      expect.objectContaining({ code: 'SERIES_UNKNOWN' }),
    );
  });
});

test('operators on two features; inner features are shared with those of the file', () => {
  const definitions = [
    { name: 'sma_10', type: 'technical' },
    { name: 'sma_50', type: 'technical' },
    { name: 'spread', type: 'delta', input: 'sma_10', params: { against: 'sma_50' } },
    { name: 'quotient', type: 'ratio', input: 'sma_10', params: { against: 'sma_50', period: 1 } },
    { name: 'sma_ratio_10_50', type: 'technical' },
    { name: 'stoch_rsi', type: 'technical', input: 'sma_10' },
  ];
  const made = plan(definitions, { names: ['spread', 'quotient', 'sma_ratio_10_50', 'stoch_rsi'] });
  const kinds = made.nodes.map(({ key }) => key.replace(/^@1d /, '').replace(/[/ ({].*$/, ''));
  expect(kinds).toEqual(['close', 'sma', 'sma', 'delta', 'ratio', 'sma_ratio', 'rsi', 'stoch_rsi']);
  const dataset = datasetOf([symbolOf('A', columns(walk(90, 4)))]);
  const run = startFeatures({ plan: made, dataset });
  run.advance(90);
  expect(['spread', 'quotient', 'sma_ratio_10_50', 'stoch_rsi'].map((name) => run.firstRow(0, [name]))).toEqual([49, 50, 49, 36]);
  const { close } = dataset.symbols[0]!.bars;
  const mean = (end: number, n: number): number => close.slice(end - n, end).reduce((a, b) => a + b, 0) / n;
  expect(run.column(0, 'spread')[80]).toBeCloseTo(mean(81, 10) - mean(81, 50), 10);
  expect(run.column(0, 'quotient')[80]).toBeCloseTo(mean(81, 10) / mean(80, 50), 12);
  expect(run.column(0, 'sma_ratio_10_50')[80]).toBeCloseTo(mean(81, 10) / mean(81, 50) - 1, 12);
});
